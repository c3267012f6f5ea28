package topspin.env;

import topspin.parallel.WorkerPool;
import topspin.random.RandomStreams;
import topspin.space.Box;
import topspin.space.Space;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * N environments that step side by side into preallocated rows: row n of every buffer belongs to environment n. An
 * environment whose episode ends is reset within the same step: {@link #observations} then holds the first observation
 * of the next episode, {@link #finalObservations} the last one of the ended episode, {@link #terminated} and
 * {@link #truncated} say how it ended, and {@link #rewards} holds the ended episode's last reward.
 *
 * <p>Order of use: {@link #reset} (or {@link #restore}), then {@link #step(Actions)} or {@link #step(Actions, int, int)} for
 * ever. Different ranges may be stepped by different threads at the same time; everything else is one thread's at a
 * time. Environments share nothing, so neither the number of workers nor the ranges change a result. Steps allocate
 * nothing.
 *
 * <p>Rewards and observations are checked here: a value that is NaN or infinite is a failure of its environment,
 * reported with step and element, before anything learns from it.
 *
 * <p>If an environment fails, the step ends with an {@link EnvironmentException} and this object refuses any further
 * use: some environments have taken the step and some have not. Threads that step other ranges throw the same, first
 * exception, so that its consequences do not hide the cause. To continue, restore the last saved state into a new
 * object.
 */
public final class VectorEnvironment implements AutoCloseable {
    /** Tasks per worker and step: enough to even out unequal environments, few enough to make claiming them cheap. */
    private static final int TASKS_PER_WORKER = 4;

    private final Environment[] environments;
    private final WorkerPool pool;
    private final int tasks;
    private final WorkerPool.Task stepTask = this::stepTask;
    private final Observations observations;
    private final Observations finalObservations;
    private final float[] rewards;
    private final float[] learnerRewards;
    private final boolean[] terminated;
    private final boolean[] truncated;
    private final long[] steps;
    private Actions actions;
    /** Actions of callers that pass choices. */
    private final Actions choices;
    private boolean checksValues = true;
    private boolean started;
    private volatile EnvironmentException failure;

    /**
     * @param count   number of environments, at least 1
     * @param factory builds environment n; all must have the same spaces
     * @param pool    the workers of {@link #reset} and {@link #step(Actions)}; not closed by this
     */
    public VectorEnvironment(int count, IntFunction<Environment> factory, WorkerPool pool) {
        if (count < 1) {
            throw new IllegalArgumentException("at least one environment is needed, got " + count);
        }
        this.pool = pool;
        this.tasks = Math.min(count, pool.workers() * TASKS_PER_WORKER);
        environments = new Environment[count];
        try {
            for (int n = 0; n < count; n++) {
                environments[n] = factory.apply(n);
                requireSameSpaces(n);
            }
        } catch (RuntimeException | Error e) {
            try {
                close();
            } catch (RuntimeException another) {
                e.addSuppressed(another);
            }
            throw e;
        }
        observations = new Observations(observationSpace(), count);
        finalObservations = new Observations(observationSpace(), count);
        rewards = new float[count];
        learnerRewards = new float[count];
        terminated = new boolean[count];
        truncated = new boolean[count];
        steps = new long[count];
        choices = new Actions(actionSpace(), count);
    }

    /**
     * Environments of one kind, number n drawing from {@code streams.scope("env/" + n)}.
     *
     * @throws IllegalArgumentException if no world is called {@code id}
     * @throws InvalidOptionException   if an option cannot be used
     */
    public static VectorEnvironment of(EnvironmentRegistry registry, String id, Map<String, Object> options, int count,
                                       RandomStreams streams, WorkerPool pool) {
        return new VectorEnvironment(count, n -> registry.create(id, options, streams.scope("env/" + n)), pool);
    }

    /** Whether rewards and observations are checked; they are until this says otherwise, before the first reset. */
    public void checkValues(boolean on) {
        checksValues = on;
    }

    /** Number of environments. */
    public int count() {
        return environments.length;
    }

    public Box observationSpace() {
        return environments[0].observationSpace();
    }

    public Space actionSpace() {
        return environments[0].actionSpace();
    }

    /** Emulated frames that one step of one environment covers. */
    public int framesPerStep() {
        return environments[0].framesPerStep();
    }

    /** Each environment's present observation, {@code [environments]} rows. */
    public Observations observations() {
        return observations;
    }

    /** {@code [environments]}: rewards of the last step, as the worlds give them. */
    public float[] rewards() {
        return rewards;
    }

    /** {@code [environments]}: what a learner sees of them, see {@link Environment#learnerReward}. */
    public float[] learnerRewards() {
        return learnerRewards;
    }

    /** {@code [environments]}: true where the last step ended an episode by the rules of the world. */
    public boolean[] terminated() {
        return terminated;
    }

    /** {@code [environments]}: true where the last step cut an episode short. */
    public boolean[] truncated() {
        return truncated;
    }

    /** The last observations of episodes; row n is valid only where environment n ended in the last step. */
    public Observations finalObservations() {
        return finalObservations;
    }

    /** Starts an episode in every environment. */
    public void reset() {
        requireUsable();
        pool.run(environments.length, this::resetEnvironment);
        started = true;
    }

    /**
     * Steps every environment, on all workers.
     *
     * @param actions {@code [environments]} rows
     */
    public void step(Actions actions) {
        requireReadyFor(actions);
        this.actions = actions;
        pool.run(tasks, stepTask);
    }

    /** Steps every environment, on all workers, where each action is one choice: {@code [environments]}. */
    public void step(int[] actions) {
        if (actions.length != environments.length) {
            throw new IllegalArgumentException("expected " + environments.length + " actions, got " + actions.length);
        }
        for (int n = 0; n < actions.length; n++) {
            choices.set(n, actions[n]);
        }
        step(choices);
    }

    /**
     * Steps environments {@code from} (inclusive) to {@code to} (exclusive) on the calling thread.
     *
     * @param actions {@code [environments]} rows; only the range is read
     */
    public void step(Actions actions, int from, int to) {
        if (failure != null) {
            throw failure; // of another range, in this very step
        }
        requireReadyFor(actions);
        for (int n = from; n < to; n++) {
            stepEnvironment(n, actions);
        }
    }

    /** Writes the state of every environment and every buffer, so that {@link #restore} continues bit for bit. */
    public void save(DataOutput out) throws IOException {
        requireUsable();
        out.writeInt(environments.length);
        out.writeBoolean(started);
        for (int n = 0; n < environments.length; n++) {
            out.writeLong(steps[n]);
            out.writeFloat(rewards[n]);
            out.writeBoolean(terminated[n]);
            out.writeBoolean(truncated[n]);
            observations.saveRow(n, out);
            if (terminated[n] || truncated[n]) {
                finalObservations.saveRow(n, out);
            }
            environments[n].save(out);
        }
    }

    /**
     * Reads back what {@link #save} wrote.
     *
     * @throws IOException if it was written by another number of environments
     */
    public void restore(DataInput in) throws IOException {
        requireUsable();
        int count = in.readInt();
        if (count != environments.length) {
            throw new IOException("the saved state is of " + count + " environments, this run has "
                    + environments.length);
        }
        started = in.readBoolean();
        for (int n = 0; n < environments.length; n++) {
            steps[n] = in.readLong();
            rewards[n] = in.readFloat();
            learnerRewards[n] = environments[n].learnerReward(rewards[n]);
            terminated[n] = in.readBoolean();
            truncated[n] = in.readBoolean();
            observations.restoreRow(n, in);
            if (terminated[n] || truncated[n]) {
                finalObservations.restoreRow(n, in);
            }
            environments[n].restore(in);
        }
    }

    /** Announces that the run is to stop, see {@link Environment#hurry}. Any thread may call it at any time. */
    public void hurry() {
        for (Environment environment : environments) {
            environment.hurry();
        }
    }

    /** Closes every environment, even if one fails to close, whose exception is thrown last; the pool stays open. */
    @Override
    public void close() {
        RuntimeException failure = null;
        for (Environment environment : environments) {
            try {
                if (environment != null) {
                    environment.close();
                }
            } catch (RuntimeException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void stepTask(int task) {
        int from = (int) ((long) task * environments.length / tasks);
        int to = (int) ((task + 1L) * environments.length / tasks);
        for (int n = from; n < to; n++) {
            stepEnvironment(n, actions);
        }
    }

    private void stepEnvironment(int n, Actions actions) {
        Environment environment = environments[n];
        steps[n]++;
        try {
            if (!actions.isValid(n)) {
                throw new IllegalArgumentException("action " + actions.describe(n) + " is not in " + actions.space());
            }
            rewards[n] = environment.step(actions, n, observations, n);
            checkReward(n);
            learnerRewards[n] = environment.learnerReward(rewards[n]);
            checkObservation(n);
            terminated[n] = environment.terminated();
            truncated[n] = environment.truncated();
            if (terminated[n] || truncated[n]) {
                finalObservations.copyRow(observations, n, n);
                environment.reset(observations, n);
                checkObservation(n);
            }
        } catch (RuntimeException | Error e) {
            throw failed(n, e);
        }
    }

    private void resetEnvironment(int n) {
        try {
            rewards[n] = 0;
            learnerRewards[n] = 0;
            terminated[n] = false;
            truncated[n] = false;
            environments[n].reset(observations, n);
            checkObservation(n);
        } catch (RuntimeException | Error e) {
            throw failed(n, e);
        }
    }

    private void checkReward(int n) {
        if (checksValues && !Float.isFinite(rewards[n])) {
            throw new NonFiniteValueException("its reward", rewards[n]);
        }
    }

    private void checkObservation(int n) {
        int element = checksValues ? observations.firstNonFinite(n) : -1;
        if (element >= 0) {
            throw new NonFiniteValueException("element " + element + " of its observation",
                    observations.floats()[observations.offset(n) + element]);
        }
    }

    /** Returns the first failure: this one, unless another thread failed before. */
    private synchronized EnvironmentException failed(int n, Throwable cause) {
        if (failure == null) {
            failure = new EnvironmentException(n, steps[n], cause);
        }
        return failure;
    }

    private void requireReadyFor(Actions actions) {
        requireUsable();
        if (!started) {
            throw new IllegalStateException("reset or restore the environments before the first step");
        }
        if (actions.rows() != environments.length || !actions.space().equals(actionSpace())) {
            throw new IllegalArgumentException("expected " + environments.length + " actions in " + actionSpace() + ", got "
                    + actions.rows() + " in " + actions.space());
        }
    }

    private void requireUsable() {
        if (failure != null) {
            throw new IllegalStateException("these environments are in different steps since one of them failed; "
                    + "go on from the last checkpoint (" + failure.getMessage() + ")", failure);
        }
    }

    private void requireSameSpaces(int n) {
        if (!environments[n].observationSpace().equals(observationSpace())
                || !environments[n].actionSpace().equals(actionSpace())) {
            throw new IllegalArgumentException("environment " + n + " has " + environments[n].observationSpace() + " and "
                    + environments[n].actionSpace() + ", environment 0 has " + observationSpace() + " and "
                    + actionSpace());
        }
    }
}
