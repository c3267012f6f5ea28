package topspin.experiment;

import topspin.algorithm.Algorithm;
import topspin.algorithm.ppo.Ppo;
import topspin.config.InputException;
import topspin.config.InvalidConfigException;
import topspin.env.Environment;
import topspin.env.EnvironmentOption;
import topspin.env.EnvironmentProvider;
import topspin.env.EnvironmentRegistry;
import topspin.env.InvalidOptionException;
import topspin.nn.EncoderTypes;
import topspin.random.RandomStreams;
import topspin.run.ConfigRules;
import topspin.run.Footprint;
import topspin.run.RunConfig;
import topspin.space.Box;
import topspin.space.Space;
import topspin.text.Excerpt;
import topspin.text.NearestName;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An experiment's YAML with the command line's overrides, resolved to a checked {@link RunConfig}. The algorithm and
 * the environment are looked up first, since they decide the defaults and which keys there are. Remembers where each
 * value was written, so that later errors can say so, too.
 */
public final class ExperimentFile {
    private static final String ENCODER = "policy.encoder";
    private static final String ALGORITHM = "algorithm";
    private static final String ENVIRONMENT = "env.id";
    private static final String NAME = "name";
    private static final String EXAMPLE = "env: {id: pong}";

    private final String source;
    /** By path; the last one wins. */
    private final Map<String, Assignment> assignments = new LinkedHashMap<>();
    private RunConfig config;
    private final EnvironmentProvider environment;
    private Box observations;
    private Space actions;
    private Footprint footprint;

    private ExperimentFile(String source, List<Assignment> written, EnvironmentRegistry registry) {
        this.source = source;
        for (Assignment assignment : written) {
            // removed first, so that an override stands in its own place in the order of complaints
            assignments.remove(assignment.path());
            assignments.put(assignment.path(), assignment);
        }
        environment = environment(registry);
        ConfigSchema schema = new ConfigSchema(environment);
        Map<String, Object> values = new LinkedHashMap<>();
        for (Assignment assignment : written) {
            if (!schema.isEmptySection(assignment)) {
                values.put(assignment.path(), schema.value(assignment));
            }
        }
        values.putIfAbsent(NAME, nameOf(source));
        this.config = schema.bind(RunConfig.defaults((Algorithm) values.getOrDefault(ALGORITHM, new Ppo())), values);
        try {
            schema.algorithms(values).forEach(Algorithm::check); // those that are not chosen, too
            ConfigRules.check(config);
        } catch (InvalidConfigException e) {
            throw located(e);
        }
        buildOnce();
    }

    /**
     * Reads, overlays, resolves and checks.
     *
     * @param overrides assignments of the command line, the last one wins
     * @throws InputException with the one line to print
     */
    public static ExperimentFile read(Path file, List<Assignment> overrides, EnvironmentRegistry registry) {
        List<Assignment> written = new ArrayList<>(assignments(file));
        written.addAll(overrides);
        return new ExperimentFile(file.toString(), written, registry);
    }

    /**
     * What a file writes, whether or not there are such keys.
     *
     * @throws InputException with the one line to print, if it cannot be read or is no experiment
     */
    public static List<Assignment> assignments(Path file) {
        return assignments(file.toString(), root(file));
    }

    /**
     * What a text writes, as {@link #assignments(Path)}.
     *
     * @param source for complaints, in place of the file's name
     */
    public static List<Assignment> assignments(String source, String text) {
        return assignments(source, YamlNode.read(source, text, EXAMPLE));
    }

    private static List<Assignment> assignments(String source, YamlNode root) {
        if (root.child("base") != null) {
            throw new InputException(source + ": is a sweep, not an experiment; run it with ./topspin sweep " + source);
        }
        return root.assignments();
    }

    private static YamlNode root(Path file) {
        return YamlNode.read(file.toString(), TextFile.read(file, "an experiment such as experiments/pong.yaml"), EXAMPLE);
    }

    /**
     * As {@link #read}, of assignments that were read already.
     *
     * @param source where most of them come from, for complaints about what none of them says
     */
    public static ExperimentFile of(String source, List<Assignment> written, EnvironmentRegistry registry) {
        return new ExperimentFile(source, written, registry);
    }

    /** This with more assignments, which win. */
    public ExperimentFile and(List<Assignment> more, EnvironmentRegistry registry) {
        List<Assignment> written = new ArrayList<>(assignments.values());
        written.addAll(more);
        return new ExperimentFile(source, written, registry);
    }

    public RunConfig config() {
        return config;
    }

    /** The space of its observations. */
    public Box observationSpace() {
        return observations;
    }

    /** The space of its actions. */
    public Space actionSpace() {
        return actions;
    }

    /** The memory that training needs. */
    public Footprint footprint() {
        return footprint;
    }

    /** @throws InputException if the run cannot be trained on this machine, with the sizes and the key to change */
    public void requireRoom() {
        try {
            footprint.require(Footprint.Room.here());
        } catch (InvalidConfigException e) {
            throw located(e);
        }
    }

    /** Adds where the user wrote the key at fault, if the user did. */
    public InputException located(InvalidConfigException e) {
        List<String> keys = new ArrayList<>();
        for (String key : e.keys()) {
            if (key.equals(Footprint.ENVIRONMENT)) {
                suspect().ifPresent(keys::add);
            } else {
                keys.add(key);
            }
        }
        if (e.keys().contains(Footprint.ENVIRONMENT)) {
            keys.add(ENVIRONMENT);
        }
        for (String key : keys) {
            Assignment assignment = assignments.get(key);
            if (assignment != null) {
                return new InputException(assignment.origin() + ": " + e.getMessage(), e);
            }
        }
        return new InputException(source + ": " + keys.get(0) + ": " + e.getMessage(), e);
    }

    /** Of the environment's numbers, the one that was raised most above its default. */
    private Optional<String> suspect() {
        return environment.options().stream().filter(option -> raised(option) > 1)
                .max(Comparator.comparingDouble(this::raised)).map(option -> "env." + option.key());
    }

    private double raised(EnvironmentOption option) {
        return option.defaultValue() instanceof Integer usual && config.env().get(option.key()) instanceof Integer value
                ? value / Math.max(1.0, usual) : 0;
    }

    private EnvironmentProvider environment(EnvironmentRegistry registry) {
        String known = EnvironmentRegistry.summary(registry.ids());
        Assignment id = assignments.get(ENVIRONMENT);
        if (id == null || id.value() == null) {
            throw new InputException(source + ": env.id: is missing; expected one of " + known);
        }
        if (!registry.ids().contains(id.value())) {
            throw id.complaint("unknown environment " + Excerpt.quoted(id.value()) + "; did you mean "
                    + NearestName.of(id.value(), registry.ids()) + "? (known: " + known + ")");
        }
        return registry.provider(id.value());
    }

    /** Only the environment knows the rules of its options; and the default encoder depends on it. */
    private void buildOnce() {
        Map<String, Object> options = new LinkedHashMap<>(config.env());
        options.remove("id");
        for (var option : environment.options()) {
            Object value = options.get(option.key());
            if (!option.choices().isEmpty() && !option.choices().contains(value)) {
                throw located(new InvalidConfigException("env." + option.key(), "expected one of "
                        + String.join(", ", option.choices()) + ", got " + Excerpt.quoted(String.valueOf(value)) + "; did you mean "
                        + NearestName.of(String.valueOf(value), option.choices()) + "?"));
            }
        }
        try (Environment built = environment.create(options, new RandomStreams(config.seed()))) {
            if (!assignments.containsKey(ENCODER)) {
                config = config.with().policy(config.policy()
                        .withEncoder(EncoderTypes.fitting(built.observationSpace()).label())).build();
            }
            requireFit(built.observationSpace(), built.actionSpace());
            observations = built.observationSpace();
            actions = built.actionSpace();
            footprint = new Footprint(config, observations, actions);
        } catch (InvalidOptionException e) {
            String prefix = e.key() + ": ";
            String message = e.getMessage().startsWith(prefix) ? e.getMessage().substring(prefix.length())
                    : e.getMessage();
            throw located(new InvalidConfigException("env." + e.key(), message));
        } catch (ArithmeticException | IllegalArgumentException | NegativeArraySizeException | OutOfMemoryError e) {
            // the usual result of large numbers that the environment does not check
            throw located(new InvalidConfigException(Footprint.ENVIRONMENT, "expected options that " + environment.id()
                    + " can be made with; it says: " + e.getMessage()));
        }
    }

    private void requireFit(Box observation, Space actions) {
        try {
            ConfigRules.checkEncoderOptions(config.policy());
            ConfigRules.checkNormalisation(config.normalise(), observation);
            EncoderTypes.of(config.policy().encoder(), observation);
            ConfigRules.checkActions(config, actions);
        } catch (InvalidConfigException e) {
            throw located(e);
        } catch (IllegalArgumentException e) {
            throw located(new InvalidConfigException(ENCODER, e.getMessage()));
        }
    }

    private static String nameOf(String source) {
        return Path.of(source).getFileName().toString().replaceFirst("\\.ya?ml$", "");
    }
}
