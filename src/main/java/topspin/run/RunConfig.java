package topspin.run;

import topspin.algorithm.Algorithm;
import topspin.algorithm.Setting;
import topspin.learn.Sharding;
import topspin.metric.Metric;
import topspin.nn.engine.Arithmetic;
import topspin.nn.engine.Precision;
import topspin.normalise.NormaliseConfig;
import topspin.optim.OptimiserConfig;
import topspin.optim.Schedule;
import topspin.policy.PolicyConfig;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One run, resolved: every key of an experiment's YAML with its value. Component names, written in kebab-case, are the
 * YAML's keys, and the algorithm's own stand under its name. Immutable; made from {@link #defaults} {@link #with} other
 * values.
 *
 * @param name            directory under {@code results/}
 * @param env             {@code id} and the options of that environment
 * @param environments    stepped in parallel
 * @param steps           per environment and rollout
 * @param totalSteps      agent decisions, summed over environments
 * @param algorithm       which update, with its own keys
 * @param gamma           discount per decision
 * @param entropy         coefficient of the entropy bonus
 * @param entropySchedule {@code linear} or {@code constant}
 * @param value           coefficient of the value loss
 * @param maxGradNorm     global norm that gradients are clipped to; null for none
 * @param optimiser       optimiser and schedule
 * @param policy          the network
 * @param normalise       of observations and rewards
 * @param seed            of every named stream
 * @param workers         {@code auto} (the machine's cores) or a number; never changes a result
 * @param shards          {@code auto} (from the experiment) or a number of groups that environments are split into
 * @param engine          {@code auto}, {@code onednn} or {@code nd4j}
 * @param precision       of what matrix products and convolutions multiply
 * @param log             rows of the table
 * @param checkpoint      how often state is saved
 * @param guard           how a run reacts to non-finite values and collapses
 */
public record RunConfig(String name, Map<String, Object> env, int environments, int steps, long totalSteps,
                        Algorithm algorithm, double gamma, double entropy, String entropySchedule, double value,
                        Double maxGradNorm, OptimiserConfig optimiser, PolicyConfig policy, NormaliseConfig normalise,
                        long seed, String workers, String shards, String engine, Precision precision, Log log,
                        Checkpoints checkpoint, Guard guard) {

    /**
     * @param every       decisions between rows
     * @param scoreWindow finished episodes that {@code score} averages
     * @param episodes    the newest ones that {@code episodes.csv} keeps; 0 for none
     */
    public record Log(long every, int scoreWindow, int episodes) {
        /** Some 7 MB on disk. */
        private static final int EPISODES = 200_000;

        /** With the usual bound on {@code episodes.csv}. */
        public Log(long every, int scoreWindow) {
            this(every, scoreWindow, EPISODES);
        }
    }

    /**
     * @param every   decisions between checkpoints
     * @param keep    how many periodic ones are kept
     * @param archive decisions between further checkpoints that are never deleted; null for none
     */
    public record Checkpoints(long every, int keep, Long archive) {

        /** Without an archive. */
        public Checkpoints(long every, int keep) {
            this(every, keep, null);
        }
    }

    /**
     * @param environmentValues stop when a reward or an observation is NaN or infinite
     * @param nonFinite         stop when a loss, gradient or parameter is NaN or infinite
     * @param collapse          notice, and report, that the score fell back to the floor and stays there
     * @param rollback          then continue from the best checkpoint's weights, at half the learning rate; needs
     *                          {@code collapse}
     */
    public record Guard(boolean environmentValues, boolean nonFinite, boolean collapse, boolean rollback) {

        /** Values are checked. */
        public Guard(boolean nonFinite, boolean collapse, boolean rollback) {
            this(true, nonFinite, collapse, rollback);
        }
    }

    /** A million steps of Pong with an algorithm's defaults. */
    public static RunConfig defaults(Algorithm algorithm) {
        Setting setting = algorithm.defaults();
        return new RunConfig("run", Map.of("id", "pong"), setting.environments(), setting.steps(), 1_000_000, algorithm,
                setting.gamma(), setting.entropy(), setting.entropySchedule(), setting.value(), setting.maxGradNorm(),
                setting.optimiser(), setting.policy(), NormaliseConfig.NONE, 1, "auto", "auto", "auto", Precision.F32,
                new Log(40_000, 10), new Checkpoints(100_000, 2), new Guard(true, false, false));
    }

    /** This run with other values, named one by one. */
    public RunConfigBuilder with() {
        return new RunConfigBuilder(this);
    }

    /** The keys that algorithms see. */
    public Setting setting() {
        return new Setting(environments, steps, gamma, entropy, entropySchedule, value, maxGradNorm, optimiser, policy);
    }

    /** Whether learning goes on from the activations of acting. */
    public boolean learnsFromActor() {
        return algorithm.learnsFromActor(setting());
    }

    /** What a row of the log shows of its updates. */
    public List<Metric> metrics() {
        List<Metric> metrics = new ArrayList<>(algorithm.metrics());
        if (Schedule.isLinear(entropySchedule)) {
            metrics.add(Metric.ENTROPY_COEFFICIENT);
        }
        return metrics;
    }

    /**
     * The steps at which linear schedules reach 0, ascending, see {@link Schedule}; empty if all are constant.
     *
     * @throws IllegalArgumentException if {@code optimiser.schedule-ends} is not a list of steps
     */
    public long[] scheduleEnds() {
        boolean falls = Schedule.isLinear(optimiser.schedule()) || Schedule.isLinear(entropySchedule)
                || algorithm.hasSchedule();
        return falls ? Schedule.ends(optimiser.scheduleEnds(), totalSteps) : new long[0];
    }

    /** How its sequences are split into groups and shards. */
    public Sharding sharding() {
        return new Sharding(environments, shards);
    }

    /** Environments of a minibatch. */
    public int minibatchSequences() {
        return environments / algorithm.minibatches();
    }

    /** This run with another end, and a schedule that ends there. */
    public RunConfig withEnd(long otherSteps, String scheduleEnds) {
        return with().totalSteps(otherSteps).optimiser(optimiser.withScheduleEnds(scheduleEnds)).build();
    }

    /** This run on the engine that it was computed on before, if its {@code engine} is {@code auto}. */
    public RunConfig goingOnWith(Arithmetic before) {
        return engine.equals("auto") ? with().engine(before.engine()).build() : this;
    }
}
