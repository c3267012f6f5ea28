package topspin.metric;

/**
 * A destination of measurements: the table, the CSV, TensorBoard, the episodes, the progress line. Called by the
 * trainer's thread: {@link #episode} for every episode, {@link #advanced} after every update, {@link #write} once per
 * log interval.
 */
public interface MetricSink extends AutoCloseable {

    void write(MetricRecord row);

    /**
     * Gets the decisions taken so far, after every update, to show progress between rows.
     *
     * @param step summed over environments
     */
    default void advanced(long step) {
    }

    /** Gets each episode that has finished since the last row, in the order in which they ended. */
    default void episode(FinishedEpisode episode) {
    }

    /**
     * Gets a message about the run, between two rows.
     *
     * @param step of the row before
     * @param text one sentence for people
     */
    default void remark(long step, String text) {
    }

    /**
     * Forces everything written so far to stable storage.
     *
     * @return the position to which a run resumed from this checkpoint cuts the file back: its length in bytes, unless
     *         the sink says otherwise; 0 for a sink without a file
     */
    default long sync() {
        return 0;
    }

    @Override
    default void close() {
    }
}
