package topspin.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import topspin.lab.Demonstration;
import topspin.lab.LabFile;

import java.util.concurrent.Callable;

/** {@code topspin lab NAME}: a lab that shows something. */
@Command(mixinStandardHelpOptions = true, sortOptions = false)
final class DemonstrationCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    private final Demonstration lab;
    private final Console console;

    DemonstrationCommand(Demonstration lab, Console console) {
        this.lab = lab;
        this.console = console;
    }

    @Override
    public Integer call() {
        LabFile file = new LabFile(lab, LabKeys.given(spec, lab));
        file.located(() -> lab.show(file.settings(), console.out()::println));
        return Main.DONE;
    }
}
