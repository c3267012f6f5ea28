package topspin.space;

/** The integers {@code 0 … n−1}. */
public record Discrete(int n) implements Space {
    public Discrete {
        if (n < 1) {
            throw new IllegalArgumentException("a discrete space needs at least one element, got " + n);
        }
    }

    public boolean contains(int value) {
        return value >= 0 && value < n;
    }

    @Override
    public String toString() {
        return "Discrete(" + n + ")";
    }
}
