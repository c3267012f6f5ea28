package topspin.rollout;

import topspin.env.Actions;
import topspin.env.GivenUpException;
import topspin.env.Observations;
import topspin.env.VectorEnvironment;
import topspin.nn.BatchShape;
import topspin.nn.RowSource;
import topspin.normalise.Normaliser;
import topspin.parallel.Patience;
import topspin.parallel.Phase;
import topspin.parallel.PhaseTimes;
import topspin.parallel.WorkerPool;
import topspin.policy.ActionChoice;
import topspin.policy.PolicyBatch;
import topspin.policy.PolicyConfig;
import topspin.policy.PolicyNetwork;
import topspin.policy.distribution.Distribution;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;
import topspin.space.Box;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Lets the policy act in N environments for T steps and writes down what happened.
 *
 * <p>Environments are split into fixed groups; one worker takes a group through all T steps — act, step, act, step —
 * without waiting for the others, so the workers meet once per rollout. Every environment draws its actions from its own
 * stream {@code action/env-n}, and a group's matrix products have a fixed number of rows: neither the number of workers
 * nor their timing changes a result.
 *
 * <p>Order of use: {@link #reset} or {@link #restore}, then {@link #collect} for ever. Collecting allocates nothing.
 */
public final class RolloutCollector {
    private final VectorEnvironment environment;
    private final int steps;
    private final int environments;
    private final int groups;
    private final int groupSize;
    private final int stateSize;
    private final Distribution distribution;
    /** The batch that acts. Holds all steps of a rollout if the learner reuses its activations, else one. */
    private final PolicyBatch actor;
    /** The batch for values that leave the state unchanged. */
    private final PolicyBatch critic;
    private final boolean bootstraps;
    private final float[] states;
    private final boolean[] episodeStart;
    /** The last ones. */
    private final Actions actions;
    /** The same, clipped to the environments' bounds. */
    private final Actions bounded;
    /** The rewards of these, as the learner sees them. */
    private final float[] rewards;
    /** Whether the policy reads the previous action and reward. */
    private final boolean readsPrevious;
    private final RandomStream[] actionStreams;
    private final Normaliser normaliser;
    private final RowSource current;
    private final RowSource last;
    private final Rollout rollout;
    private final WorkerPool.Task collectGroup = this::collectGroup;
    private final Patience patience = new Patience();
    private ActionChoice choice;
    private PhaseTimes times;

    /**
     * @param groups     parts the environments are split into; divides their number
     * @param keepsSteps whether {@link #actor} keeps the activations of all steps, for a learner that differentiates
     *                   through the very pass that acted
     * @param bootstraps whether values of last and truncated observations are wanted
     */
    public RolloutCollector(VectorEnvironment environment, PolicyNetwork policy, int steps, int groups,
                            boolean keepsSteps, boolean bootstraps, RandomStreams streams) {
        this(environment, policy, steps, groups, keepsSteps, bootstraps, Normaliser.none(), streams);
    }

    /** As above, with observations and rewards read through a normaliser of the collector's own. */
    public RolloutCollector(VectorEnvironment environment, PolicyNetwork policy, int steps, int groups, boolean keepsSteps,
                            boolean bootstraps, Normaliser normaliser, RandomStreams streams) {
        this.environment = environment;
        this.normaliser = normaliser;
        this.steps = steps;
        this.environments = environment.count();
        this.groups = groups;
        if (environments % groups != 0) {
            throw new IllegalArgumentException(environments + " environments cannot be split into " + groups
                    + " equal groups");
        }
        this.groupSize = environments / groups;
        this.stateSize = policy.stateSize();
        this.distribution = policy.distribution();
        this.bootstraps = bootstraps;
        actor = policy.batch(new BatchShape(groups, keepsSteps ? steps : 1, groupSize));
        critic = policy.batch(new BatchShape(groups, 1, groupSize));
        states = new float[environments * stateSize];
        episodeStart = new boolean[environments];
        actions = new Actions(policy.actions(), environments);
        bounded = policy.actions() instanceof Box ? new Actions(policy.actions(), environments) : actions;
        rewards = new float[environments];
        readsPrevious = policy.previous() != PolicyConfig.Previous.NONE;
        actionStreams = new RandomStream[environments];
        for (int n = 0; n < environments; n++) {
            actionStreams[n] = streams.stream("action/env-" + n);
            critic.sourceRows()[n] = n;
        }
        current = source(normaliser.view(environment.observations()));
        last = source(normaliser.view(environment.finalObservations()));
        rollout = new Rollout(steps, environments, environment.observationSpace(), policy.actions(), stateSize);
    }

    private static RowSource source(Observations rows) {
        return new RowSource(rows.bytes(), rows.floats(), rows.rowLength());
    }

    /** Starts an episode in every environment, with zero states. */
    public void reset() {
        environment.reset();
        normaliser.reset();
        java.util.Arrays.fill(states, 0f);
        java.util.Arrays.fill(episodeStart, true);
    }

    /** The last rollout; the next {@link #collect} overwrites it. */
    public Rollout rollout() {
        return rollout;
    }

    /** The batch that acted; its shards are the groups. */
    public PolicyBatch actor() {
        return actor;
    }

    /**
     * Announces that the run is to stop: rollouts that would take long, now or later, are given up. Any thread may call
     * it.
     */
    public void hurry() {
        patience.hurry();
    }

    /** As below, with actions drawn from the policy's distribution. */
    public Rollout collect(WorkerPool workers) {
        return collect(workers, ActionChoice.SAMPLED);
    }

    /**
     * Collects the next T steps of all environments.
     *
     * @throws GivenUpException if the run is to stop and this would take too long; the environments cannot be used
     *                          afterwards
     */
    public Rollout collect(WorkerPool workers, ActionChoice acting) {
        choice = acting;
        times = workers.times();
        patience.begin();
        workers.run(groups, collectGroup);
        normaliser.update();
        return rollout;
    }

    private void collectGroup(int group) {
        long clock = System.nanoTime();
        int first = group * groupSize;
        System.arraycopy(states, first * stateSize, rollout.startStates(), first * stateSize, groupSize * stateSize);
        boolean keepsSteps = actor.shape().steps() > 1;
        if (keepsSteps) {
            actor.begin(group, states, first * stateSize);
        }
        for (int t = 0; t < steps; t++) {
            int slot = keepsSteps ? t : 0;
            if (!keepsSteps) {
                actor.begin(group, states, first * stateSize);
            }
            act(group, first, t, slot);
            clock = times.lap(Phase.ACT, clock);
            environment.step(bounded, first, first + groupSize);
            clock = times.lap(Phase.ENVIRONMENT, clock);
            actor.state(group, slot, states, first * stateSize);
            record(group, first, t);
            if (patience.isOver(t + 1, steps)) {
                throw new GivenUpException("the rollout was stopped: after " + (t + 1) + " of " + steps
                        + " steps it needed more than " + Patience.SECONDS + " seconds more");
            }
        }
        if (bootstraps) {
            normaliser.show(environment.observations(), first, groupSize);
            look(group, first, current, rollout.lastValues(), 0);
        }
        times.lap(Phase.ACT, clock);
    }

    private void act(int group, int first, int t, int slot) {
        int to = rollout.row(t, first);
        int batchRow = actor.shape().row(group, slot);
        normaliser.observe(environment.observations(), first, groupSize);
        normaliser.show(environment.observations(), first, groupSize);
        rollout.observations().copyRows(normaliser.view(environment.observations()), first, to, groupSize);
        rollout.source().changed(to, groupSize);
        for (int s = 0; s < groupSize; s++) {
            actor.sourceRows()[batchRow + s] = to + s;
            actor.episodeStarts()[batchRow + s] = episodeStart[first + s];
            actor.previousActions().copyRow(actions, first + s, batchRow + s);
            actor.previousRewards()[batchRow + s] = rewards[first + s];
            rollout.episodeStarts()[to + s] = episodeStart[first + s];
            rollout.previousActions().copyRow(actions, first + s, to + s);
            rollout.previousRewards()[to + s] = rewards[first + s];
        }
        actor.step(group, slot, rollout.source());
        for (int s = 0; s < groupSize; s++) {
            int n = first + s;
            int at = (batchRow + s) * distribution.width();
            rollout.logProbabilities()[to + s] = (float) choice.choose(distribution, actor.logits(), at, actionStreams[n],
                    actions.values(), actions.offset(n));
            if (bounded != actions) {
                bounded.copyWithinBounds(actions, n, n);
            }
            rollout.actions().copyRow(actions, n, to + s);
            rollout.values()[to + s] = actor.values()[batchRow + s];
        }
    }

    private void record(int group, int first, int t) {
        int to = rollout.row(t, first);
        boolean anyTruncated = false;
        for (int s = 0; s < groupSize; s++) {
            int n = first + s;
            boolean truncated = environment.truncated()[n];
            boolean over = environment.terminated()[n] || truncated;
            rewards[n] = normaliser.reward(n, environment.learnerRewards()[n], over);
            rollout.rewards()[to + s] = rewards[n];
            rollout.rawRewards()[to + s] = environment.rewards()[n];
            rollout.truncationValues()[to + s] = 0;
            rollout.done()[to + s] = over;
            // An episode that terminates in the very step of its time limit is over: nothing to bootstrap.
            anyTruncated |= truncated && !environment.terminated()[n];
        }
        if (anyTruncated && bootstraps) {
            java.util.Arrays.fill(episodeStart, first, first + groupSize, false);
            lookAtTruncated(group, first, to);
        }
        for (int s = 0; s < groupSize; s++) {
            episodeStart[first + s] = rollout.done()[to + s];
        }
    }

    /** V(final observation) under the ended episode's state, not under the zero state of the next. */
    private void lookAtTruncated(int group, int first, int to) {
        normaliser.show(environment.finalObservations(), first, groupSize);
        look(group, first, last, rollout.truncationValues(), to - first);
        for (int s = 0; s < groupSize; s++) {
            if (!environment.truncated()[first + s] || environment.terminated()[first + s]) {
                rollout.truncationValues()[to + s] = 0;
            }
        }
    }

    /** Writes V of one group's rows of {@code observations} to {@code values[offset + n]}; moves no state. */
    private void look(int group, int first, RowSource observations, float[] values, int offset) {
        critic.begin(group, states, first * stateSize);
        System.arraycopy(episodeStart, first, critic.episodeStarts(), first, groupSize);
        for (int n = first; n < first + groupSize; n++) {
            critic.previousActions().copyRow(actions, n, n);
        }
        System.arraycopy(rewards, first, critic.previousRewards(), first, groupSize);
        critic.step(group, 0, observations);
        System.arraycopy(critic.values(), first, values, offset + first, groupSize);
    }

    /** Writes everything that the next {@link #collect} depends on, environments included, except the normaliser. */
    public void save(DataOutput out) throws IOException {
        environment.save(out);
        for (float value : states) {
            out.writeFloat(value);
        }
        for (int n = 0; n < environments; n++) {
            out.writeBoolean(episodeStart[n]);
            actionStreams[n].save(out);
        }
        for (int n = 0; readsPrevious && n < environments; n++) {
            actions.saveRow(n, out);
            out.writeFloat(rewards[n]);
        }
    }

    /** Reads back what {@link #save} wrote. */
    public void restore(DataInput in) throws IOException {
        environment.restore(in);
        for (int i = 0; i < states.length; i++) {
            states[i] = in.readFloat();
        }
        for (int n = 0; n < environments; n++) {
            episodeStart[n] = in.readBoolean();
            actionStreams[n].restore(in);
        }
        for (int n = 0; readsPrevious && n < environments; n++) {
            actions.restoreRow(n, in);
            rewards[n] = in.readFloat();
        }
    }
}
