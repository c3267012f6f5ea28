package topspin.envs.memory;

import topspin.env.Environment;
import topspin.env.EnvironmentOption;
import topspin.env.EnvironmentProvider;
import topspin.env.InvalidOptionException;
import topspin.random.RandomStreams;

import java.util.List;
import java.util.Map;

/** An environment that only an agent with memory solves. */
public final class RecallProvider implements EnvironmentProvider {
    private static final String CUES = "cues";
    private static final String DELAY = "delay";

    @Override
    public String id() {
        return "recall";
    }

    @Override
    public String description() {
        return "a cue shown at the first step is asked for some steps later: solved only with memory";
    }

    @Override
    public List<EnvironmentOption> options() {
        return List.of(
                EnvironmentOption.of(CUES, 2, "different cues, and actions; 2 to " + Recall.MOST_CUES),
                EnvironmentOption.of(DELAY, 8, "steps from the cue to the question; 1 to " + Recall.LONGEST_DELAY));
    }

    @Override
    public Environment create(Map<String, Object> options, RandomStreams streams) {
        return new Recall(within(2, Recall.MOST_CUES, CUES, options), within(1, Recall.LONGEST_DELAY, DELAY, options),
                streams.stream("cue"));
    }

    private static int within(int least, int most, String key, Map<String, Object> options) {
        int value = (int) options.get(key);
        if (value < least || value > most) {
            throw new InvalidOptionException(key, key + ": expected " + least + " to " + most + ", got " + value);
        }
        return value;
    }
}
