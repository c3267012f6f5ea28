package topspin.page;

import java.util.Locale;

/** How a run stands, as far as its files tell. */
enum RunState {
    /** It writes. */
    RUNNING,
    /** It says that it runs, but has written nothing for much longer than its rows take: killed, stuck, or its disk is gone. */
    STALE,
    FINISHED,
    /** Made of another program's files. */
    IMPORTED,
    /** Stopped after an update; it can be resumed. */
    INTERRUPTED,
    /** Given up early by a sweep. */
    PRUNED,
    FAILED,
    /** Something that is no run, or whose files are damaged. */
    UNREADABLE;

    /** Whether its last score is a final one. */
    boolean isWhole() {
        return this == FINISHED || this == IMPORTED;
    }

    /** Whether nothing more will come by itself: what a verdict can be about. */
    boolean isEnded() {
        return isWhole() || this == FAILED || this == PRUNED;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
