package topspin.env.arcade;

import topspin.env.Environment;
import topspin.env.EnvironmentOption;
import topspin.env.InvalidOptionException;
import topspin.env.wrapper.ActionSubset;
import topspin.env.wrapper.EpisodicLife;
import topspin.env.wrapper.FireOnReset;
import topspin.env.wrapper.Flicker;
import topspin.env.wrapper.FrameSkip;
import topspin.env.wrapper.FrameStack;
import topspin.env.wrapper.NoOpStart;
import topspin.env.wrapper.RewardClip;
import topspin.env.wrapper.StickyActions;
import topspin.env.wrapper.TimeLimit;
import topspin.random.RandomStreams;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The options of the field's preprocessing, and the wrappers that they ask for. A world lists those that it has; the others
 * are off.
 */
public final class Preprocessing {
    public static final EnvironmentOption FRAME_SKIP = EnvironmentOption.of("frame-skip", 4,
            "emulated frames per decision, 1 to " + FrameSkip.MOST + "; the last two are pooled if 2 or more");
    public static final EnvironmentOption NO_OP_MAX = EnvironmentOption.of("no-op-max", 30,
            "a game begins with 1 to this many idle frames, at most " + NoOpStart.MOST + "; 0 for none");
    public static final EnvironmentOption STICKY = EnvironmentOption.of("sticky", 0.0,
            "probability that a frame repeats the action before it; ALE: 0.25");
    public static final EnvironmentOption FLICKER = EnvironmentOption.of("flicker", 0.0,
            "probability that an observation is blank");
    public static final EnvironmentOption FRAME_STACK = EnvironmentOption.of("frame-stack", 1,
            "observations shown together, 1 to " + FrameStack.MOST + ", joined along the last axis");
    public static final EnvironmentOption REWARD_CLIP = EnvironmentOption.of("reward-clip", false,
            "the learner sees the signs of rewards; scores are of the rewards themselves");
    public static final EnvironmentOption TIME_LIMIT = EnvironmentOption.of("time-limit", 108_000,
            "emulated frames after which a game is truncated");
    public static final EnvironmentOption EPISODIC_LIFE = EnvironmentOption.of("episodic-life", false,
            "a lost life ends the episode, so that scores are of lives; the game goes on in the next one");
    private static final String ACTIONS = "actions";
    private static final String FIRE_ON_RESET = "fire-on-reset";

    private Preprocessing() {
    }

    /**
     * Whether games go as by default: none of the options differs that change what happens, rather than what is seen of it or
     * which actions there are. Only then do the measured returns of players hold.
     */
    public static boolean goAsUsual(Map<String, Object> options) {
        return Stream.of(FRAME_SKIP, NO_OP_MAX, STICKY, EPISODIC_LIFE, fireOnReset(""), TIME_LIMIT).allMatch(
                option -> options.getOrDefault(option.key(), option.defaultValue()).equals(option.defaultValue()));
    }

    /** Of the sizes of {@link Controls#sets}. */
    public static EnvironmentOption actions(int defaultSize, String description) {
        return EnvironmentOption.of(ACTIONS, defaultSize, description);
    }

    /** Whether {@link Controls#opening} is taken. */
    public static EnvironmentOption fireOnReset(String description) {
        return EnvironmentOption.of(FIRE_ON_RESET, false, description);
    }

    /**
     * Wraps, from the inside: sticky actions (per frame), time limit (in frames), no-op start, frame skip, episodic life,
     * fire on reset, reward clipping, flicker, frame stack, choice of actions. Chance draws from the streams {@code sticky},
     * {@code no-op} and {@code flicker}.
     *
     * @param game    one frame per step
     * @param options those of this class that the world has, under their keys; others are ignored
     * @throws InvalidOptionException if one is out of range
     */
    public static Environment wrap(Environment game, Controls controls, Map<String, Object> options, RandomStreams streams) {
        Environment environment = game;
        double sticky = probability(options, STICKY);
        if (sticky > 0) {
            environment = new StickyActions(environment, sticky, streams.stream("sticky"));
        }
        if (options.containsKey(TIME_LIMIT.key())) {
            environment = new TimeLimit(environment, EnvironmentOption.within(1, Integer.MAX_VALUE, TIME_LIMIT.key(), options));
        }
        int noOpMax = options.containsKey(NO_OP_MAX.key()) ? EnvironmentOption.within(0, NoOpStart.MOST, NO_OP_MAX.key(), options) : 0;
        if (noOpMax > 0) {
            environment = new NoOpStart(environment, controls.noOp(), noOpMax, streams.stream("no-op"));
        }
        int frameSkip = options.containsKey(FRAME_SKIP.key()) ? EnvironmentOption.within(1, FrameSkip.MOST, FRAME_SKIP.key(), options) : 1;
        if (frameSkip > 1) {
            environment = new FrameSkip(environment, frameSkip);
        }
        if (isOn(options, EPISODIC_LIFE.key())) {
            environment = new EpisodicLife(environment, controls.noOp());
        }
        if (isOn(options, FIRE_ON_RESET)) {
            environment = new FireOnReset(environment, controls.opening());
        }
        if (isOn(options, REWARD_CLIP.key())) {
            environment = new RewardClip(environment);
        }
        double flicker = probability(options, FLICKER);
        if (flicker > 0) {
            environment = new Flicker(environment, flicker, streams.stream("flicker"));
        }
        int frameStack = options.containsKey(FRAME_STACK.key()) ? EnvironmentOption.within(1, FrameStack.MOST, FRAME_STACK.key(), options) : 1;
        if (frameStack > 1) {
            environment = new FrameStack(environment, frameStack);
        }
        return options.containsKey(ACTIONS) ? offering(environment, controls, options) : environment;
    }

    private static Environment offering(Environment environment, Controls controls, Map<String, Object> options) {
        int[] set = Arrays.stream(controls.sets()).filter(s -> s.length == (int) options.get(ACTIONS)).findFirst()
                .orElseThrow(() -> invalid(ACTIONS, controls.sizes(), options));
        return set.length == environment.actionNames().size() ? environment : new ActionSubset(environment, set);
    }

    private static boolean isOn(Map<String, Object> options, String key) {
        return (boolean) options.getOrDefault(key, false);
    }

    /**
     * The value of an option that has choices.
     *
     * @throws InvalidOptionException if it is none of them
     */
    public static String chosen(EnvironmentOption option, Map<String, Object> options) {
        String value = (String) options.get(option.key());
        List<String> choices = option.choices();
        if (!choices.contains(value)) {
            throw new InvalidOptionException(option.key(), option.key() + ": expected "
                    + String.join(", ", choices.subList(0, choices.size() - 1)) + " or " + choices.get(choices.size() - 1)
                    + ", got '" + value + "'");
        }
        return value;
    }

    private static double probability(Map<String, Object> options, EnvironmentOption option) {
        double value = (double) options.getOrDefault(option.key(), 0.0);
        if (!(value >= 0 && value <= 1)) {
            throw invalid(option.key(), "a probability, 0 to 1", options);
        }
        return value;
    }

    private static InvalidOptionException invalid(String key, String expected, Map<String, Object> options) {
        return new InvalidOptionException(key, key + ": expected " + expected + ", got " + options.get(key));
    }
}
