package topspin.sweep;

/** How a trial stands. */
public enum TrialState {
    /** Not started yet, or to be started again after it died. */
    WAITING,
    RUNNING,
    /** Stopped after a checkpoint, and to be gone on with. */
    PAUSED,
    FINISHED,
    /** Given up with its variant; can still be gone on with by hand. */
    PRUNED,
    /** Died once too often. */
    FAILED
}
