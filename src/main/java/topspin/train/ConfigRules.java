package topspin.train;

import topspin.env.NearestName;
import topspin.nn.engine.Engines;
import topspin.nn.Nonlinearity;
import topspin.nn.cell.CellType;
import topspin.nn.cell.CoreConfig;
import topspin.nn.cell.CoreOption;
import topspin.nn.engine.Precision;
import topspin.optim.OptimiserConfig;
import topspin.optim.Optimisers;
import topspin.optim.Schedule;
import topspin.policy.PolicyConfig;
import topspin.sequence.SequenceSplitter;
import topspin.sequence.Variant;
import topspin.text.Excerpt;

import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What a config must satisfy before anything is built from it: ranges, choices and combinations. */
public final class ConfigRules {
    private static final Pattern DIRECTORY_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final List<String> OPTIMISERS = Optimisers.TYPES;
    private static final List<String> SCHEDULES = Schedule.NAMES;
    private static final List<String> ENCODERS = PolicyConfig.ENCODERS;
    private static final String AUTO = "auto";
    /** An LSTM of this width on as many inputs has 537 million weights; arrays end at 2,147 million. */
    private static final int MOST_UNITS = 8192;
    private static final int MOST_LAYERS = 64;
    private static final int LONGEST_WINDOW = 1_000_000;
    /** Half of them are always there. */
    private static final int FEWEST_EPISODES = 200;

    private ConfigRules() {
    }

    /** @throws InvalidConfigException at the first rule that is broken */
    public static void check(RunConfig config) {
        if (!DIRECTORY_NAME.matcher(config.name()).matches()) {
            throw new InvalidConfigException("name", "expected a directory name of letters, digits, '.', '_' and '-', "
                    + "beginning with a letter or digit, got " + quoted(config.name()));
        }
        atLeast("environments", config.environments(), 1);
        atLeast("steps", config.steps(), 1);
        checkSteps(config);
        within("gamma", config.gamma(), 0, 1);
        nonNegative("entropy", config.entropy());
        nonNegative("value", config.value());
        positiveOrNull("max-grad-norm", config.maxGradNorm());
        atLeast("seed", config.seed(), 0);
        count("workers", config.workers());
        count("shards", config.shards());
        choice("engine", config.engine(), Engines.NAMES);
        checkPrecision(config);
        atLeast("log.every", config.log().every(), 1);
        between("log.score-window", config.log().scoreWindow(), 1, LONGEST_WINDOW);
        checkEpisodes(config.log().episodes());
        atLeast("checkpoint.every", config.checkpoint().every(), 1);
        atLeast("checkpoint.keep", config.checkpoint().keep(), 1);
        Long archive = config.checkpoint().archive();
        if (archive != null && archive < 1) {
            throw expected("checkpoint.archive", "a whole number, at least 1, or null for none", archive);
        }
        check(config.optimiser());
        check(config.policy());
        checkSequence(config);
        checkPpo(config.ppo());
        within("a2c.gae-lambda", config.a2c().gaeLambda(), 0, 1);
        checkCombinations(config);
    }

    private static void checkEpisodes(int most) {
        if (most != 0 && most < FEWEST_EPISODES) {
            throw expected("log.episodes", "0 for no episodes.csv, or at least " + FEWEST_EPISODES
                    + " (a final score is the mean of the last 100)", most);
        }
    }

    private static void checkSteps(RunConfig config) {
        long rollout = (long) config.environments() * config.steps();
        if (rollout > Integer.MAX_VALUE) {
            throw new InvalidConfigException(List.of("steps", "environments"), "expected environments × steps to be at "
                    + "most " + Integer.MAX_VALUE + ", got " + rollout);
        }
        atLeast("total-steps", config.totalSteps(), 1);
        if (config.totalSteps() < rollout) {
            throw new InvalidConfigException(List.of("total-steps", "steps", "environments"), "expected total-steps to "
                    + "be at least one rollout (environments × steps = " + rollout + "), got " + config.totalSteps());
        }
    }

    private static void checkPrecision(RunConfig config) {
        if (config.precision() != Precision.F32 && config.engine().equals("nd4j")) {
            throw new InvalidConfigException(List.of("precision", "engine"), "expected engine onednn or auto, since nd4j "
                    + "multiplies float32 only, got 'nd4j'; or use precision f32");
        }
    }

    private static void check(OptimiserConfig optimiser) {
        choice("optimiser.type", optimiser.type(), OPTIMISERS);
        nonNegative("optimiser.learning-rate", optimiser.learningRate());
        choice("optimiser.schedule", optimiser.schedule(), SCHEDULES);
        checkScheduleEnds(optimiser);
        positive("optimiser.epsilon", optimiser.epsilon());
        belowOne("optimiser.decay", optimiser.decay());
        belowOne("optimiser.beta1", optimiser.beta1());
        belowOne("optimiser.beta2", optimiser.beta2());
    }

    private static void checkScheduleEnds(OptimiserConfig optimiser) {
        try {
            Schedule.ends(optimiser, 1);
        } catch (IllegalArgumentException e) {
            throw new InvalidConfigException(List.of("optimiser.schedule-ends", "optimiser.schedule"), e.getMessage() + ", got "
                    + quoted(optimiser.scheduleEnds()));
        }
    }

    private static void check(PolicyConfig policy) {
        choice("policy.encoder", policy.encoder(), ENCODERS);
        between("policy.encoder-units", policy.encoderUnits(), 1, MOST_UNITS);
        between("policy.encoder-layers", policy.encoderLayers(), 1, MOST_LAYERS);
        check(policy.core());
    }

    /**
     * What {@link #check} leaves out, since an encoder that nobody chose is chosen by what the environment shows.
     *
     * @throws InvalidConfigException if the encoder has no such option
     */
    public static void checkEncoderOptions(PolicyConfig policy) {
        encoderOption("policy.encoder-layers", policy.encoderLayers() == 1, policy);
        encoderOption("policy.encoder-activation", policy.encoderActivation() == Nonlinearity.TANH, policy);
        encoderOption("policy.encoder-layer-norm", !policy.encoderLayerNorm(), policy);
    }

    private static void encoderOption(String key, boolean isDefault, PolicyConfig policy) {
        if (!isDefault && !policy.encoder().equals("mlp")) {
            throw new InvalidConfigException(List.of(key, "policy.encoder"), "is an option of mlp, and this encoder is "
                    + policy.encoder());
        }
    }

    private static void check(CoreConfig core) {
        if (!CoreConfig.TYPES.contains(core.type())) {
            throw expected("policy.core.type", "one of " + String.join(", ", CoreConfig.TYPES), quoted(core.type())
                    + "; did you mean " + NearestName.of(core.type(), CoreConfig.TYPES) + "?");
        }
        between("policy.core.units", core.units(), 1, MOST_UNITS);
        between("policy.core.layers", core.layers(), 1, MOST_LAYERS);
        if (!Double.isFinite(core.forgetBias())) {
            throw expected("policy.core.forget-bias", "a finite number", core.forgetBias());
        }
        for (CoreOption option : CoreOption.values()) {
            if (core.isRecurrent() && !core.cell().options().contains(option) && !option.isDefault(core)) {
                throw new InvalidConfigException(List.of("policy.core." + option.key(), "policy.core.type"), "is an option of "
                        + having(option) + ", and this core is " + core.type());
            }
        }
    }

    private static String having(CoreOption option) {
        return Stream.of(CellType.values()).filter(type -> type.options().contains(option)).map(CellType::label)
                .collect(Collectors.joining(" and "));
    }

    private static void checkSequence(RunConfig config) {
        SequenceSplitter sequence = fits(List.of("policy.sequence"), () -> SequenceSplitter.of(config.policy().sequence()));
        fits(List.of("policy.sequence", "steps"), () -> {
            sequence.checkSteps(config.steps());
            return sequence;
        });
        if (!config.engine().equals(AUTO)) {
            checkEngine(config, config.engine());
        }
        if (sequence.variant() == Variant.PRIMITIVE && config.precision() != Precision.F32) {
            throw new InvalidConfigException(List.of("precision", "policy.sequence"), "expected precision f32 with "
                    + "primitive, since oneDNN's own LSTM multiplies float32 here, got 'bf16'");
        }
        fits(List.of("policy.sequence", "policy.core.type"), () -> {
            sequence.checkCore(config.policy().core());
            return sequence;
        });
        if (sequence.variant().maths() == Variant.Maths.OTHER && config.algorithm() != RunConfig.Algorithm.PPO) {
            throw new InvalidConfigException(List.of("policy.sequence", "algorithm"), "expected algorithm ppo with "
                    + sequence + ", whose outputs are not those of acting step by step: a2c and reinforce learn from the "
                    + "very pass that acted");
        }
    }

    /** @throws InvalidConfigException if the engine, the one that {@code auto} became, lacks what the sequence needs */
    static void checkEngine(RunConfig config, String engine) {
        fits(List.of("policy.sequence", "engine"), () -> {
            SequenceSplitter sequence = SequenceSplitter.of(config.policy().sequence());
            sequence.checkEngine(engine);
            return sequence;
        });
    }

    private static SequenceSplitter fits(List<String> keys, Supplier<SequenceSplitter> check) {
        try {
            return check.get();
        } catch (IllegalArgumentException e) {
            throw new InvalidConfigException(keys, e.getMessage());
        }
    }

    private static void checkPpo(RunConfig.Ppo ppo) {
        atLeast("ppo.epochs", ppo.epochs(), 1);
        atLeast("ppo.minibatches", ppo.minibatches(), 1);
        positive("ppo.clip", ppo.clip());
        within("ppo.gae-lambda", ppo.gaeLambda(), 0, 1);
        positiveOrNull("ppo.target-kl", ppo.targetKl());
    }

    private static void checkCombinations(RunConfig config) {
        int environments = config.environments();
        if (config.algorithm() == RunConfig.Algorithm.PPO && environments % config.ppo().minibatches() != 0) {
            throw new InvalidConfigException(List.of("ppo.minibatches", "environments"), "expected ppo.minibatches ("
                    + config.ppo().minibatches() + ") to divide environments (" + environments
                    + "), since sequences are never cut: use one of " + divisors(environments));
        }
        if (!config.shards().equals(AUTO) && environments % Long.parseLong(config.shards()) != 0) {
            throw new InvalidConfigException(List.of("shards", "environments"), "expected shards (" + config.shards()
                    + ") to divide environments (" + environments + "): use auto or one of " + divisors(environments));
        }
        if (config.guard().rollback() && !config.guard().collapse()) {
            throw new InvalidConfigException(List.of("guard.rollback", "guard.collapse"), "expected guard.collapse to "
                    + "be true, too: without it no collapse is noticed that could be rolled back");
        }
        if (config.policy().critic() == PolicyConfig.Critic.SEPARATE) {
            checkSeparateCritic(config);
        }
        if (config.algorithm() == RunConfig.Algorithm.REINFORCE && config.value() != 0) {
            throw new InvalidConfigException(List.of("value", "algorithm"), "expected value to be 0, since reinforce "
                    + "has no critic, got " + config.value() + "; use algorithm a2c for one");
        }
    }

    private static void checkSeparateCritic(RunConfig config) {
        if (!config.policy().core().isRecurrent()) {
            throw new InvalidConfigException(List.of("policy.critic", "policy.core.type"), "expected shared, since core none "
                    + "has no weights, got 'separate'");
        }
        if (config.algorithm() == RunConfig.Algorithm.REINFORCE) {
            throw new InvalidConfigException(List.of("policy.critic", "algorithm"), "expected shared, since reinforce has no "
                    + "critic, got 'separate'; use algorithm a2c for one");
        }
    }

    private static String divisors(int whole) {
        return IntStream.rangeClosed(1, (int) Math.sqrt(whole)).filter(n -> whole % n == 0)
                .flatMap(n -> IntStream.of(n, whole / n)).distinct().sorted().mapToObj(Integer::toString)
                .collect(Collectors.joining(", "));
    }

    private static void atLeast(String key, long value, long least) {
        if (value < least) {
            throw expected(key, "a whole number, at least " + least, value);
        }
    }

    private static void between(String key, long value, long least, long most) {
        if (value < least || value > most) {
            throw expected(key, "a whole number from " + least + " to " + most, value);
        }
    }

    private static void within(String key, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw expected(key, "a number from " + (long) least + " to " + (long) most, value);
        }
    }

    private static void belowOne(String key, double value) {
        if (!(value >= 0 && value < 1)) {
            throw expected(key, "a number from 0 to below 1", value);
        }
    }

    private static void nonNegative(String key, double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw expected(key, "a finite number, at least 0", value);
        }
    }

    private static void positive(String key, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw expected(key, "a finite number above 0", value);
        }
    }

    private static void positiveOrNull(String key, Double value) {
        if (value != null && !(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw expected(key, "a finite number above 0, or null for none", value);
        }
    }

    private static void choice(String key, String value, List<String> choices) {
        if (!choices.contains(value)) {
            throw expected(key, choices.size() == 1 ? choices.get(0) : "one of " + String.join(", ", choices),
                    quoted(value));
        }
    }

    private static void count(String key, String value) {
        if (!value.equals(AUTO) && !value.matches("[1-9]\\d{0,5}")) {
            throw expected(key, "auto or a whole number from 1 to 999999", quoted(value));
        }
    }

    private static InvalidConfigException expected(String key, String what, Object got) {
        return new InvalidConfigException(key, "expected " + what + ", got " + got);
    }

    private static String quoted(String value) {
        return Excerpt.quoted(value);
    }
}
