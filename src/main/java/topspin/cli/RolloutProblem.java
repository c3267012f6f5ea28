package topspin.cli;

import topspin.config.InputException;
import topspin.env.Environment;
import topspin.env.EnvironmentException;
import topspin.env.EnvironmentRegistry;
import topspin.env.InvalidOptionException;
import topspin.env.VectorEnvironment;
import topspin.nn.BatchShape;
import topspin.nn.cell.CoreConfig;
import topspin.nn.engine.Engine;
import topspin.parallel.WorkerPool;
import topspin.policy.PolicyBatch;
import topspin.policy.PolicyConfig;
import topspin.policy.PolicyNetwork;
import topspin.random.RandomStreams;
import topspin.rollout.Rollout;
import topspin.rollout.RolloutCollector;
import topspin.sequence.Problem;
import topspin.space.Box;
import topspin.text.Excerpt;
import topspin.text.NearestName;

/** A {@link Problem} from an environment: the inputs of a freshly initialised policy's core while it plays. */
final class RolloutProblem {
    /** Decisions per environment within which an episode should have ended; a lost game of Pong takes about 900. */
    private static final int PATIENCE = 4096;

    private RolloutProblem() {
    }

    /** Plays until a rollout has an episode start inside, or until the limit, and takes that rollout. */
    static Problem collect(EnvironmentRegistry registry, SplitsShape shape, Engine engine, RandomStreams streams) {
        requireKnown(registry, shape.environment());
        try (WorkerPool workers = new WorkerPool(1);
             VectorEnvironment environment = VectorEnvironment.of(registry, shape.environment(), shape.options(),
                     shape.environments(), streams, workers)) {
            Box observation = environment.observationSpace();
            PolicyConfig config = new PolicyConfig(observation.isBinary() ? "binary-dense" : "mlp", shape.inputs(),
                    shape.core(), "fused").withPrevious(shape.previous());
            PolicyNetwork policy = new PolicyNetwork(config, observation, environment.actionSpace(), engine,
                    streams);
            policy.reload(workers);
            RolloutCollector collector = new RolloutCollector(environment, policy, shape.steps(), shape.shards(), false,
                    false, streams);
            collector.reset();
            Rollout rollout = collector.collect(workers);
            for (int played = shape.steps(); played < PATIENCE && !hasBorder(rollout); played += shape.steps()) {
                rollout = collector.collect(workers);
            }
            return problem(rollout, policy.batch(shape.batch()), shape.core(), streams);
        } catch (InvalidOptionException | EnvironmentException e) {
            throw refused(shape, e);
        }
    }

    /** Number of the core's inputs: features, and inputs from the previous step. */
    static int inputs(EnvironmentRegistry registry, SplitsShape shape, RandomStreams streams) {
        if (shape.previous() == PolicyConfig.Previous.NONE) {
            return shape.inputs();
        }
        requireKnown(registry, shape.environment());
        try (Environment environment = registry.create(shape.environment(), shape.options(), streams)) {
            return shape.inputs() + shape.previous().width(environment.actionSpace());
        } catch (InvalidOptionException | EnvironmentException e) {
            throw refused(shape, e);
        }
    }

    private static void requireKnown(EnvironmentRegistry registry, String id) {
        if (!registry.ids().contains(id)) {
            throw new InputException("--env " + Excerpt.of(id) + ": unknown environment; did you mean "
                    + NearestName.of(id, registry.ids()) + "? (known: " + EnvironmentRegistry.summary(registry.ids()) + ")");
        }
    }

    private static InputException refused(SplitsShape shape, RuntimeException e) {
        return new InputException("--env " + shape.environment() + ": " + e.getMessage(), e);
    }

    private static boolean hasBorder(Rollout rollout) {
        for (int row = rollout.environments(); row < rollout.rows(); row++) {
            if (rollout.episodeStarts()[row]) {
                return true;
            }
        }
        return false;
    }

    private static Problem problem(Rollout rollout, PolicyBatch batch, CoreConfig core, RandomStreams streams) {
        BatchShape shape = batch.shape();
        for (int shard = 0; shard < shape.shards(); shard++) {
            for (int t = 0; t < shape.steps(); t++) {
                for (int s = 0; s < shape.sequences(); s++) {
                    int row = shape.row(shard, t) + s;
                    int from = rollout.row(t, shard * shape.sequences() + s);
                    batch.sourceRows()[row] = from;
                    batch.episodeStarts()[row] = rollout.episodeStarts()[from];
                    batch.previousActions().copyRow(rollout.previousActions(), from, row);
                    batch.previousRewards()[row] = rollout.previousRewards()[from];
                }
            }
        }
        for (int part = 0; part < batch.parts(); part++) {
            batch.encode(part, rollout.source());
        }
        float[] input = batch.coreInputs();
        Problem random = Problem.of(shape, input.length / shape.rows(), core, input, batch.episodeStarts(), streams);
        return new Problem(shape, random.inputs(), core, input, batch.episodeStarts(), rollout.startStates().clone(),
                random.outputGradient(), random.stateGradient());
    }
}
