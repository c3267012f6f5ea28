package topspin.train;

import topspin.config.InvalidConfigException;
import topspin.env.EnvironmentRegistry;
import topspin.env.InvalidOptionException;
import topspin.env.VectorEnvironment;
import topspin.nn.engine.Engine;
import topspin.nn.engine.EngineUnavailableException;
import topspin.nn.engine.Engines;
import topspin.parallel.WorkerPool;
import topspin.random.RandomStreams;
import topspin.run.RunConfig;
import topspin.run.RunFailedException;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A session's threads, native memory and environments. They are opened together, or not at all, and closed together at
 * the session's end.
 */
record Equipment(WorkerPool workers, Engine engine, VectorEnvironment environment) implements AutoCloseable {

    /**
     * @param workers      threads
     * @param environments number of them
     * @param streams      of the environments
     * @throws InvalidConfigException if an option of the environment cannot be used
     * @throws RunFailedException     if the engine cannot be used on this machine
     */
    static Equipment open(EnvironmentRegistry registry, RunConfig config, int workers, int environments,
                          RandomStreams streams) {
        Engine engine = engine(config);
        WorkerPool pool = new WorkerPool(workers);
        try {
            return new Equipment(pool, engine, environments(registry, config, environments, streams, pool));
        } catch (RuntimeException | Error e) {
            try (engine; pool) {
                throw e;
            }
        }
    }

    /** @throws RunFailedException if the engine cannot be used on this machine */
    static Engine engine(RunConfig config) {
        try {
            return Engines.open(config.engine(), config.precision());
        } catch (EngineUnavailableException e) {
            throw new RunFailedException("the engine " + config.engine() + " cannot be used: " + e.getMessage(), e);
        }
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

    /** Closes each of them, whatever happens to the others; the engine when no environment and no worker needs it. */
    @Override
    public void close() {
        try (engine; workers; environment) {
            // closed from right to left
        }
    }
}
