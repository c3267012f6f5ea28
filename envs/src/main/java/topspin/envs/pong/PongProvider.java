package topspin.envs.pong;

import topspin.env.Environment;
import topspin.env.EnvironmentOption;
import topspin.env.EnvironmentProvider;
import topspin.env.arcade.Controls;
import topspin.env.arcade.Preprocessing;
import topspin.envs.arcade.ArcadeEnvironment;
import topspin.envs.arcade.Screen;
import topspin.random.RandomStreams;

import java.util.List;
import java.util.Map;

/** Pong with the field's preprocessing. */
public final class PongProvider implements EnvironmentProvider {
    private static final String FEATURES = "features";
    private static final EnvironmentOption OBSERVATION = EnvironmentOption.choice("observation", "binary80",
            List.of("binary80", "gray84", "rgb", FEATURES),
            "what is seen: 80x80 zeros and ones, 84x84 grey, 210x160 colours, or 6 positions");
    private static final Controls CONTROLS = new Controls(PongGame.NOOP, new int[] {PongGame.FIRE, PongGame.RIGHT},
            new int[] {PongGame.RIGHT, PongGame.LEFT},
            new int[] {PongGame.NOOP, PongGame.FIRE, PongGame.RIGHT, PongGame.LEFT, PongGame.RIGHT_FIRE, PongGame.LEFT_FIRE});

    @Override
    public String id() {
        return "pong";
    }

    @Override
    public String description() {
        return "Atari's Pong as a native game: first to 21 points against the built-in opponent";
    }

    @Override
    public List<EnvironmentOption> options() {
        return List.of(OBSERVATION,
                Preprocessing.actions(2, "2 (up, down) or 6 (noop, fire, up, down, up+fire, down+fire)"),
                Preprocessing.FRAME_SKIP, Preprocessing.NO_OP_MAX, Preprocessing.STICKY, Preprocessing.FLICKER,
                Preprocessing.FRAME_STACK,
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
}
