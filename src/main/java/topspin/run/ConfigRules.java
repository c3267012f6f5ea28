package topspin.run;

import topspin.algorithm.Algorithm;
import topspin.algorithm.Algorithms;
import topspin.config.Expect;
import topspin.config.InvalidConfigException;
import topspin.nn.EncoderType;
import topspin.nn.EncoderTypes;
import topspin.nn.Nonlinearity;
import topspin.nn.cell.CellType;
import topspin.nn.cell.CellTypes;
import topspin.nn.cell.CoreConfig;
import topspin.nn.cell.CoreOption;
import topspin.nn.engine.Engines;
import topspin.nn.engine.Precision;
import topspin.normalise.NormaliseConfig;
import topspin.optim.OptimiserConfig;
import topspin.optim.Optimisers;
import topspin.optim.Schedule;
import topspin.policy.PolicyConfig;
import topspin.policy.distribution.Distributions;
import topspin.sequence.SequenceSplitter;
import topspin.sequence.Variant;
import topspin.space.Box;
import topspin.space.Space;
import topspin.text.Excerpt;
import topspin.text.NearestName;

import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rules that a config must satisfy before anything is built from it: ranges, choices and combinations. */
public final class ConfigRules {
    private static final Pattern DIRECTORY_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final List<String> OPTIMISERS = Optimisers.TYPES;
    private static final List<String> SCHEDULES = Schedule.NAMES;
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
        Expect.atLeast("environments", config.environments(), 1);
        Expect.atLeast("steps", config.steps(), 1);
        checkSteps(config);
        Expect.within("gamma", config.gamma(), 0, 1);
        Expect.nonNegative("entropy", config.entropy());
        Expect.choice("entropy-schedule", config.entropySchedule(), SCHEDULES);
        Expect.nonNegative("value", config.value());
        Expect.positiveOrNull("max-grad-norm", config.maxGradNorm());
        Expect.atLeast("seed", config.seed(), 0);
        Expect.count("workers", config.workers());
        Expect.count("shards", config.shards());
        Expect.choice("engine", config.engine(), Engines.NAMES);
        checkPrecision(config);
        Expect.atLeast("log.every", config.log().every(), 1);
        Expect.between("log.score-window", config.log().scoreWindow(), 1, LONGEST_WINDOW);
        checkEpisodes(config.log().episodes());
        Expect.atLeast("checkpoint.every", config.checkpoint().every(), 1);
        Expect.atLeast("checkpoint.keep", config.checkpoint().keep(), 1);
        Long archive = config.checkpoint().archive();
        if (archive != null && archive < 1) {
            throw Expect.expected("checkpoint.archive", "a whole number, at least 1, or null for none", archive);
        }
        checkOptimiser(config.optimiser());
        check(config.policy());
        Expect.positive("normalise.clip-observations", config.normalise().clipObservations());
        Expect.positive("normalise.clip-rewards", config.normalise().clipRewards());
        checkSequence(config);
        config.algorithm().check();
        checkScheduleEnds(config);
        checkCombinations(config);
    }

    private static void checkEpisodes(int most) {
        if (most != 0 && most < FEWEST_EPISODES) {
            throw Expect.expected("log.episodes", "0 for no episodes.csv, or at least " + FEWEST_EPISODES
                    + " (a final score is the mean of the last 100)", most);
        }
    }

    private static void checkSteps(RunConfig config) {
        long rollout = (long) config.environments() * config.steps();
        if (rollout > Integer.MAX_VALUE) {
            throw new InvalidConfigException(List.of("steps", "environments"), "expected environments × steps to be at "
                    + "most " + Integer.MAX_VALUE + ", got " + rollout);
        }
        Expect.atLeast("total-steps", config.totalSteps(), 1);
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

    /** The rules of keys under {@code optimiser}. */
    public static void checkOptimiser(OptimiserConfig optimiser) {
        Expect.choice("optimiser.type", optimiser.type(), OPTIMISERS);
        Expect.nonNegative("optimiser.learning-rate", optimiser.learningRate());
        Expect.choice("optimiser.schedule", optimiser.schedule(), SCHEDULES);
        Expect.positive("optimiser.epsilon", optimiser.epsilon());
        Expect.belowOne("optimiser.decay", optimiser.decay());
        Expect.belowOne("optimiser.beta1", optimiser.beta1());
        Expect.belowOne("optimiser.beta2", optimiser.beta2());
    }

    private static void checkScheduleEnds(RunConfig config) {
        String written = config.optimiser().scheduleEnds();
        String problem = null;
        try {
            if (config.scheduleEnds().length == 0 && !written.equals(Expect.AUTO)) {
                problem = "expected auto with a constant rate, which has no end";
            }
        } catch (IllegalArgumentException e) {
            problem = e.getMessage();
        }
        if (problem != null) {
            throw new InvalidConfigException(List.of("optimiser.schedule-ends", "optimiser.schedule"), problem + ", got "
                    + quoted(written));
        }
    }

    private static void check(PolicyConfig policy) {
        Expect.choice("policy.encoder", policy.encoder(), EncoderTypes.registry().names());
        Expect.between("policy.encoder-units", policy.encoderUnits(), 1, MOST_UNITS);
        Expect.between("policy.encoder-layers", policy.encoderLayers(), 1, MOST_LAYERS);
        checkCore("policy.core.", policy.core());
        Expect.choice("policy.distribution", policy.distribution(), Distributions.labels());
        Expect.between("policy.heads.layers", policy.heads().layers(), 0, MOST_LAYERS);
        Expect.between("policy.heads.units", policy.heads().units(), 1, MOST_UNITS);
    }

    /**
     * The rules of the encoder, which {@link #check} leaves out: the default encoder depends on the observations.
     *
     * @throws InvalidConfigException if the encoder lacks an option that was set
     */
    public static void checkEncoderOptions(PolicyConfig policy) {
        encoderOption("policy.encoder-layers", policy.encoderLayers() == 1, policy);
        encoderOption("policy.encoder-activation", policy.encoderActivation() == Nonlinearity.TANH, policy);
        encoderOption("policy.encoder-layer-norm", !policy.encoderLayerNorm(), policy);
    }

    /**
     * What only the environment can tell.
     *
     * @throws InvalidConfigException if such observations are not to be normalised
     */
    public static void checkNormalisation(NormaliseConfig normalise, Box observation) {
        if (normalise.observations() && observation.type() == Box.Type.UINT8) {
            throw new InvalidConfigException("normalise.observations", "expected false, since this environment gives "
                    + observation + (observation.isBinary() ? ", zeros and ones, which stay what they are"
                    : ", which the encoder divides by " + (int) observation.high() + " already"));
        }
    }

    private static void encoderOption(String key, boolean isDefault, PolicyConfig policy) {
        if (!isDefault && !EncoderTypes.registry().get(policy.encoder()).hasLayers()) {
            String having = EncoderTypes.registry().all().stream().filter(EncoderType::hasLayers).map(EncoderType::label)
                    .collect(Collectors.joining(" and "));
            throw new InvalidConfigException(List.of(key, "policy.encoder"), "is an option of " + having
                    + ", and this encoder is " + policy.encoder());
        }
    }

    /**
     * The rules of a core.
     *
     * @param path of its keys, such as {@code policy.core.}
     */
    public static void checkCore(String path, CoreConfig core) {
        if (!CellTypes.labels().contains(core.type())) {
            throw Expect.expected(path + "type", "one of " + String.join(", ", CellTypes.labels()), quoted(core.type())
                    + "; did you mean " + NearestName.of(core.type(), CellTypes.labels()) + "?");
        }
        Expect.between(path + "units", core.units(), 1, MOST_UNITS);
        Expect.between(path + "layers", core.layers(), 1, MOST_LAYERS);
        if (!Double.isFinite(core.forgetBias())) {
            throw Expect.expected(path + "forget-bias", "a finite number", core.forgetBias());
        }
        if (!(core.maxPhase() > 0 && core.maxPhase() <= 2 * Math.PI)) {
            throw Expect.expected(path + "max-phase", "an angle in radians above 0, and at most 2π", core.maxPhase());
        }
        for (CoreOption option : CoreOption.values()) {
            if (core.isRecurrent() && !core.cell().options().contains(option) && !option.isDefault(core)) {
                throw new InvalidConfigException(List.of(path + option.key(), path + "type"), "is an option of "
                        + having(option) + ", and this core is " + core.type());
            }
        }
    }

    private static String having(CoreOption option) {
        return CellTypes.all().stream().filter(type -> type.options().contains(option)).map(CellType::label)
                .collect(Collectors.joining(" and "));
    }

    private static void checkSequence(RunConfig config) {
        SequenceSplitter sequence = fits(List.of("policy.sequence"), () -> SequenceSplitter.of(config.policy().sequence()));
        fits(List.of("policy.sequence", "steps"), () -> {
            sequence.checkSteps(config.steps());
            return sequence;
        });
        if (!config.engine().equals(Expect.AUTO)) {
            checkEngine(config, config.engine());
        }
        if (sequence.variant() == Variant.PRIMITIVE && config.precision() != Precision.F32) {
            throw new InvalidConfigException(List.of("precision", "policy.sequence"), "expected precision f32 with "
                    + "primitive, since oneDNN's own cells multiply float32 here, got 'bf16'");
        }
        fits(List.of("policy.sequence", "policy.core.type"), () -> {
            sequence.checkCore(config.policy().core());
            return sequence;
        });
        if (sequence.variant().maths() == Variant.Maths.OTHER && config.learnsFromActor()) {
            throw new InvalidConfigException(List.of("policy.sequence", "algorithm"), "expected algorithm "
                    + learningFromActor(config, false, "or") + " with " + sequence + ", whose outputs are not those of acting "
                    + "step by step: " + learningFromActor(config, true, "and") + " learn from the very pass that acted");
        }
    }

    /** The algorithms that would, or would not, learn such a run from the activations of acting. */
    private static String learningFromActor(RunConfig config, boolean does, String joint) {
        return Algorithm.names(Algorithms.all().stream()
                .filter(algorithm -> algorithm.learnsFromActor(config.setting()) == does).toList(), joint);
    }

    /** @throws InvalidConfigException if the algorithm cannot learn to choose such actions, or no distribution is over them */
    public static void checkActions(RunConfig config, Space actions) {
        try {
            config.algorithm().checkActions(actions);
        } catch (IllegalArgumentException e) {
            List<Algorithm> others = Algorithms.all().stream().filter(other -> suits(other, actions)).toList();
            throw new InvalidConfigException(List.of("algorithm", "env.id"), e.getMessage()
                    + (others.isEmpty() ? "" : "; use algorithm " + Algorithm.names(others, "or")));
        }
        try {
            Distributions.over(config.policy().distribution(), actions);
        } catch (IllegalArgumentException e) {
            throw new InvalidConfigException(List.of("policy.distribution", "env.id"), e.getMessage());
        }
    }

    private static boolean suits(Algorithm algorithm, Space actions) {
        try {
            algorithm.checkActions(actions);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** @throws InvalidConfigException if the engine ({@code auto} resolved) lacks what the sequence needs */
    public static void checkEngine(RunConfig config, String engine) {
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

    private static void checkCombinations(RunConfig config) {
        int environments = config.environments();
        if (!config.shards().equals(Expect.AUTO) && environments % Long.parseLong(config.shards()) != 0) {
            throw new InvalidConfigException(List.of("shards", "environments"), "expected shards (" + config.shards()
                    + ") to divide environments (" + environments + "): use auto or one of " + Expect.divisors(environments));
        }
        if (config.guard().rollback() && !config.guard().collapse()) {
            throw new InvalidConfigException(List.of("guard.rollback", "guard.collapse"), "expected guard.collapse to "
                    + "be true, too: without it no collapse is noticed that could be rolled back");
        }
        if (config.policy().critic() == PolicyConfig.Critic.SEPARATE) {
            checkSeparateCritic(config.policy());
        } else if (config.policy().criticEncoder() == PolicyConfig.Critic.SEPARATE) {
            throw new InvalidConfigException(List.of("policy.critic-encoder", "policy.critic"), "expected shared, since the "
                    + "value reads the policy's core, got 'separate'; use critic separate with it");
        }
        config.algorithm().checkFit(config.setting());
    }

    private static void checkSeparateCritic(PolicyConfig policy) {
        boolean hasEncoder = policy.encoders() > 1 && !policy.encoder().equals("none");
        if (!policy.core().isRecurrent() && !hasEncoder) {
            throw new InvalidConfigException(List.of("policy.critic", "policy.core.type"), "expected shared, since core none "
                    + "has no weights, got 'separate'; use critic-encoder separate with it for a critic with an encoder of "
                    + "its own");
        }
    }

    private static String quoted(String value) {
        return Excerpt.quoted(value);
    }
}
