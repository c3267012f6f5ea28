package topspin.envs.memory;

import topspin.env.Actions;
import topspin.env.Environment;
import topspin.env.EnvironmentOption;
import topspin.env.EnvironmentProvider;
import topspin.env.Observations;
import topspin.env.Player;
import topspin.env.Reference;
import topspin.env.ReferencePlayer;
import topspin.env.ReferencePlayer.Role;
import topspin.env.UniformPlayer;
import topspin.random.RandomStreams;

import java.util.List;
import java.util.Map;
import java.util.Optional;

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
    public String family() {
        return "memory";
    }

    @Override
    public List<EnvironmentOption> options() {
        return List.of(
                EnvironmentOption.of(CUES, 2, "different cues, and actions; 2 to " + Recall.MOST_CUES),
                EnvironmentOption.of(DELAY, 8, "steps from the cue to the question; 1 to " + Recall.LONGEST_DELAY));
    }

    @Override
    public Environment create(Map<String, Object> options, RandomStreams streams) {
        return new Recall(EnvironmentOption.within(2, Recall.MOST_CUES, CUES, options),
                EnvironmentOption.within(1, Recall.LONGEST_DELAY, DELAY, options),
                streams.stream("cue"));
    }

    /** What is known without memory is that no cue is likelier than another. */
    @Override
    public Optional<Reference> reference(Map<String, Object> options) {
        int cues = (int) options.get(CUES);
        int steps = (int) options.get(DELAY) + 1;
        double chance = 2.0 / cues - 1;
        return Optional.of(new Reference(steps, steps, -1, 1,
                ReferencePlayer.of(Role.RANDOM, chance, "exact", UniformPlayer::of),
                ReferencePlayer.of(Role.MEMORYLESS, chance, "exact", (world, streams) -> (seen, row, actions, index) ->
                        actions.set(index, 0)),
                ReferencePlayer.of(Role.ORACLE, 1, "exact", (world, streams) -> new Remembering(cues))));
    }

    /** Remembers the cue. */
    private static final class Remembering implements Player {
        private final int cues;
        private boolean first;
        private int cue;

        Remembering(int cues) {
            this.cues = cues;
        }

        @Override
        public void begin() {
            first = true;
        }

        @Override
        public void act(Observations observations, int row, Actions actions, int index) {
            for (int i = 0; first && i < cues; i++) {
                cue = observations.floats()[observations.offset(row) + i] == 1 ? i : cue;
            }
            first = false;
            actions.set(index, cue);
        }
    }
}
