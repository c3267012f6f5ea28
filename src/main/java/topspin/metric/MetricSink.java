package topspin.metric;

/**
 * Where rows of measurements go: the table, the CSV (the truth), TensorBoard, the episodes, the progress line. Called by
 * the trainer's thread: {@link #episode} for every episode, {@link #advanced} after every update, {@link #write} once per
 * log interval.
 */
public interface MetricSink extends AutoCloseable {

    void write(MetricRecord row);

    /**
     * Decisions taken so far, after every update: for whoever shows how a run goes between rows.
     *
     * @param step summed over environments
     */
    default void advanced(long step) {
    }

    /** An episode that has finished since the last row, in the order in which they ended. */
    default void episode(FinishedEpisode episode) {
    }

    /**
     * A word about the run, between two rows.
     *
     * @param step of the row before
     * @param text one sentence for people
     */
    default void remark(long step, String text) {
    }

    /**
     * Forces everything written so far to stable storage.
     *
     * @return where the file ends, which a checkpoint remembers and a resumed run cuts the file back to: its length in
     *         bytes, unless the sink says otherwise; 0 for a sink without a file
     */
    default long sync() {
        return 0;
    }

    @Override
    default void close() {
    }
}
