package topspin.envs.breakout;

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

/** Breakout with the field's preprocessing. */
public final class BreakoutProvider implements EnvironmentProvider {
    private static final String FEATURES = "features";
    private static final EnvironmentOption OBSERVATION = EnvironmentOption.choice("observation", FEATURES,
            List.of(FEATURES, "binary80", "gray84", "rgb"),
            "what is seen: 118 numbers, 80x80 zeros and ones, 84x84 grey, or 210x160 colours");
    private static final EnvironmentOption ACTIONS = Preprocessing.actions(3,
            "3 (noop, left, right), or 4 (noop, fire, right, left), where a serve waits for fire");
    private static final Controls CONTROLS = new Controls(BreakoutGame.NOOP,
            new int[] {BreakoutGame.FIRE, BreakoutGame.RIGHT},
            new int[] {BreakoutGame.NOOP, BreakoutGame.LEFT, BreakoutGame.RIGHT},
            new int[] {BreakoutGame.NOOP, BreakoutGame.FIRE, BreakoutGame.RIGHT, BreakoutGame.LEFT});
    /** With as many actions, a serve waits for one of them. */
    private static final int WITH_FIRE = 4;

    private static final String GAMES = "100,000 games";
    /** Five balls that are never met: served, and 78 frames later gone; less 30 idle frames, in decisions of four frames. */
    private static final int SHORTEST = 92;
    /** The time limit, in decisions. */
    private static final int LONGEST = 27_000;

    @Override
    public String id() {
        return "breakout";
    }

    @Override
    public String description() {
        return "Atari's Breakout as a native game: two walls of 108 bricks, 864 points, five balls";
    }

    @Override
    public String family() {
        return "arcade";
    }

    @Override
    public List<EnvironmentOption> options() {
        return List.of(OBSERVATION, ACTIONS, Preprocessing.FRAME_SKIP, Preprocessing.NO_OP_MAX, Preprocessing.STICKY,
                Preprocessing.FLICKER, Preprocessing.FRAME_STACK, Preprocessing.EPISODIC_LIFE,
                Preprocessing.fireOnReset("press fire, then right, when an episode begins"), Preprocessing.REWARD_CLIP,
                Preprocessing.TIME_LIMIT);
    }

    @Override
    public Environment create(Map<String, Object> options, RandomStreams streams) {
        String observation = Preprocessing.chosen(OBSERVATION, options);
        Screen<BreakoutFrame> screen = observation.equals(FEATURES) ? new BreakoutFeatures()
                : Screen.of(observation, new BreakoutScene());
        boolean servesItself = (int) options.get(ACTIONS.key()) != WITH_FIRE;
        return Preprocessing.wrap(new ArcadeEnvironment<>(new BreakoutGame(servesItself, streams), screen,
                BreakoutScene::new), CONTROLS, options, streams);
    }

    /** Of the default course of games, with either set of actions. */
    @Override
    public Optional<Reference> reference(Map<String, Object> options) {
        if (!Preprocessing.goAsUsual(options)) {
            return Optional.empty();
        }
        boolean servesItself = (int) options.get(ACTIONS.key()) != WITH_FIRE;
        List<ReferencePlayer> players = new ArrayList<>();
        players.add(new ReferencePlayer(Role.RANDOM, UniformPlayer::of,
                servesItself ? 0.748 : 0.755, 0.01, "200,000 games"));
        if ((double) options.get(Preprocessing.FLICKER.key()) == 0) {
            boolean showsSpeeds = options.get(OBSERVATION.key()).equals(FEATURES)
                    || (int) options.get(Preprocessing.FRAME_STACK.key()) > 1;
            players.add(showsSpeeds ? planner(Role.MEMORYLESS) : new ReferencePlayer(Role.MEMORYLESS, BreakoutFollower::new,
                    servesItself ? 382.4 : 389.2, 0.6, GAMES));
        }
        players.add(planner(Role.ORACLE));
        return Optional.of(new Reference(SHORTEST, LONGEST, 0, BreakoutField.MOST_POINTS, players));
    }

    private static ReferencePlayer planner(Role role) {
        return new ReferencePlayer(role, BreakoutPlanner::new, 863.95, 0.1, GAMES);
    }
}
