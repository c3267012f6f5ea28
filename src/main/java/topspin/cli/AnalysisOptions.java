package topspin.cli;

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import topspin.report.RunDocuments;
import topspin.stats.Analysis;
import topspin.stats.CollapseDetector;
import topspin.stats.Measure;
import topspin.stats.RunSet;
import topspin.stats.UnusableDataException;
import topspin.text.Excerpt;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The options that {@code stats} and {@code report} share: which runs are analysed, and how. */
final class AnalysisOptions {

    @Parameters(arity = "1..*", paramLabel = "DIR", description = "Directories of runs, such as results/NAME.")
    private List<Path> directories;

    @Option(names = "--compare", arity = "2", paramLabel = "VARIANT", description = "Compare only these two variants.")
    private List<String> compared;

    @Option(names = "--threshold", paramLabel = "SCORE", converter = FiniteNumber.class,
            description = "Report how long the runs take until the mean of the last 100 games reaches this score.")
    private Double threshold;

    @Option(names = "--metric", paramLabel = "MEASURE", defaultValue = "final",
            description = "Compare by final (mean of the last 100 games), best, or auc. Default: ${DEFAULT-VALUE}.")
    private String metric;

    @Option(names = "--at", paramLabel = "STEP",
            description = "Judge the runs at this step. Default: the last step that all of them reached.")
    private Long at;

    @Option(names = "--pool", description =
            "Treat all runs as seeds of one variant. Right only if every variant computes the same "
            + "function.")
    private boolean pool;

    @Option(names = "--collapse", arity = "2", paramLabel = "LEVEL", converter = FiniteNumber.class, description =
            "Two scores: a run collapsed if it was once above the first and ends below the second. "
            + "Default: half-way, and a tenth of the way, from the lowest score of all runs to the "
            + "highest.")
    private List<Double> collapse;

    List<Path> directories() {
        return directories;
    }

    /** Another command on the same directories. */
    Object[] command(String name) {
        return Stream.concat(Stream.of(name), directories.stream()).toArray();
    }

    /** The chosen runs, cut to one length. */
    RunSet runs() {
        RunSet runs = RunSet.read(directories);
        if (compared != null) {
            runs = runs.only(compared);
        }
        runs = RunDocuments.oneWorld(runs);
        if (pool) {
            runs = runs.pooled("all runs");
        }
        return at == null ? runs.cutToCommonStep() : runs.cutTo(at);
    }

    Analysis analysis(RunSet runs) {
        return collapse == null ? Analysis.of(runs, measure(), threshold)
                : Analysis.of(runs, measure(), threshold, new CollapseDetector(collapse.get(0), collapse.get(1)));
    }

    private Measure measure() {
        try {
            return Measure.valueOf(metric.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new UnusableDataException("--metric: expected final, best or auc, found " + Excerpt.quoted(metric));
        }
    }
}
