package topspin.metric;

/**
 * Where rows of measurements go: the table, the CSV (the truth), TensorBoard, the progress line. Called by the trainer's
 * thread, once per log interval.
 */
public interface MetricSink extends AutoCloseable {

    void write(MetricRecord row);

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
     * @return the length of the file in bytes, which a checkpoint remembers and a resumed run cuts the file back to;
     *         0 for a sink without a file
     */
    default long sync() {
        return 0;
    }

    @Override
    default void close() {
    }
}
