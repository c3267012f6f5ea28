package topspin;

import org.slf4j.LoggerFactory;
import topspin.config.InputException;
import topspin.env.Actions;
import topspin.env.EnvironmentProvider;
import topspin.env.EnvironmentRegistry;
import topspin.env.Observations;
import topspin.nn.BatchShape;
import topspin.nn.RowSource;
import topspin.nn.engine.Engine;
import topspin.normalise.Normaliser;
import topspin.policy.ActionChoice;
import topspin.policy.PolicyBatch;
import topspin.policy.PolicyNetwork;
import topspin.random.RandomStreams;
import topspin.run.CheckpointException;
import topspin.run.RunConfig;
import topspin.run.RunDirectoryException;
import topspin.run.RunFailedException;
import topspin.space.Box;
import topspin.space.Discrete;
import topspin.space.MultiDiscrete;
import topspin.space.Space;
import topspin.train.CheckpointChoice;
import topspin.train.SavedRun;
import topspin.train.Trainer;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A trained policy, for acting in a program of your own. Order of use: {@link #load}; {@link #newState}, once for every
 * game or group of games; {@link #act} for every observation, and {@link PolicyState#restart} when an episode ended;
 * {@link #close}.
 *
 * <p>Given the observations of an evaluation ({@code ./topspin eval}), it takes the same actions: its network is the same,
 * to the last bit, on the same engine and instruction set. With the engine {@code nd4j} rows round differently in groups of
 * another size.
 *
 * <p>A policy and its states are for one thread at a time, which need not be the one that loaded it. To act on several
 * threads, load it once per thread. It holds native memory until it is closed. Acting allocates nothing, except that
 * the first state with a new number of rows plans its products.
 */
public final class Policy implements AutoCloseable {
    private static final Consumer<String> LOG = LoggerFactory.getLogger(Policy.class)::info;

    private final RunConfig config;
    private final long step;
    private final Box observations;
    private final Engine engine;
    private final PolicyNetwork network;
    /** The normaliser's statistics, as {@link Normaliser#save} wrote them; empty if the run does not normalise. */
    private final byte[] statistics;
    private final ActionChoice sampled;
    /** By number of rows. */
    private final Map<Integer, Seats> planned = new HashMap<>();

    /** The batch planned for this many games at once. */
    record Seats(PolicyBatch batch, Observations observations, Normaliser normaliser, RowSource source) {
        int rows() {
            return observations.rows();
        }
    }

    private Policy(SavedRun run, Engine engine) throws IOException {
        config = run.config();
        step = run.checkpoint().step();
        observations = run.observationSpace();
        this.engine = engine;
        network = run.policy(engine);
        statistics = run.statistics();
        sampled = config.algorithm().acting(network.actions());
    }

    /** As {@link #load(Path, CheckpointChoice, EnvironmentProvider...)}, with the newest weights. */
    public static Policy load(Path run, EnvironmentProvider... environments) throws IOException {
        return load(run, CheckpointChoice.NEWEST, environments);
    }

    /**
     * Loads a run's weights. The run may still be training.
     *
     * @param run          its directory
     * @param weights      which of its checkpoints
     * @param environments the one that it was trained in, unless that is on the class path: it defines the spaces of
     *                     observations and actions
     * @throws InputException        if the run's {@code config.yaml} was changed, its environment is unknown, or there is
     *                               no such checkpoint
     * @throws RunDirectoryException if there is no run
     * @throws CheckpointException   if the checkpoint cannot be used, or is of another network
     * @throws RunFailedException    if no engine can be used on this machine
     */
    public static Policy load(Path run, CheckpointChoice weights, EnvironmentProvider... environments) throws IOException {
        return load(run, weights, EnvironmentRegistry.load().and(List.of(environments)));
    }

    /** As {@link #load(Path, CheckpointChoice, EnvironmentProvider...)}, in one of these worlds, JARs' among them. */
    public static Policy load(Path run, CheckpointChoice weights, EnvironmentRegistry worlds) throws IOException {
        try (SavedRun saved = SavedRun.open(run, weights, worlds, new Trainer(worlds), LOG)) {
            Engine engine = saved.engine();
            try {
                return new Policy(saved, engine);
            } catch (IOException | RuntimeException | Error e) {
                try (engine) {
                    throw e;
                }
            }
        }
    }

    /** The run's config, every key with its value. */
    public RunConfig config() {
        return config;
    }

    /** Decisions that it had learned from. */
    public long step() {
        return step;
    }

    /** The space of its observations. */
    public Box observationSpace() {
        return observations;
    }

    /** The space of its actions. */
    public Space actionSpace() {
        return network.actions();
    }

    /** Whether it needs rewards, by {@link PolicyState#rewarded}: so if the key {@code policy.previous} includes them. */
    public boolean readsReward() {
        return network.previous().reward();
    }

    /** The beginning of one game, in which the most probable action is taken. */
    public PolicyState newState() {
        return newStates(1);
    }

    /** The beginnings of several games side by side, in which the most probable action is taken. */
    public PolicyState newStates(int rows) {
        return newStates(rows, null);
    }

    /**
     * As above, but with sampled actions, as at the end of training: row n draws from the stream {@code action/env-n}.
     *
     * @param streams such as {@code new RandomStreams(seed)}; null to take the most probable action
     */
    public PolicyState newStates(int rows, RandomStreams streams) {
        if (rows < 1) {
            throw new IllegalArgumentException("expected at least 1 row, got " + rows);
        }
        return new PolicyState(this, planned.computeIfAbsent(rows, this::seats), network.stateSize(),
                network.distribution().width(), streams);
    }

    private Seats seats(int rows) {
        return seats(new BatchShape(1, 1, rows));
    }

    private Seats seats(BatchShape shape) {
        int rows = shape.rows();
        PolicyBatch batch = network.batch(shape);
        for (int row = 0; row < rows; row++) {
            batch.sourceRows()[row] = row;
        }
        Observations seen = new Observations(observations, rows);
        Normaliser normaliser = Normaliser.frozen(config.normalise(), observations, rows, config.gamma());
        if (normaliser.hasState()) {
            try {
                normaliser.restoreStatistics(new DataInputStream(new ByteArrayInputStream(statistics)));
            } catch (IOException e) {
                throw new AssertionError("they were read when the policy was loaded", e);
            }
        }
        Observations read = normaliser.view(seen);
        return new Seats(batch, seen, normaliser, new RowSource(read.bytes(), read.floats(), read.rowLength()));
    }

    /**
     * Chooses the next action of one game.
     *
     * @param observation of {@link #observationSpace}, row-major
     * @return the choice
     * @throws IllegalArgumentException if the observation has another shape, or is not finite
     * @throws IllegalStateException    if actions are not {@link Discrete}, or the state has several rows; if the policy
     *                                  was not told the reward that it reads; if it is closed
     */
    public int act(float[] observation, PolicyState state) {
        requireOneChoice(state);
        take(observation, state);
        choose(state);
        return state.actions.index(0);
    }

    /** As {@link #act(float[], PolicyState)}, for observations of unsigned bytes. */
    public int act(byte[] observation, PolicyState state) {
        requireOneChoice(state);
        take(observation, state);
        choose(state);
        return state.actions.index(0);
    }

    /**
     * Chooses the next action of every game.
     *
     * @param seen    {@code [rows][elements]} of {@link #observationSpace}, row-major
     * @param actions where the actions go, {@code [rows][width]} of {@link #actionSpace}, within its bounds
     * @throws IllegalArgumentException if either has another shape, or an observation is not finite
     * @throws IllegalStateException    if the policy was not told a reward that it reads; if it is closed
     */
    public void act(float[] seen, PolicyState state, float[] actions) {
        requireRoom(actions, state);
        take(seen, state);
        choose(state);
        give(state, actions);
    }

    /** As {@link #act(float[], PolicyState, float[])}, for observations of unsigned bytes. */
    public void act(byte[] seen, PolicyState state, float[] actions) {
        requireRoom(actions, state);
        take(seen, state);
        choose(state);
        give(state, actions);
    }

    private void requireOneChoice(PolicyState state) {
        if (state.rows() > 1 || !(actionSpace() instanceof Discrete)) {
            throw new IllegalStateException("actions of " + state.rows() + " × " + actionSpace()
                    + " are several numbers: give act an array for them");
        }
    }

    private void requireRoom(float[] to, PolicyState state) {
        if (to.length != state.actions.values().length) {
            throw new IllegalArgumentException("expected an array for " + state.rows() + " × " + actionSpace().width()
                    + " numbers of actions, got " + to.length);
        }
    }

    private void take(float[] seen, PolicyState state) {
        Observations rows = requireOwn(state).observations();
        if (rows.floats() == null || seen.length != rows.floats().length) {
            throw unfit(state, seen.length + " floats");
        }
        System.arraycopy(seen, 0, rows.floats(), 0, seen.length);
        for (int row = 0; row < state.rows(); row++) {
            int wrong = rows.firstNonFinite(row);
            if (wrong >= 0) {
                throw new IllegalArgumentException("element " + wrong + " of the observation in row " + row + " is "
                        + seen[rows.offset(row) + wrong] + ": expected a finite number");
            }
        }
    }

    private void take(byte[] seen, PolicyState state) {
        Observations rows = requireOwn(state).observations();
        if (rows.bytes() == null || seen.length != rows.bytes().length) {
            throw unfit(state, seen.length + " bytes");
        }
        System.arraycopy(seen, 0, rows.bytes(), 0, seen.length);
    }

    private Seats requireOwn(PolicyState state) {
        if (state.owner != this) {
            throw new IllegalArgumentException("the state is another policy's: make one with newState");
        }
        return state.seats;
    }

    private IllegalArgumentException unfit(PolicyState state, String got) {
        return new IllegalArgumentException("expected observations of " + state.rows() + " × " + observations + ", got "
                + got);
    }

    private void choose(PolicyState state) {
        PolicyBatch batch = state.seats.batch();
        int rows = state.rows();
        for (int row = 0; row < rows; row++) {
            if (readsReward() && !state.episodeStarts[row] && !state.rewarded[row]) {
                throw new IllegalStateException("this policy reads the reward of the step before (policy.previous): tell "
                        + "it with rewarded(" + row + ", reward), or restart(" + row + ") if an episode ended");
            }
            batch.episodeStarts()[row] = state.episodeStarts[row];
            batch.previousActions().copyRow(state.actions, row, row);
            batch.previousRewards()[row] = state.rewards[row];
        }
        state.seats.normaliser().show(state.seats.observations(), 0, rows);
        batch.begin(0, state.memory, 0);
        batch.step(0, 0, state.seats.source());
        batch.state(0, 0, state.memory, 0);
        System.arraycopy(batch.logits(), 0, state.logits, 0, state.logits.length);
        System.arraycopy(batch.values(), 0, state.values, 0, rows);
        ActionChoice choice = state.streams == null ? ActionChoice.DETERMINISTIC : sampled;
        for (int row = 0; row < rows; row++) {
            choice.choose(network.distribution(), state.logits, row * network.distribution().width(),
                    state.streams == null ? null : state.streams[row], state.actions.values(), state.actions.offset(row));
            state.episodeStarts[row] = false;
            state.rewarded[row] = false;
        }
    }

    /**
     * What the value and the chosen action at each of some consecutive steps of one game depended on.
     *
     * @param before  what the policy remembered before the first of them, of one row: {@link #newState}, or a {@link
     *                PolicyState#copy}
     * @param seen    observations, a row per step
     * @param taken   actions, a row per step
     * @param rewards that followed, as {@link PolicyState#rewarded} is told, a number per step
     * @throws UnsupportedOperationException if the encoder, of a JAR, does not tell its gradient
     */
    public Saliency saliency(PolicyState before, Observations seen, Actions taken, float[] rewards) {
        requireOwn(before);
        int steps = seen.rows();
        Seats seats = seats(new BatchShape(1, steps, 1));
        PolicyBatch batch = seats.batch();
        seats.observations().copyRows(seen, 0, 0, steps);
        seats.normaliser().show(seats.observations(), 0, steps);
        for (int t = 0; t < steps; t++) {
            batch.episodeStarts()[t] = t == 0 && before.episodeStarts[0];
            batch.previousActions().copyRow(t == 0 ? before.actions : taken, Math.max(0, t - 1), t);
            batch.previousRewards()[t] = t == 0 ? before.rewards[0] : seats.normaliser().reward(0, rewards[t - 1], false);
        }
        batch.gradientBlocks();
        float[][] value = new float[steps][steps];
        float[][] choice = new float[steps][steps];
        int width = network.distribution().width();
        for (int t = 0; t < steps; t++) {
            if (batch.valueGradients().length > 0) {
                batch.valueGradients()[t] = 1;
                trace(seats, before, t, value[t]);
                batch.valueGradients()[t] = 0;
            }
            int first = 0;
            int offset = taken.offset(t);
            if (actionSpace() instanceof Box) {
                Arrays.fill(batch.logitGradients(), t * width, t * width + taken.width(), 1);
            } else {
                int[] sizes = actionSpace() instanceof MultiDiscrete several ? several.sizes() : new int[] {width};
                for (int i = 0; i < sizes.length; first += sizes[i++]) {
                    batch.logitGradients()[t * width + first + (int) taken.values()[offset + i]] = 1;
                }
            }
            trace(seats, before, t, choice[t]);
            Arrays.fill(batch.logitGradients(), t * width, (t + 1) * width, 0);
        }
        return new Saliency(value, choice);
    }

    /**
     * Passes the one gradient that is set back, and measures its length by steps back. Every way back needs a way there of its
     * own, since it overwrites it.
     */
    private void trace(Seats seats, PolicyState before, int t, float[] back) {
        PolicyBatch batch = seats.batch();
        batch.begin(0, before.memory, 0);
        for (int part = 0; part < batch.parts(); part++) {
            batch.encode(part, seats.source());
        }
        batch.forward(0);
        batch.backward(0);
        for (int part = 0; part < batch.parts(); part++) {
            batch.passBack(part);
        }
        for (int s = 0; s <= t; s++) {
            double squares = 0;
            for (float element : batch.observationGradient(s, observations.size())) {
                squares += (double) element * element;
            }
            back[t - s] = (float) Math.sqrt(squares);
        }
    }

    private static void give(PolicyState state, float[] to) {
        Actions bounded = state.actions;
        System.arraycopy(bounded.values(), 0, to, 0, to.length);
        if (bounded.space() instanceof Box box) {
            for (int i = 0; i < to.length; i++) {
                to[i] = Math.max(box.low(), Math.min(box.high(), to[i]));
            }
        }
    }

    /** Frees its native memory; neither it nor its states can be used afterwards. */
    @Override
    public void close() {
        engine.close();
    }
}
