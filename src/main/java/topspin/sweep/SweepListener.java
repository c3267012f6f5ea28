package topspin.sweep;

import java.util.List;

/** Is told how a sweep goes, by the runner's thread. */
public interface SweepListener {

    /** A trial began, paused, finished, was pruned, or died: its {@link TrialStatus#state} is new. */
    void changed(TrialStatus trial);

    /** A running trial has a new row. */
    void advanced(TrialStatus trial);

    /** A variant was given up. */
    void pruned(String variant, String reason);

    /** Some time went by. */
    void tick(List<TrialStatus> trials);
}
