package topspin.cli;

import topspin.algorithm.a2c.A2c;
import topspin.algorithm.ppo.Ppo;
import topspin.nn.cell.CoreConfig;
import topspin.policy.PolicyConfig;
import topspin.run.RunConfig;
import topspin.text.Count;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One row of {@code topspin bench}: a network learning Pong with an LSTM of 256 units.
 *
 * @param steps       per environment and rollout
 * @param minibatches of an epoch; 1 but for PPO
 * @param workers     threads
 */
record BenchCase(Network network, Update algorithm, int environments, int steps, int minibatches,
                 int workers) {
    private static final int UNITS = 256;
    private static final int ACTIONS = 2;
    /** Least number of decisions between rows, so that the cost of a row does not count. */
    private static final int ROW = 8192;
    private static final int PIXEL_ROW = 1024;

    /** Observation and encoder of the policy. */
    enum Network {
        FEATURES("features", "none", 0, 0, 0),
        BINARY80("binary80", "binary-dense", 256, 0, 0),
        /** Convolutions 32 8×8/4, 64 4×4/2, 64 3×3/1 on one 84×84 picture, dense 512; only the first needs no input gradient. */
        PIXELS("gray84", "nature-cnn", 512, 2.0 * 20 * 20 * 32 * 64,
                2.0 * (9 * 9 * 64 * 512 + 7 * 7 * 64 * 576 + 3136 * 512));

        private final String observation;
        private final String encoder;
        private final int encoderUnits;
        private final double firstOperations;
        private final double encoderOperations;

        Network(String observation, String encoder, int encoderUnits, double firstOperations,
                double encoderOperations) {
            this.observation = observation;
            this.encoder = encoder;
            this.encoderUnits = encoderUnits;
            this.firstOperations = firstOperations;
            this.encoderOperations = encoderOperations;
        }

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Which algorithm learns. */
    enum Update { A2C, PPO }

    static BenchCase of(Network network, Update algorithm, int workers) {
        boolean ppo = algorithm == Update.PPO;
        return new BenchCase(network, algorithm, ppo ? 16 : 8, ppo ? 128 : 16, ppo ? 4 : 1, workers);
    }

    BenchCase shaped(int environments, int steps, int minibatches) {
        return new BenchCase(network, algorithm, environments, steps, minibatches, workers);
    }

    /** Steps of the optimiser per rollout. */
    int updates() {
        return minibatches * epochs();
    }

    private int epochs() {
        return algorithm == Update.PPO ? new Ppo().epochs() : 1;
    }

    boolean differsInWorkersOnly(BenchCase other) {
        return equals(new BenchCase(other.network, other.algorithm, other.environments, other.steps, other.minibatches,
                workers));
    }

    String algorithmLabel() {
        return algorithm.name().toLowerCase(Locale.ROOT);
    }

    /** A fixed copy of the settings of experiments/pong*.yaml. */
    RunConfig config() {
        RunConfig d = RunConfig.defaults(algorithm == Update.PPO ? new Ppo().withMinibatches(minibatches) : new A2c());
        PolicyConfig policy = new PolicyConfig(network.encoder, Math.max(1, network.encoderUnits),
                new CoreConfig("lstm", UNITS, 1, 0), "fused");
        Map<String, Object> env = Map.of("id", "pong", "observation", network.observation, "actions", ACTIONS,
                "frame-skip", 4, "no-op-max", 30);
        int every = Math.max(network == Network.PIXELS ? PIXEL_ROW : ROW, environments * steps);
        return d.with().name("bench").env(env).environments(environments).steps(steps).totalSteps(Long.MAX_VALUE / 2)
                .policy(policy).seed(1).workers(Integer.toString(workers)).shards("auto")
                .engine("auto").log(new RunConfig.Log(every, 10))
                .checkpoint(new RunConfig.Checkpoints(Long.MAX_VALUE / 2, 1))
                .guard(new RunConfig.Guard(true, false, false)).build();
    }

    /**
     * Multiplications and additions of all matrix products while learning from one decision: the gradient of the
     * weights and, but for the first layer, of the inputs; for PPO also a forward pass, all once per epoch. The sparse
     * first layer of {@code binary80}, which only adds (about 50 of 6,400 rows), and pointwise work are not counted.
     *
     * @param inputs numbers in an observation
     */
    double learnOperations(int inputs) {
        double first = network.firstOperations;
        double rest = network.encoderOperations + 2.0 * UNITS * 4 * UNITS + 2.0 * UNITS * (ACTIONS + 1);
        double coreInput = 2.0 * (network == Network.FEATURES ? inputs : network.encoderUnits) * 4 * UNITS;
        if (network == Network.FEATURES) {
            first += coreInput;
        } else {
            rest += coreInput;
        }
        double forward = first + rest;
        double backward = first + 2 * rest;
        if (algorithm != Update.PPO) {
            return backward;
        }
        return epochs() * (forward + backward) - (minibatches == 1 ? forward : 0); // acting was the first epoch's pass
    }

    List<String> arguments(double seconds) {
        return new ArrayList<>(List.of("bench-row", "--network", network.name(), "--algorithm", algorithm.name(),
                "--envs", Integer.toString(environments), "--steps", Integer.toString(steps), "--minibatches",
                Integer.toString(minibatches), "--workers", Integer.toString(workers), "--seconds", Double.toString(seconds)));
    }

    @Override
    public String toString() {
        return network.label() + " " + algorithmLabel() + " " + environments + "×" + steps
                + (updates() == 1 ? "" : ", " + updates() + " updates") + ", " + Count.of(workers, "worker");
    }
}
