package topspin.sweep;

import java.util.List;

/** Receives a sweep's events, on the runner's thread. */
public interface SweepListener {

    /** A trial's {@link TrialStatus#state} changed: it began, paused, finished, was pruned, or died. */
    void changed(TrialStatus trial);

    /** A running trial has a new row. */
    void advanced(TrialStatus trial);

    /** A trial waits for another process that still writes it. */
    void busy(TrialStatus trial);

    /** A variant was given up. */
    void pruned(String variant, String reason);

    /** Called regularly, so that displays can be redrawn. */
    void tick(List<TrialStatus> trials);

    /** Passes every event to each listener, in order. */
    static SweepListener all(SweepListener... listeners) {
        return new SweepListener() {
            @Override
            public void changed(TrialStatus trial) {
                for (SweepListener listener : listeners) {
                    listener.changed(trial);
                }
            }

            @Override
            public void advanced(TrialStatus trial) {
                for (SweepListener listener : listeners) {
                    listener.advanced(trial);
                }
            }

            @Override
            public void busy(TrialStatus trial) {
                for (SweepListener listener : listeners) {
                    listener.busy(trial);
                }
            }

            @Override
            public void pruned(String variant, String reason) {
                for (SweepListener listener : listeners) {
                    listener.pruned(variant, reason);
                }
            }

            @Override
            public void tick(List<TrialStatus> trials) {
                for (SweepListener listener : listeners) {
                    listener.tick(trials);
                }
            }
        };
    }
}
