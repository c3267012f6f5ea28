package topspin.parallel;

/**
 * Decides whether a run that is to stop still finishes work of many equal parts, such as the steps of a rollout: if its
 * end is near. Order of use: {@link #begin} when the work begins, {@link #isOver} after each part, on any threads.
 * Allocates nothing.
 */
public final class Patience {
    /** Less than most process managers allow for a shutdown: systemd 90 s, Kubernetes and Slurm 30 s. */
    public static final int SECONDS = 20;
    /** Before this much time has passed, Java's compiler may dominate and the rest cannot be estimated. */
    private static final double EARLIEST = 1;
    private static final double NANOS = 1e-9;

    private volatile long begun;
    private volatile boolean hurried;

    public void begin() {
        begun = System.nanoTime();
    }

    /** Announces that the run is to stop. Any thread may call it at any time. */
    public void hurry() {
        hurried = true;
    }

    /**
     * Whether the run is to stop, and the remaining parts would take more than {@link #SECONDS} at the pace of those
     * done.
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
