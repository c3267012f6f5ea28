package topspin.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import topspin.config.InputException;
import topspin.file.FileProblem;
import topspin.interop.tracker.MlflowAddress;
import topspin.interop.tracker.MlflowTransfer;
import topspin.run.RunDirectory;
import topspin.run.RunFailedException;
import topspin.text.Count;
import topspin.text.Excerpt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** {@code topspin send RUNS --mlflow URL}: sends runs that are on disk, or what is missing of them. */
@Command(name = "send", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Send runs to an experiment tracker, as far as it lacks them.", "",
            "'train --mlflow' and 'sweep --mlflow' send runs while they are trained. This sends what they could not: "
                + "the server was down, or the run was trained without it. What has arrived is not sent again, so the same "
                + "command may be given any number of times."},
        footerHeading = "%nExamples:%n", footer = {
            "  ./topspin send results/pong/seed-1 --mlflow http://localhost:5000",
            "  ./topspin send results --mlflow https://mlflow.example.org"})
final class SendCommand implements Callable<Integer> {
    /** Longer waits are for whoever repeats the command. */
    private static final int LONGEST_WAIT = 24 * 60 * 60;

    @Parameters(arity = "1..*", paramLabel = "DIR", description = "Run directories, or directories above them.")
    private List<Path> directories;

    @Option(names = MlflowAddress.OPTION, paramLabel = "URL", required = true, description = MlflowOption.DESCRIPTION)
    private String mlflow;

    @Option(names = "--wait", paramLabel = "SECONDS", defaultValue = "30",
            description = "How long to go on trying while the server does not answer; default ${DEFAULT-VALUE}.")
    private int wait;

    private final Console console;

    SendCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        MlflowAddress address = MlflowOption.address(mlflow);
        if (wait < 0 || wait > LONGEST_WAIT) {
            throw new InputException("--wait " + wait + ": expected a whole number from 0 to " + LONGEST_WAIT);
        }
        List<String> missing = new ArrayList<>();
        int sent = 0;
        for (Path run : runs()) {
            try {
                MlflowTransfer.Outcome outcome = MlflowTransfer.send(run, address, Duration.ofSeconds(wait), this::say);
                console.out().println(run + ": " + outcome.text());
                sent++;
            } catch (MlflowTransfer.FailedException e) {
                say(run + ": " + e.getMessage());
                missing.add(run.toString());
                if (!e.isOfOneRun()) {
                    throw new RunFailedException(e.getMessage() + "; " + Count.of(sent, "run") + " sent; give the same command "
                            + "again once that is mended");
                }
            } catch (IOException e) {
                say(run + ": " + FileProblem.sentence(e));
                missing.add(run.toString());
            }
        }
        if (!missing.isEmpty()) {
            throw new RunFailedException("not sent: " + String.join(", ", missing) + "; the lines above say why");
        }
        return Main.DONE;
    }

    private List<Path> runs() throws IOException {
        TreeSet<Path> runs = new TreeSet<>();
        for (Path directory : directories) {
            if (!Files.isDirectory(directory)) {
                throw new InputException(directory + (Files.exists(directory) ? " is a file" : " does not exist")
                        + ": expected a run directory, such as results/pong/seed-1, or one above it");
            }
            int before = runs.size();
            try (Stream<Path> below = Files.walk(directory)) {
                below.filter(file -> file.endsWith(RunDirectory.PROGRESS) && Files.exists(file.resolveSibling(RunDirectory.RECORD)))
                        .map(Path::getParent).forEach(runs::add);
            }
            if (runs.size() == before) {
                throw new InputException(directory + " holds no run: there is no " + RunDirectory.PROGRESS + " with a "
                        + RunDirectory.RECORD + " below it; train one first, or give another directory");
            }
        }
        return List.copyOf(runs);
    }

    private void say(String text) {
        console.err().println(Excerpt.printable(text));
    }
}
