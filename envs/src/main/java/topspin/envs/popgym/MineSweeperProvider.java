package topspin.envs.popgym;

import topspin.env.Environment;
import topspin.env.EnvironmentOption;
import topspin.env.InvalidOptionException;
import topspin.env.Reference;
import topspin.env.ReferencePlayer;
import topspin.env.wrapper.Wrapper;
import topspin.random.RandomStreams;

import java.util.Map;

/** Provides {@link MineSweeper}. */
final class MineSweeperProvider extends PopgymProvider {
    private static final String SIDE = "side";
    private static final String MINES = "mines";
    private static final int LONGEST_SIDE = 64;

    MineSweeperProvider(Difficulty difficulty) {
        super("minesweeper", difficulty, "open every tile without a mine; only the mines around the last one are told", true,
                EnvironmentOption.of(SIDE, difficulty.of(4, 6, 8), "rows and columns of the board, 2 to " + LONGEST_SIDE),
                EnvironmentOption.of(MINES, difficulty.of(2, 6, 10), "mines on it, 1 to three less than its tiles"));
    }

    @Override
    Environment build(Map<String, Object> options, RandomStreams streams) {
        return new MineSweeper(side(options), mines(options), streams.stream("mines"));
    }

    private static int side(Map<String, Object> options) {
        return EnvironmentOption.within(2, LONGEST_SIDE, SIDE, options);
    }

    private static int mines(Map<String, Object> options) {
        int tiles = side(options) * side(options);
        int mines = (int) options.get(MINES);
        if (mines < 1 || mines > tiles - 3) {
            throw new InvalidOptionException(MINES, MINES + ": expected 1 to " + (tiles - 3) + ", three less than the tiles, got "
                    + mines);
        }
        return mines;
    }

    /** The ceiling is that of a player who sees the mines; what inference reaches is not known. */
    @Override
    Reference known(Map<String, Object> options, boolean firstStep) {
        int side = side(options);
        int safe = side * side - mines(options);
        ReferencePlayer oracle = oracle(1, "exact",
                (world, streams) -> new BoardPlayer(side, Wrapper.within(world, MineSweeper.class).orElseThrow()::mined, false));
        if (!asPublished(options)) {
            return new Reference(1, safe, -1, 1, oracle);
        }
        double chance = difficulty.of(-0.2314, -0.4011, -0.4323);
        return new Reference(1, safe, -1, 1, random(chance, SIMULATED), aimless(chance, SIMULATED), oracle);
    }
}
