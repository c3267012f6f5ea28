package topspin.sweep;

import java.util.List;

/** Is told how a sweep goes, by the runner's thread. */
public interface SweepListener {

    /** A trial began, paused, finished, was pruned, or died: its {@link TrialStatus#state} is new. */
    void changed(TrialStatus trial);

    /** A running trial has a new row. */
    void advanced(TrialStatus trial);

    /** A trial waits for another process that still writes it. */
    void busy(TrialStatus trial);

    /** A variant was given up. */
    void pruned(String variant, String reason);

    /** Some time went by. */
    void tick(List<TrialStatus> trials);

    /** Tells each of them, in order. */
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
