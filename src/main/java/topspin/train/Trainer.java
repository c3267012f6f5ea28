package topspin.train;

import topspin.env.EnvironmentException;
import topspin.env.EnvironmentRegistry;
import topspin.env.InvalidOptionException;
import topspin.env.VectorEnvironment;
import topspin.metric.MetricSink;
import topspin.nn.engine.Arithmetic;
import topspin.nn.engine.Engine;
import topspin.nn.engine.EngineUnavailableException;
import topspin.nn.engine.Engines;
import topspin.parallel.WorkerPool;
import topspin.policy.ActionChoice;
import topspin.policy.RecurrentActorCritic;
import topspin.random.RandomStreams;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Builds runs: environments, policy, collector and learner from a config, and the session that drives them. */
public final class Trainer implements Training {
    private final EnvironmentRegistry registry;

    public Trainer(EnvironmentRegistry registry) {
        this.registry = registry;
    }

    @Override
    public Arithmetic arithmetic(RunConfig config) {
        try (Engine engine = engine(config)) {
            return engine.arithmetic();
        }
    }

    @Override
    public Session open(RunConfig config, RunDirectory directory, Optional<Checkpoint> checkpoint,
                        List<MetricSink> sinks) throws IOException {
        WorkerPool workers = new WorkerPool(workers(config));
        try {
            TrainingSession session = new TrainingSession(config, directory, sinks, workers, engine(config),
                    environments(registry, config, config.environments(), new RandomStreams(config.seed()), workers));
            if (checkpoint.isPresent()) {
                session.restore(checkpoint.get());
            } else {
                session.begin();
            }
            return session;
        } catch (EnvironmentException e) {
            workers.close();
            throw new RunFailedException(e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            workers.close();
            throw e;
        }
    }

    @Override
    public Evaluation evaluate(RunConfig config, Checkpoint checkpoint, ActionChoice choice, int episodes)
            throws IOException {
        try (WorkerPool workers = new WorkerPool(workers(config)); Engine engine = engine(config)) {
            // Episodes are played under streams of their own, so that they repeat no training episode.
            RandomStreams streams = new RandomStreams(config.seed()).scope("eval");
            int count = Math.min(episodes, config.environments());
            try (VectorEnvironment environment = environments(registry, config, count, streams, workers)) {
                RecurrentActorCritic policy = policy(config, environment, engine);
                for (var slice : policy.parameters().slices()) {
                    checkpoint.floats(slice.name(), policy.parameters().values(), slice.offset(), slice.length());
                }
                policy.reload(workers);
                return new Evaluator(environment, policy, choice, streams).play(episodes, workers);
            }
        } catch (EnvironmentException e) {
            throw new RunFailedException(e.getMessage(), e);
        }
    }

    static RecurrentActorCritic policy(RunConfig config, VectorEnvironment environment, Engine engine) {
        ConfigRules.checkEngine(config, engine.name());
        try {
            return new RecurrentActorCritic(config.policy(), environment.observationSpace(), environment.actionSpace(),
                    engine, new RandomStreams(config.seed()));
        } catch (IllegalArgumentException e) {
            throw new InvalidConfigException("policy.encoder", e.getMessage());
        }
    }

    private static Engine engine(RunConfig config) {
        try {
            return Engines.open(config.engine(), config.precision());
        } catch (EngineUnavailableException e) {
            throw new RunFailedException("the engine " + config.engine() + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static int workers(RunConfig config) {
        return config.workers().equals("auto") ? Runtime.getRuntime().availableProcessors()
                : Integer.parseInt(config.workers());
    }

    private static VectorEnvironment environments(EnvironmentRegistry registry, RunConfig config, int count,
                                                  RandomStreams streams, WorkerPool workers) {
        Map<String, Object> options = new LinkedHashMap<>(config.env());
        String id = String.valueOf(options.remove("id"));
        try {
            VectorEnvironment environments = VectorEnvironment.of(registry, id, options, count, streams, workers);
            environments.checkValues(config.guard().environmentValues());
            return environments;
        } catch (InvalidOptionException e) {
            throw new InvalidConfigException("env." + e.key(), e.getMessage());
        }
    }
}
