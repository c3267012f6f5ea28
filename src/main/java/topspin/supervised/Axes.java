package topspin.supervised;

/**
 * What one example looks like to a layer, or what the layer makes of it.
 *
 * @param time     steps; {@link #NONE} if there is one row of features per example, and no axis of time
 * @param features per row
 */
public record Axes(int time, int features) {
    /** No axis of time. */
    public static final int NONE = 0;

    public Axes {
        if (time < NONE || features < 1) {
            throw new IllegalArgumentException("expected at least one feature and no negative time, got time " + time
                    + " and " + features + " features");
        }
    }

    /** Without an axis of time. */
    public static Axes of(int features) {
        return new Axes(NONE, features);
    }

    /** Whether there is an axis of time. */
    public boolean hasTime() {
        return time != NONE;
    }

    /** Rows of one example. */
    public int rows() {
        return hasTime() ? time : 1;
    }

    /** The same times, other features. */
    public Axes withFeatures(int other) {
        return new Axes(time, other);
    }

    /** With the axes' names: {@code (batch, time 20, features 24)}. */
    @Override
    public String toString() {
        return "(batch" + (hasTime() ? ", time " + time : "") + ", features " + features + ")";
    }
}
