package topspin.interop.rl4j;

import org.deeplearning4j.rl4j.environment.IActionSchema;
import org.deeplearning4j.rl4j.environment.Schema;
import org.deeplearning4j.rl4j.environment.StepResult;
import topspin.env.Environment;
import topspin.env.Observations;
import topspin.random.RandomStream;
import topspin.space.Discrete;

import java.util.HashMap;
import java.util.Map;

/**
 * Adapts one of our environments to RL4J's agents. Programs that use it must bring {@code rl4j-core}, which is not on
 * the launcher's class path.
 *
 * <p>The one channel, {@value #CHANNEL}, holds {@code double[elements]}, the observation row-major, bytes as 0 … 255:
 * what RL4J's {@code ArrayToINDArrayTransform} takes. RL4J keeps observations, so each is a new array. RL4J does not
 * know truncation: it treats truncated episodes as terminated. Order of use and thread are the environment's.
 */
public final class Rl4jEnvironment implements org.deeplearning4j.rl4j.environment.Environment<Integer> {
    public static final String CHANNEL = "observation";

    private final Environment environment;
    private final Schema<Integer> schema;
    private final Observations observation;

    /**
     * @param environment closed with this
     * @param exploration stream of an exploring policy's random actions
     * @throws IllegalArgumentException if actions are not single choices
     */
    public Rl4jEnvironment(Environment environment, RandomStream exploration) {
        this.environment = environment;
        if (!(environment.actionSpace() instanceof Discrete discrete)) {
            throw new IllegalArgumentException("RL4J's agents make one choice a step, but this environment's actions are "
                    + environment.actionSpace());
        }
        this.schema = new Schema<>(new Choices(discrete, exploration));
        this.observation = new Observations(environment.observationSpace(), 1);
    }

    @Override
    public Schema<Integer> getSchema() {
        return schema;
    }

    @Override
    public Map<String, Object> reset() {
        environment.reset(observation, 0);
        return channels();
    }

    @Override
    public StepResult step(Integer action) {
        float reward = environment.step(action, observation, 0);
        return new StepResult(channels(), environment.learnerReward(reward), isEpisodeFinished());
    }

    @Override
    public boolean isEpisodeFinished() {
        return environment.terminated() || environment.truncated();
    }

    @Override
    public void close() {
        environment.close();
    }

    private Map<String, Object> channels() {
        double[] values = new double[observation.rowLength()];
        for (int i = 0; i < values.length; i++) {
            values[i] = observation.floats() != null ? observation.floats()[i]
                    : Byte.toUnsignedInt(observation.bytes()[i]);
        }
        // RL4J's transforms replace the values in place
        Map<String, Object> channels = new HashMap<>();
        channels.put(CHANNEL, values);
        return channels;
    }

    /** RL4J needs an action that does nothing to begin with. Our spaces do not define one, so it gets 0. */
    private record Choices(Discrete space, RandomStream exploration) implements IActionSchema<Integer> {
        @Override
        public int getActionSpaceSize() {
            return space.n();
        }

        @Override
        public Integer getNoOp() {
            return 0;
        }

        @Override
        public Integer getRandomAction() {
            return exploration.nextInt(space.n());
        }
    }
}
