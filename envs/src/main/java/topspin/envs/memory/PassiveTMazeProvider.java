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

/** Provides {@link PassiveTMaze}. */
public final class PassiveTMazeProvider implements EnvironmentProvider {
    private static final String CORRIDOR = "corridor";

    @Override
    public String id() {
        return "t-maze";
    }

    @Override
    public String description() {
        return "which way to turn at a corridor's end is shown at its beginning";
    }

    @Override
    public String family() {
        return "memory";
    }

    @Override
    public List<EnvironmentOption> options() {
        return List.of(EnvironmentOption.of(CORRIDOR, 10, "its length, 1 to " + PassiveTMaze.LONGEST));
    }

    @Override
    public Environment create(Map<String, Object> options, RandomStreams streams) {
        return new PassiveTMaze(corridor(options), streams.stream("goal"));
    }

    private static int corridor(Map<String, Object> options) {
        return EnvironmentOption.within(1, PassiveTMaze.LONGEST, CORRIDOR, options);
    }

    /**
     * Chance is late at step t unless its first t moves went right, and reaches the goal if all of them did and the last one is
     * right, too. Without memory the last turn is a guess.
     */
    @Override
    public Optional<Reference> reference(Map<String, Object> options) {
        double corridor = corridor(options);
        int steps = (int) corridor + 1;
        double neverLate = Math.pow(4, -corridor);
        double chance = -1 + (1 - neverLate) / 3 / corridor + neverLate / 4;
        return Optional.of(new Reference(steps, steps, -1, 1,
                ReferencePlayer.of(Role.RANDOM, chance, "exact", UniformPlayer::of),
                ReferencePlayer.of(Role.MEMORYLESS, 0.5, "exact", (world, streams) -> (seen, row, actions, index) ->
                        actions.set(index, seen.floats()[seen.offset(row)] == 1 ? PassiveTMaze.UP : PassiveTMaze.RIGHT)),
                ReferencePlayer.of(Role.ORACLE, 1, "exact", (world, streams) -> new Remembering())));
    }

    /** Remembers the goal's side. */
    private static final class Remembering implements Player {
        private boolean first;
        private float goal;

        @Override
        public void begin() {
            first = true;
        }

        @Override
        public void act(Observations observations, int row, Actions actions, int index) {
            int from = observations.offset(row);
            goal = first ? observations.floats()[from + 1] : goal;
            first = false;
            boolean junction = observations.floats()[from] == 1;
            actions.set(index, !junction ? PassiveTMaze.RIGHT : goal > 0 ? PassiveTMaze.UP : PassiveTMaze.DOWN);
        }
    }
}
