package topspin.parallel;

/**
 * How long a run that is to stop still waits for work of many equal parts, such as the steps of a rollout: to its end, if
 * that is near. Order of use: {@link #begin} when the work begins, {@link #isOver} after each part, on any threads.
 * Allocates nothing.
 */
public final class Patience {
    /** Those who start processes mostly give them this much to end, and more: systemd 90 s, Kubernetes and Slurm 30 s. */
    public static final int SECONDS = 20;
    /** Until then, Java's compiler may still be what takes the time, and what is left cannot be told. */
    private static final double EARLIEST = 1;
    private static final double NANOS = 1e-9;

    private volatile long begun;
    private volatile boolean hurried;

    public void begin() {
        begun = System.nanoTime();
    }

    /** Says that the run is to stop. Any thread may, at any time. */
    public void hurry() {
        hurried = true;
    }

    /**
     * Whether the run is to stop, and would have to wait for more than {@link #SECONDS} if the parts that are left take as
     * long as those that are done.
     *
     * @param done parts, at least 1
     * @param all  parts
     */
    public boolean isOver(long done, long all) {
        if (!hurried) {
            return false;
        }
        double seconds = NANOS * (System.nanoTime() - begun);
        return seconds >= EARLIEST && seconds / done * (all - done) > SECONDS;
    }
}
