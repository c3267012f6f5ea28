package topspin.sweep;

/** The state of a trial. */
public enum TrialState {
    /** Not started yet, or to be started again after it died. */
    WAITING,
    RUNNING,
    /** Stopped after a checkpoint, to be resumed. */
    PAUSED,
    /** Stopped from outside of the sweep, by its stop file; the same sweep goes on with it when it is started again. */
    STOPPED,
    FINISHED,
    /** Given up with its variant; can still be resumed by hand. */
    PRUNED,
    /** Died more often than {@code retry} allows. */
    FAILED
}
