package topspin.train;

import topspin.nn.cell.CoreConfig;
import topspin.nn.engine.Arithmetic;
import topspin.nn.engine.Precision;
import topspin.optim.OptimiserConfig;
import topspin.policy.PolicyConfig;
import topspin.sequence.Variant;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One run, resolved: every key of an experiment's YAML with its value. Component names, written in kebab-case, are the
 * YAML's keys. Immutable.
 *
 * @param name         directory under {@code results/}
 * @param env          {@code id} and the options of that environment
 * @param environments stepped in parallel
 * @param steps        per environment and rollout
 * @param totalSteps   agent decisions, summed over environments
 * @param algorithm    which update
 * @param ppo          used by {@code ppo}
 * @param a2c          used by {@code a2c}
 * @param gamma        discount per decision
 * @param entropy      coefficient of the entropy bonus
 * @param value        coefficient of the value loss
 * @param maxGradNorm  global norm that gradients are clipped to; null for none
 * @param optimiser    optimiser and schedule
 * @param policy       the network
 * @param seed         of every named stream
 * @param workers      {@code auto} (the machine's cores) or a number; never changes a result
 * @param shards       {@code auto} (from the experiment) or a number of groups that environments are split into
 * @param engine       {@code auto}, {@code onednn} or {@code nd4j}
 * @param precision    of what matrix products and convolutions multiply
 * @param log          rows of the table
 * @param checkpoint   how often state is saved
 * @param guard        what a run does about trouble
 */
public record RunConfig(String name, Map<String, Object> env, int environments, int steps, long totalSteps,
                        Algorithm algorithm, Ppo ppo, A2c a2c, double gamma, double entropy, double value,
                        Double maxGradNorm, OptimiserConfig optimiser, PolicyConfig policy, long seed, String workers,
                        String shards, String engine, Precision precision, Log log, Checkpoints checkpoint,
                        Guard guard) {

    /** In float32. */
    public RunConfig(String name, Map<String, Object> env, int environments, int steps, long totalSteps,
                     Algorithm algorithm, Ppo ppo, A2c a2c, double gamma, double entropy, double value,
                     Double maxGradNorm, OptimiserConfig optimiser, PolicyConfig policy, long seed, String workers,
                     String shards, String engine, Log log, Checkpoints checkpoint, Guard guard) {
        this(name, env, environments, steps, totalSteps, algorithm, ppo, a2c, gamma, entropy, value, maxGradNorm,
                optimiser, policy, seed, workers, shards, engine, Precision.F32, log, checkpoint, guard);
    }

    /** How gradients are made from a rollout. */
    public enum Algorithm { PPO, A2C, REINFORCE }

    /**
     * @param epochs             passes over a rollout
     * @param minibatches        parts a rollout is cut into, by environment; divides {@code environments}
     * @param clip               of the ratio, and of the value's change if {@code clipValue}
     * @param clipValue          whether the value loss is clipped as baselines does
     * @param gaeLambda          λ of generalised advantage estimation
     * @param normaliseAdvantage per minibatch, to zero mean and unit standard deviation
     * @param targetKl           stops a rollout's epochs when exceeded; null for never
     */
    public record Ppo(int epochs, int minibatches, double clip, boolean clipValue, double gaeLambda,
                      boolean normaliseAdvantage, Double targetKl) {
    }

    /**
     * @param gaeLambda          1 is the n-step return of the original
     * @param normaliseAdvantage over the rollout
     */
    public record A2c(double gaeLambda, boolean normaliseAdvantage) {
    }

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
     * @param keep    how many of the periodic ones stay on disk
     * @param archive decisions between checkpoints that stay for good, besides; null for none
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
     * @param collapse          notice, and say, that the score fell back to the floor for good
     * @param rollback          then go on from the best checkpoint's weights, at half the learning rate; needs
     *                          {@code collapse}
     */
    public record Guard(boolean environmentValues, boolean nonFinite, boolean collapse, boolean rollback) {

        /** With checked values. */
        public Guard(boolean nonFinite, boolean collapse, boolean rollback) {
            this(true, nonFinite, collapse, rollback);
        }
    }

    /** Whether learning goes on from the activations of acting: always, but for parts of rollouts and other sequences. */
    boolean learnsFromActor() {
        return algorithm != Algorithm.PPO || ppo.minibatches() == 1 && policy.sequence().equals(Variant.FUSED.label());
    }

    /** This run with another seed. */
    public RunConfig withSeed(long other) {
        return new RunConfig(name, env, environments, steps, totalSteps, algorithm, ppo, a2c, gamma, entropy, value,
                maxGradNorm, optimiser, policy, other, workers, shards, engine, precision, log, checkpoint, guard);
    }

    /** This run through another splitting variant. */
    public RunConfig withSequence(String sequence) {
        return new RunConfig(name, env, environments, steps, totalSteps, algorithm, ppo, a2c, gamma, entropy, value,
                maxGradNorm, optimiser, policy.withSequence(sequence), seed, workers, shards, engine, precision, log,
                checkpoint, guard);
    }

    /** This run on the engine that it was computed on before, if its {@code engine} leaves the choice. */
    public RunConfig goingOnWith(Arithmetic before) {
        return engine.equals("auto") ? withEngine(before.engine()) : this;
    }

    /** This run with another end, and a schedule to it. */
    RunConfig withEnd(long otherSteps, String scheduleEnds) {
        return new RunConfig(name, env, environments, steps, otherSteps, algorithm, ppo, a2c, gamma, entropy, value,
                maxGradNorm, optimiser.withScheduleEnds(scheduleEnds), policy, seed, workers, shards, engine, precision, log,
                checkpoint, guard);
    }

    private RunConfig withEngine(String other) {
        return new RunConfig(name, env, environments, steps, totalSteps, algorithm, ppo, a2c, gamma, entropy, value,
                maxGradNorm, optimiser, policy, seed, workers, shards, other, precision, log, checkpoint, guard);
    }

    /** This run with another encoder. */
    public RunConfig withEncoder(String encoder) {
        return new RunConfig(name, env, environments, steps, totalSteps, algorithm, ppo, a2c, gamma, entropy, value,
                maxGradNorm, optimiser, policy.withEncoder(encoder), seed, workers, shards, engine, precision, log,
                checkpoint, guard);
    }

    /** This run with products of another precision. */
    public RunConfig withPrecision(Precision other) {
        return new RunConfig(name, env, environments, steps, totalSteps, algorithm, ppo, a2c, gamma, entropy, value,
                maxGradNorm, optimiser, policy, seed, workers, shards, engine, other, log, checkpoint, guard);
    }

    /** The defaults of an algorithm, from baselines' a2c and ppo2, the log's program. */
    public static RunConfig defaults(Algorithm algorithm) {
        Map<String, Object> env = new LinkedHashMap<>();
        env.put("id", "pong");
        OptimiserConfig optimiser = switch (algorithm) {
            // openai/baselines ppo2, CleanRL ppo_atari_lstm.py
            case PPO -> new OptimiserConfig("adam", 2.5e-4, "linear", 1e-5, 0.99, 0.9, 0.999);
            // openai/baselines a2c
            case A2C -> new OptimiserConfig("rmsprop", 7e-4, "linear", 1e-5, 0.99, 0.9, 0.999);
            // saschaschramm/Pong (2018), the experiment log's program
            case REINFORCE -> new OptimiserConfig("rmsprop", 2e-4, "constant", 1e-10, 0.99, 0.9, 0.999);
        };
        boolean reinforce = algorithm == Algorithm.REINFORCE;
        int environments = reinforce ? 1 : 8;
        int steps = algorithm == Algorithm.A2C ? 16 : 128;
        return new RunConfig("run", env, environments, steps, 1_000_000, algorithm,
                new Ppo(4, 4, 0.1, true, 0.95, true, null), new A2c(1.0, false), 0.99, reinforce ? 0 : 0.01,
                reinforce ? 0 : 0.5, reinforce ? null : 0.5, optimiser,
                new PolicyConfig("binary-dense", 256, new CoreConfig("lstm", 256, 1, 0), "fused"), 1, "auto",
                "auto", "auto", new Log(40_000, 10), new Checkpoints(100_000, 2), new Guard(true, false, false));
    }
}
