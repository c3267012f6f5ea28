package topspin.nn;

import java.util.List;

/**
 * The encoder's work on batches of one shape, bound to the core that reads its output. It computes ranges of rows: the
 * {@link #parts} and, forward only, the steps of shards. Different threads may compute different ranges at once.
 * Allocates nothing after its first use.
 */
public interface EncoderPass {

    /** How the rows of a batch are split. */
    RowParts parts();

    /**
     * Computes features for the rows {@code first … first+count−1} and puts them into the core's input.
     *
     * @param source    where observations are
     * @param sourceRow {@code [batch rows]}: which row of {@code source} is row r of the batch
     */
    void forward(RowSource source, int[] sourceRow, int first, int count);

    /** Passes the core's input gradient of these rows back to this layer's pre-activations. */
    void backward(int first, int count);

    /**
     * The gradient in one row's observation, once {@link #backward} has run for it: for people who look, not for speed.
     *
     * @param gradient where it goes, {@code [inputs]}, per unit of the observation's own numbers
     * @throws UnsupportedOperationException if this encoder does not tell
     */
    default void observationGradient(int row, float[] gradient) {
        throw new UnsupportedOperationException("this encoder does not tell the gradient in observations");
    }

    /** To be computed once {@link #backward} has run for every row. The first call may plan what learning needs. */
    List<GradientBlock> gradientBlocks();
}
