package topspin.cli;

import topspin.env.EnvironmentException;
import topspin.env.EnvironmentRegistry;
import topspin.env.InvalidOptionException;
import topspin.env.NearestName;
import topspin.env.VectorEnvironment;
import topspin.nn.BatchShape;
import topspin.nn.BinaryDense;
import topspin.nn.CorePass;
import topspin.nn.Encoder;
import topspin.nn.EncoderPass;
import topspin.nn.Initialiser;
import topspin.nn.Memoryless;
import topspin.nn.Mlp;
import topspin.nn.Parameters;
import topspin.nn.Reload;
import topspin.nn.RowParts;
import topspin.nn.cell.CoreConfig;
import topspin.nn.engine.Engine;
import topspin.parallel.WorkerPool;
import topspin.policy.PolicyConfig;
import topspin.policy.RecurrentActorCritic;
import topspin.random.RandomStreams;
import topspin.rollout.Rollout;
import topspin.rollout.RolloutCollector;
import topspin.sequence.Problem;
import topspin.space.Box;
import topspin.text.Excerpt;

import java.util.Map;

/** A {@link Problem} from an environment: what the core of a freshly initialised policy meets while it plays. */
final class RolloutProblem {
    /** Decisions per environment within which an episode should have ended; a lost game of Pong takes about 900. */
    private static final int PATIENCE = 4096;

    private RolloutProblem() {
    }

    /**
     * Plays until a rollout has an episode border inside, or patience ends; takes that rollout.
     *
     * @param inputs width of the encoder before the core
     */
    static Problem collect(EnvironmentRegistry registry, String id, Map<String, Object> options, BatchShape shape,
                           int inputs, CoreConfig core, Engine engine, RandomStreams streams) {
        if (!registry.ids().contains(id)) {
            throw new InputException("--env " + Excerpt.of(id) + ": unknown environment; did you mean "
                    + NearestName.of(id, registry.ids()) + "? (known: " + String.join(", ", registry.ids()) + ")");
        }
        int environments = shape.shards() * shape.sequences();
        try (WorkerPool workers = new WorkerPool(1);
             VectorEnvironment environment = VectorEnvironment.of(registry, id, options, environments, streams, workers)) {
            Box observation = environment.observationSpace();
            PolicyConfig config = new PolicyConfig(observation.isBinary() ? "binary-dense" : "mlp", inputs,
                    core, "fused");
            RecurrentActorCritic policy = new RecurrentActorCritic(config, observation, environment.actionSpace(), engine,
                    streams);
            policy.reload(workers);
            RolloutCollector collector = new RolloutCollector(environment, policy, shape.steps(), shape.shards(), false,
                    false, streams);
            collector.reset();
            Rollout rollout = collector.collect(workers);
            for (int played = shape.steps(); played < PATIENCE && !hasBorder(rollout); played += shape.steps()) {
                rollout = collector.collect(workers);
            }
            return problem(rollout, observation, shape, inputs, core, engine, streams);
        } catch (InvalidOptionException e) {
            throw new InputException("--env " + id + ": " + e.getMessage(), e);
        } catch (EnvironmentException e) {
            throw new InputException("--env " + id + ": " + e.getMessage(), e);
        }
    }

    private static boolean hasBorder(Rollout rollout) {
        for (int row = rollout.environments(); row < rollout.rows(); row++) {
            if (rollout.episodeStarts()[row]) {
                return true;
            }
        }
        return false;
    }

    private static Problem problem(Rollout rollout, Box observation, BatchShape shape, int inputs, CoreConfig core,
                                   Engine engine, RandomStreams streams) {
        int[] sourceRows = new int[shape.rows()];
        boolean[] episodeStart = new boolean[shape.rows()];
        for (int shard = 0; shard < shape.shards(); shard++) {
            for (int t = 0; t < shape.steps(); t++) {
                for (int s = 0; s < shape.sequences(); s++) {
                    int row = shape.row(shard, t) + s;
                    sourceRows[row] = rollout.row(t, shard * shape.sequences() + s);
                    episodeStart[row] = rollout.episodeStarts()[sourceRows[row]];
                }
            }
        }
        float[] input = encode(rollout, sourceRows, observation, shape, inputs, engine, streams);
        Problem random = Problem.of(shape, inputs, core, input, episodeStart, streams);
        return new Problem(shape, inputs, core, input, episodeStart, rollout.startStates().clone(),
                random.outputGradient(), random.stateGradient());
    }

    /** The features that the policy's encoder, drawn from the same streams, hands to the core. */
    private static float[] encode(Rollout rollout, int[] sourceRows, Box observation, BatchShape shape, int inputs,
                                  Engine engine, RandomStreams streams) {
        Parameters parameters = new Parameters();
        float scale = observation.type() == Box.Type.UINT8 ? 1 / observation.high() : 1;
        Encoder encoder = observation.isBinary() ? new BinaryDense(parameters, observation.size(), inputs)
                : new Mlp(engine, parameters, observation.size(), inputs, scale);
        CorePass reader = new Memoryless(engine, inputs).pass(shape);
        parameters.allocate();
        encoder.initialise(Initialiser.ORTHOGONAL, streams);
        encoder.reloads().forEach(Reload::run);
        EncoderPass pass = encoder.pass(shape, reader);
        RowParts parts = pass.parts();
        for (int part = 0; part < parts.count(); part++) {
            pass.forward(rollout.source(), sourceRows, parts.first(part), parts.rows(part));
        }
        float[] features = new float[shape.rows() * inputs];
        reader.input().get(0, shape.rows(), features, 0);
        return features;
    }
}
