package topspin.train;

import java.util.ArrayList;
import java.util.List;

/**
 * A request to stop early: the trainer checks {@link #requested} between updates. Any thread may make the request at
 * any time.
 */
public final class StopSignal {
    private final List<Runnable> actions = new ArrayList<>();
    private volatile boolean requested;
    private volatile boolean heeded;

    public synchronized void request() {
        if (!requested) {
            requested = true;
            actions.forEach(Runnable::run);
        }
    }

    public boolean requested() {
        return requested;
    }

    /**
     * Runs an action when the request is made, on the requesting thread, or now if it was made before. It must be
     * quick.
     */
    public synchronized void whenRequested(Runnable action) {
        if (requested) {
            action.run();
        } else {
            actions.add(action);
        }
    }

    /**
     * Declares that from now on a request leads to an orderly end. Before that there is nothing to save, and a signal
     * handler may end the program at once.
     */
    public void heed() {
        heeded = true;
    }

    public boolean heeded() {
        return heeded;
    }
}
