package topspin.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import topspin.report.AnalysisJson;
import topspin.report.AnalysisTables;
import topspin.stats.Analysis;
import topspin.stats.CollapseDetector;
import topspin.stats.Measure;
import topspin.stats.RunSet;
import topspin.stats.UnusableDataException;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/** {@code stats DIR}: the verdict on a directory of runs, then the tables behind it. */
@Command(name = "stats", mixinStandardHelpOptions = true,
        description = "Say what runs add up to: intervals over seeds, comparisons, collapses, and a verdict.")
public final class StatsCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "DIR", description = "Directories of runs, such as results/NAME.")
    private List<Path> directories;

    @Option(names = "--compare", arity = "2", paramLabel = "VARIANT", description = "Compare these two variants only.")
    private List<String> compared;

    @Option(names = "--threshold", paramLabel = "SCORE", description = "Report the time to this score.")
    private Double threshold;

    @Option(names = "--metric", paramLabel = "MEASURE", defaultValue = "final",
            description = "Compare by final (mean of the last 100 games), best, or auc. Default: ${DEFAULT-VALUE}.")
    private String metric;

    @Option(names = "--at", paramLabel = "STEP",
            description = "Look at runs up to this step. Default: the step that all of them reached.")
    private Long at;

    @Option(names = "--pool", description = "Take all runs for repeats of one variant: right only if every variant "
            + "computes the same function.")
    private boolean pool;

    @Option(names = "--collapse", arity = "2", paramLabel = "LEVEL", description = "A run collapsed if it was above the "
            + "first level and ends below the second. Default: half and a tenth of the way up all scores.")
    private List<Double> collapse;

    @Option(names = "--json", description = "Everything, as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        try {
            Analysis analysis = analysis();
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(AnalysisJson.write(analysis));
            } else {
                out.println(analysis.verdict());
                out.println();
                AnalysisTables.of(analysis).forEach(table -> out.println(TextTable.format(table)));
            }
            out.flush();
            PrintWriter err = spec.commandLine().getErr();
            analysis.remarks().forEach(remark -> err.println("note: " + remark));
            err.flush();
            return CommandLine.ExitCode.OK;
        } catch (UnusableDataException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private Analysis analysis() {
        Measure measure = measure();
        RunSet runs = RunSet.read(directories);
        if (compared != null) {
            runs = runs.only(compared);
        }
        if (pool) {
            runs = runs.pooled("all runs");
        }
        runs = at == null ? runs.cutToCommonStep() : runs.cutTo(at);
        return collapse == null ? Analysis.of(runs, measure, threshold)
                : Analysis.of(runs, measure, threshold, CollapseDetector.between(collapse.get(0), collapse.get(1)));
    }

    private Measure measure() {
        try {
            return Measure.valueOf(metric.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new UnusableDataException("--metric: expected final, best or auc, found '" + metric + "'");
        }
    }
}
