package topspin.envs.catching;

import topspin.env.Environment;
import topspin.env.EnvironmentOption;
import topspin.env.EnvironmentProvider;
import topspin.env.Reference;
import topspin.env.ReferencePlayer;
import topspin.env.ReferencePlayer.Role;
import topspin.env.UniformPlayer;
import topspin.envs.arcade.ArcadeEnvironment;
import topspin.env.arcade.Controls;
import topspin.env.arcade.Preprocessing;
import topspin.envs.arcade.Screen;
import topspin.random.RandomStreams;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Catch, with what makes sense of the field's preprocessing. */
public final class CatchProvider implements EnvironmentProvider {
    private static final String BOARD = "board";
    private static final EnvironmentOption OBSERVATION = EnvironmentOption.choice("observation", BOARD,
            List.of(BOARD, "gray84", "rgb"), "what is seen: rows x columns of zeros and ones, 84x84 grey, or 210x160 colours");
    /** A row needs a row of pixels, and a column a column. */
    private static final EnvironmentOption ROWS = EnvironmentOption.of("rows", 10, "of the board; 2 to " + Screen.HEIGHT);
    private static final EnvironmentOption COLUMNS = EnvironmentOption.of("columns", 5,
            "of the board; 2 to " + Screen.WIDTH);
    private static final Controls CONTROLS = new Controls(CatchGame.STAY, new int[0]);
    private static final String EXACT = "exact";

    @Override
    public String id() {
        return "catch";
    }

    @Override
    public String description() {
        return "bsuite's Catch: a ball falls down a small board, a paddle is to be below it";
    }

    @Override
    public String family() {
        return "arcade";
    }

    @Override
    public List<EnvironmentOption> options() {
        return List.of(OBSERVATION, ROWS, COLUMNS, Preprocessing.STICKY, Preprocessing.FLICKER, Preprocessing.FRAME_STACK);
    }

    @Override
    public Environment create(Map<String, Object> options, RandomStreams streams) {
        String observation = Preprocessing.chosen(OBSERVATION, options);
        int rows = rows(options);
        int columns = columns(options);
        Screen<CatchFrame> screen = observation.equals(BOARD) ? new BoardScreen(rows, columns)
                : Screen.of(observation, new CatchScene(rows, columns));
        return Preprocessing.wrap(new ArcadeEnvironment<>(new CatchGame(rows, columns, streams.stream("ball")), screen,
                () -> new CatchScene(rows, columns)), CONTROLS, options, streams);
    }

    /**
     * Random play catches one ball of {@code columns}, wherever it takes the paddle. A player that sees the ball catches all
     * that the paddle can get to in time. What one that flicker blinds, or whose actions stick, can do is not known.
     */
    @Override
    public Optional<Reference> reference(Map<String, Object> options) {
        int columns = columns(options);
        int steps = rows(options) - 1;
        int reachable = Math.min(columns / 2, steps) + 1 + Math.min(columns - 1 - columns / 2, steps);
        double caught = 2.0 * reachable / columns - 1;
        boolean seesAll = (double) options.get(Preprocessing.FLICKER.key()) == 0;
        List<ReferencePlayer> players = new ArrayList<>();
        players.add(ReferencePlayer.of(Role.RANDOM, 2.0 / columns - 1, EXACT, UniformPlayer::of));
        if ((double) options.get(Preprocessing.STICKY.key()) == 0) {
            if (seesAll) {
                players.add(ReferencePlayer.of(Role.MEMORYLESS, caught, EXACT, CatchProvider::seat));
            }
            players.add(ReferencePlayer.of(Role.ORACLE, caught, EXACT, CatchProvider::seat));
        }
        return Optional.of(new Reference(steps, steps, -1, 1, players));
    }

    private static CatchPlayer seat(Environment world, RandomStreams streams) {
        return new CatchPlayer(world);
    }

    private static int rows(Map<String, Object> options) {
        return EnvironmentOption.within(2, Screen.HEIGHT, ROWS.key(), options);
    }

    private static int columns(Map<String, Object> options) {
        return EnvironmentOption.within(2, Screen.WIDTH, COLUMNS.key(), options);
    }
}
