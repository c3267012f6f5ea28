package topspin.envs.arcade;

/**
 * Where a picture has been painted on: a few rectangles that cover it all. One that meets the one before it is joined with
 * it. Allocates nothing after construction.
 */
final class Patches {
    private static final int MOST = 16;

    private final int[] left = new int[MOST];
    private final int[] top = new int[MOST];
    private final int[] right = new int[MOST];
    private final int[] bottom = new int[MOST];
    private int count;

    void clear() {
        count = 0;
    }

    /** Columns {@code left} … {@code right − 1} of rows {@code top} … {@code bottom − 1}, at least one of each. */
    void add(int left, int top, int right, int bottom) {
        int last = count - 1;
        boolean joined = count == MOST || count > 0 && left <= this.right[last] && right >= this.left[last]
                && top <= this.bottom[last] && bottom >= this.top[last];
        if (joined) {
            this.left[last] = Math.min(this.left[last], left);
            this.top[last] = Math.min(this.top[last], top);
            this.right[last] = Math.max(this.right[last], right);
            this.bottom[last] = Math.max(this.bottom[last], bottom);
            return;
        }
        this.left[count] = left;
        this.top[count] = top;
        this.right[count] = right;
        this.bottom[count] = bottom;
        count++;
    }

    int count() {
        return count;
    }

    int left(int patch) {
        return left[patch];
    }

    int top(int patch) {
        return top[patch];
    }

    int right(int patch) {
        return right[patch];
    }

    int bottom(int patch) {
        return bottom[patch];
    }
}
