package topspin.envs.pong;

import topspin.env.Environment;
import topspin.env.EnvironmentOption;
import topspin.env.EnvironmentProvider;
import topspin.env.Reference;
import topspin.env.ReferencePlayer;
import topspin.env.ReferencePlayer.Role;
import topspin.env.UniformPlayer;
import topspin.env.arcade.Controls;
import topspin.env.arcade.Preprocessing;
import topspin.envs.arcade.ArcadeEnvironment;
import topspin.envs.arcade.Screen;
import topspin.random.RandomStreams;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Pong with the field's preprocessing. */
public final class PongProvider implements EnvironmentProvider {
    private static final String FEATURES = "features";
    private static final EnvironmentOption OBSERVATION = EnvironmentOption.choice("observation", "binary80",
            List.of("binary80", "gray84", "rgb", FEATURES),
            "what is seen: 80x80 zeros and ones, 84x84 grey, 210x160 colours, or 6 positions");
    private static final EnvironmentOption ACTIONS = Preprocessing.actions(2,
            "2 (up, down) or 6 (noop, fire, up, down, up+fire, down+fire)");
    private static final Controls CONTROLS = new Controls(PongGame.NOOP, new int[] {PongGame.FIRE, PongGame.RIGHT},
            new int[] {PongGame.RIGHT, PongGame.LEFT},
            new int[] {PongGame.NOOP, PongGame.FIRE, PongGame.RIGHT, PongGame.LEFT, PongGame.RIGHT_FIRE, PongGame.LEFT_FIRE});

    /** 21 serves that the agent misses, each 142 frames; less 30 idle frames, in decisions of four frames. */
    private static final int SHORTEST = 738;
    /** The time limit, in decisions. */
    private static final int LONGEST = 27_000;

    @Override
    public String id() {
        return "pong";
    }

    @Override
    public String description() {
        return "Atari's Pong as a native game: first to 21 points against the built-in opponent";
    }

    @Override
    public String family() {
        return "arcade";
    }

    @Override
    public List<EnvironmentOption> options() {
        return List.of(OBSERVATION, ACTIONS, Preprocessing.FRAME_SKIP, Preprocessing.NO_OP_MAX, Preprocessing.STICKY,
                Preprocessing.FLICKER, Preprocessing.FRAME_STACK,
                Preprocessing.fireOnReset("press fire, then up, when a game begins (the serve does not wait for it)"),
                Preprocessing.REWARD_CLIP, Preprocessing.TIME_LIMIT);
    }

    @Override
    public Environment create(Map<String, Object> options, RandomStreams streams) {
        String observation = Preprocessing.chosen(OBSERVATION, options);
        Screen<PongFrame> screen = observation.equals(FEATURES) ? new PongFeatures()
                : Screen.of(observation, new PongScene());
        return Preprocessing.wrap(new ArcadeEnvironment<>(new PongGame(streams), screen, PongScene::new), CONTROLS, options,
                streams);
    }

    /** Of the default course of games, with either set of actions. */
    @Override
    public Optional<Reference> reference(Map<String, Object> options) {
        if (!Preprocessing.goAsUsual(options)) {
            return Optional.empty();
        }
        boolean two = (int) options.get(ACTIONS.key()) == 2;
        boolean showsSpeeds = (int) options.get(Preprocessing.FRAME_STACK.key()) > 1;
        List<ReferencePlayer> players = new ArrayList<>();
        players.add(new ReferencePlayer(Role.RANDOM, UniformPlayer::of, two ? -20.116 : -20.109, 0.02, "20,000 games"));
        if ((double) options.get(Preprocessing.FLICKER.key()) == 0) {
            players.add(showsSpeeds ? planner(Role.MEMORYLESS)
                    : new ReferencePlayer(Role.MEMORYLESS, (world, streams) -> new PongFollower(world),
                    two ? -12.02 : -3.09, two ? 0.12 : 0.2, "10,000 games"));
        }
        players.add(planner(Role.ORACLE));
        return Optional.of(new Reference(SHORTEST, LONGEST, -Field.WINNING_SCORE, Field.WINNING_SCORE, players));
    }

    private static ReferencePlayer planner(Role role) {
        return new ReferencePlayer(role, (world, streams) -> new PongPlanner(world), 20.972, 0.01, "5,000 games");
    }
}
