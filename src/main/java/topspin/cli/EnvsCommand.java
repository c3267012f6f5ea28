package topspin.cli;

import picocli.CommandLine.Command;
import topspin.env.EnvironmentOption;
import topspin.env.EnvironmentProvider;
import topspin.env.EnvironmentRegistry;
import topspin.run.Additions;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** {@code topspin envs}: lists the environments and their options. */
@Command(name = "envs", mixinStandardHelpOptions = true,
        description = {"List the environments with their options and defaults, and what else JARs add.", "",
            "A JAR that registers a topspin.env.EnvironmentProvider adds its own: name it with --jar or in "
                + "TOPSPIN_CLASSPATH, or put it into the folder plugins beside the launcher."},
        footerHeading = "%nExamples:%n", footer = {
            "  ./topspin train experiments/pong.yaml --set env.sticky=0.25",
            "  ./topspin --jar worlds.jar envs"})
final class EnvsCommand implements Callable<Integer> {
    private final Console console;
    private final Supplier<EnvironmentRegistry> environments;

    EnvsCommand(Console console, Supplier<EnvironmentRegistry> environments) {
        this.console = console;
        this.environments = environments;
    }

    @Override
    public Integer call() {
        EnvironmentRegistry registry = environments.get();
        for (String id : registry.ids()) {
            describe(registry.provider(id), registry.origin(id).map(jar -> " [from " + jar + "]").orElse(""));
        }
        Additions.KINDS.forEach(kind -> kind.registry().origins().forEach((name, jar) ->
                console.out().println(name + "  " + kind.singular() + ", for " + kind.key() + " [from " + jar + "]")));
        return Main.DONE;
    }

    private void describe(EnvironmentProvider provider, String origin) {
        console.out().print(HelpPage.wrapped(provider.id() + "  " + provider.description() + origin, "", "  "));
        Map<String, String> options = new LinkedHashMap<>();
        for (EnvironmentOption option : provider.options()) {
            String choices = option.choices().isEmpty() ? "" : " (" + String.join(", ", option.choices()) + ")";
            options.put(setting(option), option.description() + choices);
        }
        console.out().print(HelpPage.table(options));
    }

    private static String setting(EnvironmentOption option) {
        return option.key() + ": " + option.defaultValue();
    }
}
