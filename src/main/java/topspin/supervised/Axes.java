package topspin.supervised;

/**
 * What one example looks like to a layer, or what the layer makes of it.
 *
 * @param time     steps; {@link #NONE} if there is one row of features per example, and no axis of time; {@link #ANY} for a
 *                 model that reads sequences of any time
 * @param features per row
 */
public record Axes(int time, int features) {
    /** No axis of time. */
    public static final int NONE = 0;
    /** Keras' {@code None}. */
    public static final int ANY = -1;

    public Axes {
        if (time < ANY || features < 1) {
            throw new IllegalArgumentException("expected at least one feature and step, got " + time + " steps and " + features
                    + " features");
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

    /** Rows of one example; not for {@link #ANY} time. */
    public int rows() {
        if (time == ANY) {
            throw new IllegalStateException("sequences of any time have no fixed number of rows");
        }
        return hasTime() ? time : 1;
    }

    /** Whether such examples can be read by what reads these. */
    public boolean includes(Axes given) {
        return equals(given) || time == ANY && given.hasTime() && features == given.features;
    }

    /** The same times, other features. */
    public Axes withFeatures(int other) {
        return new Axes(time, other);
    }

    /** With the axes' names: {@code (batch, time 20, features 24)}. */
    @Override
    public String toString() {
        return "(batch" + (hasTime() ? ", time " + (time == ANY ? "any" : time) : "") + ", features " + features + ")";
    }
}
