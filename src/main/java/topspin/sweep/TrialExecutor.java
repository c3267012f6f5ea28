package topspin.sweep;

import java.io.IOException;
import java.util.OptionalLong;

/** What runs trials: the seam between a sweep and the processes, or whatever else, that it starts. */
public interface TrialExecutor {

    /**
     * Starts a trial, or goes on with it from its last checkpoint; does not wait for it.
     *
     * @param resume whether there is a checkpoint
     * @param until  step after whose row the trial is to pause
     * @throws IOException if it cannot even be started
     */
    Attempt start(Trial trial, boolean resume, OptionalLong until) throws IOException;

    /** A trial that was started. Used by one thread. */
    interface Attempt {

        boolean running();

        /** Asks it to leave a checkpoint and end, and returns at once. */
        void stop();

        /** Why it died, in one line; empty if it did not, but finished or paused. Only after its end. */
        String death() throws IOException;

        /** Whether starting it again could help. Only after its death. */
        boolean retriable();
    }
}
