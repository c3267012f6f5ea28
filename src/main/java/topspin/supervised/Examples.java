package topspin.supervised;

/**
 * What a model learns from, or is asked: sequences of rows of features, and what is to be said of each. Numbered from 0.
 * May be computed when asked for; then the same number must always give the same example. One thread at a time.
 */
public interface Examples {

    /** How many there are. */
    int count();

    /** What each looks like, the longest one's time. */
    Axes axes();

    /** Steps of an example; padding follows. At least 1. */
    default int length(int example) {
        return axes().rows();
    }

    /**
     * Writes the features of a step before the example's end, which are zero so far.
     *
     * @param to gets {@code [features]} at {@code offset}
     */
    void input(int example, int step, float[] to, int offset);

    /**
     * Writes what is to be said at a step of the output: a class's number for {@link SequenceLoss#CROSS_ENTROPY}, as many
     * numbers as outputs for {@link SequenceLoss#SQUARED_ERROR}. Answer without an axis of time have step 0 alone.
     */
    void target(int example, int step, float[] to, int offset);

    /** How much an output's loss counts; padding counts nothing. */
    default float weight(int example, int step) {
        return 1;
    }
}
