package topspin.page;

import java.util.Locale;

/** How a run stands, as far as its files tell. */
enum RunState {
    /** It writes. */
    RUNNING,
    /** It says that it runs, but has written nothing for much longer than its rows take: killed, stuck, or its disk is gone. */
    STALE,
    FINISHED,
    /** Stopped after an update; it can be resumed. */
    INTERRUPTED,
    /** Given up early by a sweep. */
    PRUNED,
    FAILED,
    /** Something that is no run, or whose files are damaged. */
    UNREADABLE;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
