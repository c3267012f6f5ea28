package topspin.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import topspin.env.Environment;
import topspin.env.EnvironmentOption;
import topspin.env.EnvironmentProvider;
import topspin.env.EnvironmentRegistry;
import topspin.env.InvalidOptionException;
import topspin.random.RandomStreams;
import topspin.run.Additions;
import topspin.space.Box;
import topspin.space.Discrete;
import topspin.space.MultiDiscrete;
import topspin.space.Space;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** {@code topspin envs}: lists the environments and their options. */
@Command(name = "envs", mixinStandardHelpOptions = true,
        description = {"List the environments, or the options of some with their defaults, and what else JARs add.", "",
            "A JAR that registers a topspin.env.EnvironmentProvider adds its own: name it with --jar or in "
                + "TOPSPIN_CLASSPATH, or put it into the folder plugins beside the launcher."},
        footerHeading = "%nExamples:%n", footer = {
            "  ./topspin envs",
            "  ./topspin envs pong",
            "  ./topspin train experiments/pong.yaml --set env.sticky=0.25",
            "  ./topspin --jar worlds.jar envs"})
final class EnvsCommand implements Callable<Integer> {
    @Parameters(arity = "0..*", paramLabel = "ENV", description = "Worlds or families whose options are listed, such as pong or popgym.")
    private List<String> names = new ArrayList<>();

    private final Console console;
    private final Supplier<EnvironmentRegistry> environments;

    EnvsCommand(Console console, Supplier<EnvironmentRegistry> environments) {
        this.console = console;
        this.environments = environments;
    }

    @Override
    public Integer call() {
        EnvironmentRegistry registry = environments.get();
        if (!names.isEmpty()) {
            WorldNames.ids(registry, names).forEach(id -> describe(registry, registry.provider(id)));
            return Main.DONE;
        }
        Map<String, Map<String, String>> families = new TreeMap<>();
        registry.providers().forEach((id, provider) -> families.computeIfAbsent(provider.family(), family -> new LinkedHashMap<>())
                .put(id, provider.description() + " (" + facts(registry, provider) + ")" + origin(registry, id)));
        families.forEach((family, worlds) -> console.out().print(family + "\n" + HelpPage.table(worlds)));
        Additions.KINDS.forEach(kind -> kind.registry().origins().forEach((name, jar) ->
                console.out().println(name + "  " + kind.singular() + ", for " + kind.key() + " [from " + jar + "]")));
        console.out().println(Invocation.typed("'./topspin envs ENV' tells a world's options."));
        return Main.DONE;
    }

    private void describe(EnvironmentRegistry registry, EnvironmentProvider provider) {
        console.out().print(HelpPage.wrapped(provider.id() + "  " + provider.description() + origin(registry, provider.id()), "", "  "));
        console.out().print(HelpPage.wrapped(facts(registry, provider), "  ", "  "));
        Map<String, String> options = new LinkedHashMap<>();
        for (EnvironmentOption option : provider.options()) {
            String choices = option.choices().isEmpty() ? "" : " (" + String.join(", ", option.choices()) + ")";
            options.put(option.key() + ": " + option.defaultValue(), option.description() + choices);
        }
        console.out().print(HelpPage.table(options));
    }

    private static String origin(EnvironmentRegistry registry, String id) {
        return registry.origin(id).map(jar -> " [from " + jar + "]").orElse("");
    }

    /** Version and spaces; a world of another program, or of a file, may not be there to tell them. */
    private static String facts(EnvironmentRegistry registry, EnvironmentProvider provider) {
        String version = "version " + provider.version();
        try (Environment world = registry.create(provider.id(), Map.of(), new RandomStreams(0))) {
            return version + "; observation: " + brief(world.observationSpace()) + "; action: " + brief(world.actionSpace());
        } catch (InvalidOptionException elsewhere) {
            return version + "; spaces: those of what its options name";
        }
    }

    private static String brief(Space space) {
        if (space instanceof Discrete discrete) {
            return "1 of " + discrete.n();
        }
        if (space instanceof MultiDiscrete choices) {
            return Arrays.stream(choices.sizes()).mapToObj(size -> "1 of " + size).collect(Collectors.joining(" and "));
        }
        Box box = (Box) space;
        return Arrays.stream(box.shape()).mapToObj(Integer::toString).collect(Collectors.joining("x"))
                + (box.isBinary() ? " bits" : box.type() == Box.Type.UINT8 ? " bytes" : " floats");
    }
}
