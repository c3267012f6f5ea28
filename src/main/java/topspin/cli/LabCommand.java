package topspin.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import topspin.config.InputException;
import topspin.env.EnvironmentRegistry;
import topspin.lab.Demonstration;
import topspin.lab.Exercise;
import topspin.lab.Lab;
import topspin.lab.Labs;
import topspin.text.Columns;
import topspin.text.Excerpt;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** {@code topspin lab}: lists the labs, each of which is a subcommand. */
@Command(name = "lab", mixinStandardHelpOptions = true,
        description = {"Small exercises on the very layers that policies use.", "",
            "Each lab comes from one of the documents that the project was founded on (its number is in brackets), with the "
                + "document's settings. docs/course.md walks through them."},
        footerHeading = "%nExamples:%n", footer = {
            "  ./topspin lab count-ones",
            "  ./topspin lab count-ones --cell gru --seeds 5",
            "  ./topspin lab count-ones --help"})
final class LabCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", hidden = true)
    private String unknown;

    private final Console console;

    private LabCommand(Console console) {
        this.console = console;
    }

    /**
     * With a subcommand for each lab.
     *
     * @param registry with it comes what JARs add, cells among it
     */
    static CommandLine of(Console console, Supplier<EnvironmentRegistry> registry) {
        CommandLine line = new CommandLine(new LabCommand(console));
        for (Lab lab : Labs.all()) {
            CommandSpec spec = CommandSpec.forAnnotatedObject(lab instanceof Exercise exercise
                    ? new ExerciseCommand(exercise, console, registry) : new DemonstrationCommand((Demonstration) lab, console, registry));
            spec.usageMessage().description(lab.title(), "", lab.description());
            LabKeys.add(spec, lab);
            line.addSubcommand(lab.name(), spec);
        }
        return line;
    }

    @Override
    public Integer call() {
        if (unknown != null) {
            try {
                Labs.of(unknown);
            } catch (IllegalArgumentException e) {
                throw new InputException("lab " + Excerpt.of(unknown) + ": " + e.getMessage(), e);
            }
        }
        Columns.lines("ll", Labs.all().stream().map(lab -> List.of(lab.name(), lab.title())).toList())
                .forEach(console.out()::println);
        return Main.DONE;
    }
}
