package topspin.envs.popgym;

import topspin.env.Environment;
import topspin.env.EnvironmentOption;
import topspin.env.Reference;
import topspin.env.ReferencePlayer;
import topspin.env.wrapper.Wrapper;
import topspin.random.RandomStreams;

import java.util.Map;

/** Provides {@link Battleship}. */
final class BattleshipProvider extends PopgymProvider {
    private static final String SIDE = "side";
    /** Ships could block each other on smaller boards. */
    private static final int SHORTEST_SIDE = 6;
    private static final int LONGEST_SIDE = 64;

    BattleshipProvider(Difficulty difficulty) {
        super("battleship", difficulty, "sink four ships that are not seen; only hit or miss is told", true,
                EnvironmentOption.of(SIDE, difficulty.of(8, 10, 12), "rows and columns of the board, " + SHORTEST_SIDE + " to "
                        + LONGEST_SIDE));
    }

    @Override
    Environment build(Map<String, Object> options, RandomStreams streams) {
        return new Battleship(side(options), streams.stream("ships"));
    }

    private static int side(Map<String, Object> options) {
        return EnvironmentOption.within(SHORTEST_SIDE, LONGEST_SIDE, SIDE, options);
    }

    /** The ceiling is that of a player who sees the ships. */
    @Override
    Reference known(Map<String, Object> options, boolean firstStep) {
        int side = side(options);
        double tiles = side * side;
        double lowest = -tiles / (tiles - Battleship.HITS);
        ReferencePlayer oracle = oracle(1, "exact",
                (world, streams) -> new BoardPlayer(side, Wrapper.within(world, Battleship.class).orElseThrow()::ship, true));
        if (!asPublished(options)) {
            return new Reference(Battleship.HITS, side * side, lowest, 1, oracle);
        }
        double chance = difficulty.of(-0.4485, -0.4153, -0.3993);
        return new Reference(Battleship.HITS, side * side, lowest, 1, random(chance, SIMULATED), aimless(chance, SIMULATED), oracle);
    }
}
