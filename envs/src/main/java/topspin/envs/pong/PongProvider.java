package topspin.envs.pong;

import topspin.env.Environment;
import topspin.env.EnvironmentOption;
import topspin.env.EnvironmentProvider;
import topspin.env.InvalidOptionException;
import topspin.env.wrapper.ActionSubset;
import topspin.env.wrapper.FireOnReset;
import topspin.env.wrapper.Flicker;
import topspin.env.wrapper.FrameSkip;
import topspin.env.wrapper.FrameStack;
import topspin.env.wrapper.NoOpStart;
import topspin.env.wrapper.RewardClip;
import topspin.env.wrapper.StickyActions;
import topspin.env.wrapper.TimeLimit;
import topspin.random.RandomStreams;

import java.util.List;
import java.util.Map;

/** Pong with the field's preprocessing. */
public final class PongProvider implements EnvironmentProvider {
    private static final String OBSERVATION = "observation";
    private static final String ACTIONS = "actions";
    private static final String FRAME_SKIP = "frame-skip";
    private static final String NO_OP_MAX = "no-op-max";
    private static final String STICKY = "sticky";
    private static final String FLICKER = "flicker";
    private static final String FRAME_STACK = "frame-stack";
    private static final String FIRE_ON_RESET = "fire-on-reset";
    private static final String REWARD_CLIP = "reward-clip";
    private static final String TIME_LIMIT = "time-limit";

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
        return List.of(
                EnvironmentOption.choice(OBSERVATION, "binary80", List.of("binary80", "gray84", "rgb", "features"),
                        "what is seen: 80x80 zeros and ones, 84x84 grey, 210x160 colours, or 6 positions"),
                EnvironmentOption.of(ACTIONS, 2, "2 (up, down) or 6 (noop, fire, up, down, up+fire, down+fire)"),
                EnvironmentOption.of(FRAME_SKIP, 4, "emulated frames per decision, 1 to " + FrameSkip.MOST
                        + "; the last two are pooled if 2 or more"),
                EnvironmentOption.of(NO_OP_MAX, 30, "a game begins with 1 to this many idle frames, at most "
                        + NoOpStart.MOST + "; 0 for none"),
                EnvironmentOption.of(STICKY, 0.0, "probability that a frame repeats the action before it; ALE: 0.25"),
                EnvironmentOption.of(FLICKER, 0.0, "probability that an observation is blank"),
                EnvironmentOption.of(FRAME_STACK, 1, "observations shown together, 1 to " + FrameStack.MOST
                        + ", joined along the last axis"),
                EnvironmentOption.of(FIRE_ON_RESET, false,
                        "press fire, then up, when a game begins (the serve does not wait for it)"),
                EnvironmentOption.of(REWARD_CLIP, false,
                        "the learner sees the signs of rewards; scores are of the rewards themselves"),
                EnvironmentOption.of(TIME_LIMIT, 108_000, "emulated frames after which a game is truncated"));
    }

    /**
     * Wraps, from the inside: sticky actions (per frame), time limit (in frames), no-op start, frame skip, fire on reset,
     * reward clipping, flicker, frame stack, choice of actions.
     */
    @Override
    public Environment create(Map<String, Object> options, RandomStreams streams) {
        Environment environment = new Pong(screen((String) options.get(OBSERVATION)), streams);
        double sticky = probability(options, STICKY);
        if (sticky > 0) {
            environment = new StickyActions(environment, sticky, streams.stream("sticky"));
        }
        environment = new TimeLimit(environment, within(1, Integer.MAX_VALUE, options, TIME_LIMIT));
        int noOpMax = within(0, NoOpStart.MOST, options, NO_OP_MAX);
        if (noOpMax > 0) {
            environment = new NoOpStart(environment, Pong.NOOP, noOpMax, streams.stream("no-op"));
        }
        int frameSkip = within(1, FrameSkip.MOST, options, FRAME_SKIP);
        if (frameSkip > 1) {
            environment = new FrameSkip(environment, frameSkip);
        }
        if ((boolean) options.get(FIRE_ON_RESET)) {
            environment = new FireOnReset(environment, Pong.FIRE, Pong.RIGHT);
        }
        if ((boolean) options.get(REWARD_CLIP)) {
            environment = new RewardClip(environment);
        }
        double flicker = probability(options, FLICKER);
        if (flicker > 0) {
            environment = new Flicker(environment, flicker, streams.stream("flicker"));
        }
        int frameStack = within(1, FrameStack.MOST, options, FRAME_STACK);
        if (frameStack > 1) {
            environment = new FrameStack(environment, frameStack);
        }
        return switch ((int) options.get(ACTIONS)) {
            case 2 -> new ActionSubset(environment, Pong.RIGHT, Pong.LEFT);
            case 6 -> environment;
            default -> throw invalid(ACTIONS, "2 or 6", options);
        };
    }

    private static Screen screen(String observation) {
        return switch (observation) {
            case "binary80" -> new Binary80Screen();
            case "gray84" -> new Gray84Screen();
            case "rgb" -> new RgbScreen();
            case "features" -> new FeaturesScreen();
            default -> throw new InvalidOptionException(OBSERVATION,
                    OBSERVATION + ": expected binary80, gray84, rgb or features, got '" + observation + "'");
        };
    }

    private static int within(int least, int most, Map<String, Object> options, String key) {
        int value = (int) options.get(key);
        if (value < least || value > most) {
            throw invalid(key, most == Integer.MAX_VALUE ? "at least " + least : least + " to " + most, options);
        }
        return value;
    }

    private static double probability(Map<String, Object> options, String key) {
        double value = (double) options.get(key);
        if (!(value >= 0 && value <= 1)) {
            throw invalid(key, "a probability, 0 to 1", options);
        }
        return value;
    }

    private static InvalidOptionException invalid(String key, String expected, Map<String, Object> options) {
        return new InvalidOptionException(key, key + ": expected " + expected + ", got " + options.get(key));
    }
}
