package topspin.cli;

import picocli.CommandLine.Command;
import topspin.env.EnvironmentOption;
import topspin.env.EnvironmentProvider;
import topspin.env.EnvironmentRegistry;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** {@code topspin envs}: which worlds there are, and what can be set about them. */
@Command(name = "envs", mixinStandardHelpOptions = true,
        description = {"List the environments with their options and defaults.", "",
            "A JAR on the class path that registers a topspin.env.EnvironmentProvider adds its own."},
        footerHeading = "%nExample:%n", footer = "  ./topspin train experiments/pong.yaml --set env.sticky=0.25")
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
            describe(registry.provider(id));
        }
        return Main.DONE;
    }

    private void describe(EnvironmentProvider provider) {
        console.out().print(HelpPage.wrapped(provider.id() + "  " + provider.description(), "", "  "));
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
