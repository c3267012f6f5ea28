package topspin.run;

import topspin.algorithm.Algorithm;
import topspin.nn.engine.Precision;
import topspin.normalise.NormaliseConfig;
import topspin.optim.OptimiserConfig;
import topspin.policy.PolicyConfig;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Builds a {@link RunConfig} from another one, changing the values that are named. Only {@link ConfigRules#check}
 * checks them. Each method returns this builder. One thread.
 */
public final class RunConfigBuilder {
    private String name;
    private Map<String, Object> env;
    private int environments;
    private int steps;
    private long totalSteps;
    private Algorithm algorithm;
    private double gamma;
    private double entropy;
    private String entropySchedule;
    private double value;
    private Double maxGradNorm;
    private OptimiserConfig optimiser;
    private PolicyConfig policy;
    private NormaliseConfig normalise;
    private long seed;
    private String workers;
    private String shards;
    private String engine;
    private Precision precision;
    private RunConfig.Log log;
    private RunConfig.Checkpoints checkpoint;
    private RunConfig.Guard guard;

    RunConfigBuilder(RunConfig from) {
        name = from.name();
        env = from.env();
        environments = from.environments();
        steps = from.steps();
        totalSteps = from.totalSteps();
        algorithm = from.algorithm();
        gamma = from.gamma();
        entropy = from.entropy();
        entropySchedule = from.entropySchedule();
        value = from.value();
        maxGradNorm = from.maxGradNorm();
        optimiser = from.optimiser();
        policy = from.policy();
        normalise = from.normalise();
        seed = from.seed();
        workers = from.workers();
        shards = from.shards();
        engine = from.engine();
        precision = from.precision();
        log = from.log();
        checkpoint = from.checkpoint();
        guard = from.guard();
    }

    /** The run with the values set so far. */
    public RunConfig build() {
        return new RunConfig(name, env, environments, steps, totalSteps, algorithm, gamma, entropy, entropySchedule, value,
                maxGradNorm, optimiser, policy, normalise, seed, workers, shards, engine, precision, log, checkpoint, guard);
    }

    /** Directory under {@code results/}. */
    public RunConfigBuilder name(String other) {
        name = other;
        return this;
    }

    /** {@code id} and the options of that environment. */
    public RunConfigBuilder env(Map<String, Object> other) {
        env = new LinkedHashMap<>(other);
        return this;
    }

    /** Stepped in parallel. */
    public RunConfigBuilder environments(int other) {
        environments = other;
        return this;
    }

    /** Per environment and rollout. */
    public RunConfigBuilder steps(int other) {
        steps = other;
        return this;
    }

    /** Agent decisions, summed over environments. */
    public RunConfigBuilder totalSteps(long other) {
        totalSteps = other;
        return this;
    }

    /** Which update, with its own keys. */
    public RunConfigBuilder algorithm(Algorithm other) {
        algorithm = other;
        return this;
    }

    /** Discount per decision. */
    public RunConfigBuilder gamma(double other) {
        gamma = other;
        return this;
    }

    /** Coefficient of the entropy bonus. */
    public RunConfigBuilder entropy(double other) {
        entropy = other;
        return this;
    }

    /** Schedule of the entropy coefficient: {@code linear} or {@code constant}. */
    public RunConfigBuilder entropySchedule(String other) {
        entropySchedule = other;
        return this;
    }

    /** Coefficient of the value loss. */
    public RunConfigBuilder value(double other) {
        value = other;
        return this;
    }

    /** Global norm that gradients are clipped to; null for none. */
    public RunConfigBuilder maxGradNorm(Double other) {
        maxGradNorm = other;
        return this;
    }

    /** Optimiser and schedule. */
    public RunConfigBuilder optimiser(OptimiserConfig other) {
        optimiser = other;
        return this;
    }

    /** The network. */
    public RunConfigBuilder policy(PolicyConfig other) {
        policy = other;
        return this;
    }

    /** Normalisation of observations and rewards. */
    public RunConfigBuilder normalise(NormaliseConfig other) {
        normalise = other;
        return this;
    }

    /** Seed of every named stream. */
    public RunConfigBuilder seed(long other) {
        seed = other;
        return this;
    }

    /** {@code auto} (the machine's cores) or a number; never changes a result. */
    public RunConfigBuilder workers(String other) {
        workers = other;
        return this;
    }

    /** {@code auto} (from the experiment) or a number of groups that environments are split into. */
    public RunConfigBuilder shards(String other) {
        shards = other;
        return this;
    }

    /** {@code auto}, {@code onednn} or {@code nd4j}. */
    public RunConfigBuilder engine(String other) {
        engine = other;
        return this;
    }

    /** Of what matrix products and convolutions multiply. */
    public RunConfigBuilder precision(Precision other) {
        precision = other;
        return this;
    }

    /** Rows of the table. */
    public RunConfigBuilder log(RunConfig.Log other) {
        log = other;
        return this;
    }

    /** How often state is saved. */
    public RunConfigBuilder checkpoint(RunConfig.Checkpoints other) {
        checkpoint = other;
        return this;
    }

    /** How a run reacts to non-finite values and collapses. */
    public RunConfigBuilder guard(RunConfig.Guard other) {
        guard = other;
        return this;
    }
}
