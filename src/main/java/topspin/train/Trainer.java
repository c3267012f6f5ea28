package topspin.train;

import topspin.algorithm.Learner;
import topspin.algorithm.Learning;
import topspin.config.InvalidConfigException;
import topspin.env.EnvironmentException;
import topspin.env.EnvironmentRegistry;
import topspin.env.VectorEnvironment;
import topspin.learn.GradientStep;
import topspin.learn.Trainable;
import topspin.metric.MetricSink;
import topspin.nn.BatchShape;
import topspin.nn.EncoderTypes;
import topspin.nn.engine.Arithmetic;
import topspin.nn.engine.Engine;
import topspin.normalise.Normaliser;
import topspin.optim.Optimiser;
import topspin.parallel.WorkerPool;
import topspin.policy.ActionChoice;
import topspin.policy.PolicyBatch;
import topspin.policy.PolicyNetwork;
import topspin.random.RandomStreams;
import topspin.run.Checkpoint;
import topspin.run.ConfigRules;
import topspin.run.Guards;
import topspin.run.RunConfig;
import topspin.run.RunDirectory;
import topspin.run.RunFailedException;
import topspin.run.WorldVersion;
import topspin.space.Box;
import topspin.space.Space;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Builds runs: environments, policy, collector and learner from a config, and the session that drives them. */
public final class Trainer implements Training {
    private final EnvironmentRegistry registry;

    public Trainer(EnvironmentRegistry registry) {
        this.registry = registry;
    }

    @Override
    public Arithmetic arithmetic(RunConfig config) {
        try (Engine engine = Equipment.engine(config)) {
            return engine.arithmetic();
        }
    }

    @Override
    public WorldVersion world(RunConfig config) {
        String id = String.valueOf(config.env().get("id"));
        return new WorldVersion(id, registry.provider(id).version());
    }

    @Override
    public Session open(RunConfig config, RunDirectory directory, Optional<Checkpoint> checkpoint,
                        List<MetricSink> sinks) throws IOException {
        Equipment equipment = Equipment.open(registry, config, Workers.of(config).started(), config.environments(),
                new RandomStreams(config.seed()));
        try {
            TrainingSession session = new TrainingSession(config, directory, sinks, equipment);
            if (checkpoint.isPresent()) {
                session.restore(checkpoint.get());
            } else {
                session.begin();
            }
            return session;
        } catch (EnvironmentException e) {
            try (equipment) {
                throw new RunFailedException(e.getMessage(), e);
            }
        } catch (IOException | RuntimeException | Error e) {
            try (equipment) {
                throw e;
            }
        }
    }

    @Override
    public Evaluation evaluate(RunConfig config, Checkpoint checkpoint, ActionChoice choice, int episodes)
            throws IOException {
        // Evaluation has random streams of its own, so that it repeats no training episode.
        RandomStreams streams = new RandomStreams(config.seed()).scope("eval");
        int count = Math.min(episodes, config.environments());
        try (Equipment equipment = Equipment.open(registry, config, Workers.of(config).started(), count, streams)) {
            VectorEnvironment environment = equipment.environment();
            PolicyNetwork policy = trained(config, checkpoint, environment.observationSpace(), environment.actionSpace(),
                    equipment.engine(), equipment.workers());
            ActionChoice acting = choice == ActionChoice.SAMPLED ? config.algorithm().acting(policy.actions()) : choice;
            Normaliser normaliser = frozenNormaliser(config, checkpoint, environment.observationSpace(), count);
            return new Evaluator(environment, policy, acting, normaliser, streams).play(episodes, equipment.workers());
        } catch (EnvironmentException e) {
            throw new RunFailedException(e.getMessage(), e);
        }
    }

    static PolicyNetwork policy(RunConfig config, VectorEnvironment environment, Engine engine) {
        return policy(config, environment.observationSpace(), environment.actionSpace(), engine);
    }

    private static PolicyNetwork policy(RunConfig config, Box observation, Space actions, Engine engine) {
        ConfigRules.checkEngine(config, engine.name());
        requireFit(config, observation, actions);
        return new PolicyNetwork(config.policy(), config.algorithm().outputs(), observation, actions, engine,
                new RandomStreams(config.seed()));
    }

    /** The network with the weights of a checkpoint, ready to act. */
    static PolicyNetwork trained(RunConfig config, Checkpoint checkpoint, Box observation, Space actions, Engine engine,
                                 WorkerPool workers) throws IOException {
        PolicyNetwork policy = policy(config, observation, actions, engine);
        checkpoint.restore(policy.parameters());
        policy.reload(workers);
        return policy;
    }

    /** The normaliser of a checkpoint's run, with the statistics of that moment. */
    static Normaliser frozenNormaliser(RunConfig config, Checkpoint checkpoint, Box observation, int environments)
            throws IOException {
        Normaliser normaliser = Normaliser.frozen(config.normalise(), observation, environments, config.gamma());
        if (normaliser.hasState()) {
            checkpoint.restore(Checkpoint.NORMALISER, normaliser::restoreStatistics);
        }
        return normaliser;
    }

    /** The normaliser of a run that learns. */
    static Normaliser normaliser(RunConfig config, VectorEnvironment environment) {
        return Normaliser.learning(config.normalise(), environment.observationSpace(), environment.count(), config.gamma());
    }

    /** The batch for minibatches that do not reuse the activations of acting. */
    static PolicyBatch minibatch(RunConfig config, PolicyNetwork policy) {
        int sequences = config.minibatchSequences();
        int shards = config.sharding().minibatchShards(sequences);
        return policy.batch(new BatchShape(shards, config.steps(), sequences / shards));
    }

    /**
     * The algorithm's learner for a policy, with the run's guards.
     *
     * @param acted whether the batch is the one that acts
     */
    static Learner learner(RunConfig config, PolicyNetwork policy, PolicyBatch batch, boolean acted,
                           Optimiser optimiser, Guards guards, RandomStreams streams, WorkerPool workers) {
        GradientStep step = new GradientStep(new Trainable(policy.parameters(), policy.reloads()), batch, optimiser,
                config.maxGradNorm(), guards::checkGradient, workers);
        return config.algorithm().learner(new Learning(config.setting(), batch, acted, policy.stateSize(),
                step, guards::checkFirstRatio, streams, workers));
    }

    /**
     * @throws InvalidConfigException if encoder or algorithm do not suit the environment, the encoder lacks an option
     *                                it is given, or the observations cannot be normalised
     */
    static void requireFit(RunConfig config, Box observation, Space actions) {
        ConfigRules.checkEncoderOptions(config.policy());
        ConfigRules.checkActions(config, actions);
        ConfigRules.checkNormalisation(config.normalise(), observation);
        try {
            EncoderTypes.of(config.policy().encoder(), observation);
        } catch (IllegalArgumentException e) {
            throw new InvalidConfigException("policy.encoder", e.getMessage());
        }
    }
}
