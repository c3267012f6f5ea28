package topspin.rollout;

import topspin.env.Actions;
import topspin.env.Observations;
import topspin.nn.RowSource;
import topspin.space.Box;
import topspin.space.Space;

/**
 * What N environments went through in T steps. All per-step arrays are {@code [steps][environments]}, time-major: row
 * {@code t·environments + n}. Filled by {@link RolloutCollector}; {@link #advantages} and {@link #returns} by the
 * algorithm.
 */
public final class Rollout {
    private final int steps;
    private final int environments;
    private final Observations observations;
    private final RowSource source;
    private final Actions previousActions;
    private final float[] previousRewards;
    private final Actions actions;
    private final float[] logProbabilities;
    private final float[] values;
    private final float[] rewards;
    private final float[] rawRewards;
    private final float[] truncationValues;
    private final boolean[] episodeStarts;
    private final boolean[] done;
    private final float[] advantages;
    private final float[] returns;
    private final float[] startStates;
    private final float[] lastValues;

    public Rollout(int steps, int environments, Box observation, Space action, int stateSize) {
        this.steps = steps;
        this.environments = environments;
        int rows = Math.multiplyExact(steps, environments);
        observations = new Observations(observation, rows);
        source = RowSource.keeping(observations.bytes(), observations.floats(), observations.rowLength());
        previousActions = new Actions(action, rows);
        previousRewards = new float[rows];
        actions = new Actions(action, rows);
        logProbabilities = new float[rows];
        values = new float[rows];
        rewards = new float[rows];
        rawRewards = new float[rows];
        truncationValues = new float[rows];
        episodeStarts = new boolean[rows];
        done = new boolean[rows];
        advantages = new float[rows];
        returns = new float[rows];
        startStates = new float[environments * stateSize];
        lastValues = new float[environments];
    }

    public int steps() {
        return steps;
    }

    public int environments() {
        return environments;
    }

    /** Agent decisions: steps times environments. */
    public int rows() {
        return steps * environments;
    }

    public int row(int step, int environment) {
        return step * environments + environment;
    }

    /** What the agent saw before each action: normalised, if the run normalises observations. */
    public Observations observations() {
        return observations;
    }

    /** The same rows as the policy's input; after writing one, call {@link RowSource#changed}. */
    public RowSource source() {
        return source;
    }

    /** The action before the one of this row; undefined where an episode begins. */
    public Actions previousActions() {
        return previousActions;
    }

    /** The reward of that action, as the learner sees it; undefined where an episode begins. */
    public float[] previousRewards() {
        return previousRewards;
    }

    public Actions actions() {
        return actions;
    }

    /** log of the probability, or density, that the action was chosen with. */
    public float[] logProbabilities() {
        return logProbabilities;
    }

    /** V(observation), when the action was chosen. */
    public float[] values() {
        return values;
    }

    /** As the learner sees them: clipped or scaled, if the run does so. Algorithms may change them. */
    public float[] rewards() {
        return rewards;
    }

    /** Rewards as the environments give them, neither clipped nor scaled; scores are computed from these. */
    public float[] rawRewards() {
        return rawRewards;
    }

    /**
     * Where an episode was truncated, V(final observation) under the state before the reset, the value of the cut-off
     * future; else 0.
     */
    public float[] truncationValues() {
        return truncationValues;
    }

    /** True where the observation is the first of an episode: the recurrent state is zero before it. */
    public boolean[] episodeStarts() {
        return episodeStarts;
    }

    /** True where the step ended an episode, by termination or truncation. */
    public boolean[] done() {
        return done;
    }

    public float[] advantages() {
        return advantages;
    }

    public float[] returns() {
        return returns;
    }

    /** Recurrent states before the first step, {@code [environments][stateSize]}. */
    public float[] startStates() {
        return startStates;
    }

    /** V(observation after the last step), {@code [environments]}; undefined where that step ended the episode. */
    public float[] lastValues() {
        return lastValues;
    }
}
