package topspin.cli.play;

import topspin.Policy;
import topspin.PolicyState;
import topspin.Saliency;
import topspin.env.Actions;
import topspin.env.Observations;

/**
 * Consecutive steps of one game, kept so that its policy can be asked what they depended on. Order of use: {@link #play} once for
 * every step, up to the end of the game; {@link #saliency}.
 */
public final class KeptSteps {
    private final OpenGame game;
    private final Observations seen;
    private final Actions taken;
    private final float[] rewards;
    private PolicyState before;
    private int count;

    /** @param most steps that are kept */
    public KeptSteps(OpenGame game, int most) {
        this.game = game;
        seen = new Observations(game.world().observationSpace(), most);
        taken = new Actions(game.world().actionSpace(), most);
        rewards = new float[most];
    }

    /** The game's next step, kept. */
    public void play() {
        if (count == 0) {
            before = game.memory();
        }
        seen.copyRow(game.seen(), 0, count);
        game.look();
        float reward = game.step();
        taken.copyRow(game.actions(), 0, count);
        rewards[count++] = game.world().learnerReward(reward);
    }

    /** How many are kept. */
    public int count() {
        return count;
    }

    /** @throws UnsupportedOperationException if the encoder, of a JAR, does not tell its gradient */
    public Saliency saliency(Policy policy) {
        Observations rows = new Observations(seen.space(), count);
        rows.copyRows(seen, 0, 0, count);
        return policy.saliency(before, rows, taken, rewards);
    }
}
