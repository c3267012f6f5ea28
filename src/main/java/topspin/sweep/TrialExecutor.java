package topspin.sweep;

import java.io.IOException;
import java.util.OptionalLong;

/** Runs trials: the interface between a sweep and the processes, or anything else, that compute them. */
public interface TrialExecutor {

    /**
     * Starts a trial, or resumes it from its last checkpoint; does not wait for it.
     *
     * @param resume whether there is a checkpoint
     * @param until  step after whose row the trial is to pause
     * @throws IOException if it cannot be started
     */
    Attempt start(Trial trial, boolean resume, OptionalLong until) throws IOException;

    /** A trial that was started. Used by one thread. */
    interface Attempt {

        boolean running();

        /** Asks it to save a checkpoint and end, and returns at once. */
        void stop();

        /** Why it died, in one line; empty if it finished or paused. Only after its end. */
        String death() throws IOException;

        /** Whether starting it again could help. Only after its death. */
        boolean retriable();
    }
}
