package topspin.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import topspin.report.ImportedRun;
import topspin.report.LogImport;
import topspin.stats.UnusableDataException;
import topspin.text.Count;
import topspin.text.Decimal;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/** {@code import-log FILE}: turns a hand-kept log into run directories. */
@Command(name = "import-log", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Turn a hand-kept log into run directories.", "",
            "The log has rows 'step score third' under headings such as '# 2' or 'run 2:'."},
        footerHeading = "%nExample:%n", footer = "  ./topspin import-log log.txt --out results/log")
public final class ImportLogCommand implements Callable<Integer>, Suggestions.Source {

    enum Third { seconds, fps }

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FILE", description = "The log.")
    private Path file;

    @Option(names = "--out", paramLabel = "DIR",
            description = "Where run-N/seed-0 are written; nothing there is overwritten. Default: results/ and "
            + "the name of the log.")
    private Path out;

    @Option(names = "--third", paramLabel = "WHAT", description =
            "Meaning of the third column: ${COMPLETION-CANDIDATES}. Default: guessed from its "
            + "outliers.")
    private Third third;

    @Option(names = "--skip-broken", description = "Leave out broken rows. Without it, they are an error.")
    private boolean skipBroken;

    @Override
    public Integer call() {
        try {
            LogImport log = LogImport.read(file, third == null ? null : third.name(), skipBroken);
            log.write(home());
            report(log, home());
            return CommandLine.ExitCode.OK;
        } catch (UnusableDataException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    @Override
    public Suggestions suggestions() {
        return new Suggestions().or("stats", home()).or("plot", home());
    }

    private Path home() {
        return out != null ? out : defaultHome();
    }

    private Path defaultHome() {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return Path.of("results", dot > 0 ? name.substring(0, dot) : name);
    }

    private void report(LogImport log, Path home) {
        PrintWriter err = spec.commandLine().getErr();
        log.broken().forEach(row -> err.println("left out " + row));
        log.remarks().forEach(remark -> err.println("note: " + remark));
        PrintWriter stdout = spec.commandLine().getOut();
        stdout.println(Count.of(log.runs().size(), "run") + ", " + Count.of(log.rowCount(), "row") + " kept, "
                + log.broken().size() + " left out; written below " + home);
        stdout.printf("Third column: %s (%s).%n", log.thirdIsSeconds() ? "seconds per row" : "decisions per second",
                log.thirdBecause());
        for (ImportedRun run : log.runs()) {
            if (!run.stalls().isEmpty()) {
                stdout.printf(Locale.ROOT, "%s stalled in %d of %d rows: %s%n", run.name(), run.stalls().size(),
                        run.rows().size(), run.stalls().stream().limit(5)
                                .map(row -> String.format(Locale.ROOT, "%s s at step %,d", Decimal.of(row.took(), 0), row.step()))
                                .collect(Collectors.joining(", ", "", run.stalls().size() > 5 ? ", …" : "")));
            }
        }
        stdout.flush();
        err.flush();
    }
}
