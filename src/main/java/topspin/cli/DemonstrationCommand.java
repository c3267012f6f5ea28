package topspin.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import topspin.env.EnvironmentRegistry;
import topspin.lab.Demonstration;
import topspin.lab.LabFile;

import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** {@code topspin lab NAME}: a lab that shows something. */
@Command(mixinStandardHelpOptions = true, sortOptions = false)
final class DemonstrationCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    private final Demonstration lab;
    private final Console console;
    private final Supplier<EnvironmentRegistry> registry;

    DemonstrationCommand(Demonstration lab, Console console, Supplier<EnvironmentRegistry> registry) {
        this.registry = registry;
        this.lab = lab;
        this.console = console;
    }

    @Override
    public Integer call() {
        registry.get(); // with it comes what JARs add
        LabFile file = new LabFile(lab, LabKeys.given(spec, lab));
        file.located(() -> lab.show(file.settings(), console.out()::println));
        return Main.DONE;
    }
}
