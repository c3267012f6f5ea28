package topspin.nn.engine;

/**
 * A planned matrix product on a fixed number of consecutive rows, which each run chooses anew: one plan serves every step
 * of a sequence. Must not run on two threads at once. Running allocates nothing.
 */
@FunctionalInterface
public interface WindowProduct {

    /**
     * @param from first row of the first operand
     * @param to   first row of the second operand ({@code y} or {@code dx})
     */
    void run(int from, int to);
}
