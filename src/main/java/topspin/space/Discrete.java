package topspin.space;

/** The integers {@code 0 … n−1}. */
public record Discrete(int n) implements Space {
    /** Most elements, which floats can still distinguish. */
    public static final int MOST = 1 << 24;

    public Discrete {
        if (n < 1 || n > MOST) {
            throw new IllegalArgumentException("a discrete space needs 1 to " + MOST + " elements, got " + n);
        }
    }

    @Override
    public int width() {
        return 1;
    }

    @Override
    public boolean contains(float[] values, int from) {
        return values[from] == (int) values[from] && contains((int) values[from]);
    }

    @Override
    public int inputs() {
        return n;
    }

    @Override
    public void encode(float[] values, int from, float[] inputs, int to) {
        inputs[to + (int) values[from]] = 1;
    }

    public boolean contains(int value) {
        return value >= 0 && value < n;
    }

    @Override
    public String toString() {
        return "Discrete(" + n + ")";
    }
}
