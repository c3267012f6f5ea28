package topspin;

import topspin.env.Actions;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;

import java.util.Arrays;
import java.util.List;

/**
 * What a {@link Policy} remembers of the games that it plays side by side, one row each: recurrent state, previous
 * action and reward, and the stream that actions are drawn from; and its outputs for the last observation. Each row
 * begins at the start of an episode. To be used by the policy's thread; allocates nothing after construction.
 */
public final class PolicyState {
    final Policy owner;
    final Policy.Seats seats;
    /** {@code [rows][stateSize]}. */
    final float[] memory;
    final boolean[] episodeStarts;
    /** The last actions, as the policy chose them: not yet clipped to their bounds. */
    final Actions actions;
    final float[] rewards;
    final boolean[] rewarded;
    /** Null where the most probable action is taken. */
    final RandomStream[] streams;
    final float[] logits;
    final float[] values;

    /** @param randomness null to take the most probable action */
    PolicyState(Policy owner, Policy.Seats seats, int stateSize, int headWidth, RandomStreams randomness) {
        this.owner = owner;
        this.seats = seats;
        int rows = seats.rows();
        memory = new float[Math.multiplyExact(rows, stateSize)];
        episodeStarts = new boolean[rows];
        Arrays.fill(episodeStarts, true);
        actions = new Actions(owner.actionSpace(), rows);
        rewards = new float[rows];
        rewarded = new boolean[rows];
        streams = randomness == null ? null : new RandomStream[rows];
        for (int row = 0; randomness != null && row < rows; row++) {
            streams[row] = randomness.stream("action/env-" + row);
        }
        logits = new float[rows * headWidth];
        values = new float[rows];
    }

    private PolicyState(PolicyState from) {
        owner = from.owner;
        seats = from.seats;
        memory = from.memory.clone();
        episodeStarts = from.episodeStarts.clone();
        actions = new Actions(owner.actionSpace(), from.rows());
        System.arraycopy(from.actions.values(), 0, actions.values(), 0, actions.values().length);
        rewards = from.rewards.clone();
        rewarded = from.rewarded.clone();
        streams = null;
        logits = from.logits.clone();
        values = from.values.clone();
    }

    /** What it remembers at present, for {@link Policy#saliency}; a policy that acts with it takes the most probable action. */
    public PolicyState copy() {
        return new PolicyState(this);
    }

    /** Games side by side. */
    public int rows() {
        return episodeStarts.length;
    }

    /** An episode ended in every row: the next observations begin new ones. */
    public void restart() {
        Arrays.fill(episodeStarts, true);
    }

    /** An episode ended in this row: its next observation begins a new one. */
    public void restart(int row) {
        episodeStarts[row] = true;
    }

    /**
     * Gives the reward of a row's last action, for policies that {@linkplain Policy#readsReward read} it.
     *
     * @param reward as {@link topspin.env.Environment#learnerReward} makes it: the sign, if the run clips rewards. If
     *               the run scales rewards, this method scales it
     */
    public void rewarded(int row, float reward) {
        rewards[row] = seats.normaliser().reward(row, reward, false);
        rewarded[row] = true;
    }

    /**
     * A gate or a state of the policy's recurrent core.
     *
     * @param layer  from 0, the lowest
     * @param name   such as {@code forget gate}
     * @param values {@code [units]}
     */
    public record Inside(int layer, String name, float[] values) {
    }

    /** What the policy's recurrent core computed for the last observation of a row, as copies; none without a core. */
    public List<Inside> inside(int row) {
        return seats.batch().shown().stream().map(part -> new Inside(part.layer(), part.name(),
                Arrays.copyOfRange(part.values(), row * part.width(), (row + 1) * part.width()))).toList();
    }

    /**
     * The value that the policy gave to the last observation of a row: the discounted return that it expected from there.
     */
    public float value(int row) {
        return values[row];
    }

    /**
     * The policy head's outputs for the last observations, {@code [rows][width]}: unnormalised log-probabilities of
     * discrete actions, or action values. The next act overwrites them.
     */
    public float[] logits() {
        return logits;
    }
}
