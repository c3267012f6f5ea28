package topspin.env.wrapper;

import topspin.env.Environment;
import topspin.env.Observations;

/**
 * Presses buttons after each reset, for games that wait for them (openai/baselines {@code FireResetEnv} presses the
 * actions 1 and 2). If the episode ends within them, it is reset once more and starts there.
 */
public final class FireOnReset extends DiscreteWrapper {
    private final int[] opening;

    /** @param opening inner actions taken after each reset, at least one */
    public FireOnReset(Environment inner, int... opening) {
        super(inner);
        requireAtLeast(1, "actions after a reset", opening.length);
        this.opening = opening.clone();
    }

    @Override
    public void reset(Observations out, int row) {
        inner().reset(null, 0);
        for (int i = 0; i < opening.length; i++) {
            chooseInner(opening[i], i == opening.length - 1 ? out : null, row);
            if (ended()) {
                inner().reset(out, row);
                return;
            }
        }
    }
}
