package topspin.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import topspin.report.AnalysisJson;
import topspin.report.AnalysisTables;
import topspin.report.RunDocuments;
import topspin.stats.Analysis;
import topspin.stats.RunSet;
import topspin.stats.UnusableDataException;

import java.io.PrintWriter;
import java.util.concurrent.Callable;

/** {@code stats DIR}: the verdict on a directory of runs, then the tables behind it. */
@Command(name = "stats", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Compare runs: a verdict, intervals over seeds, differences, collapses, a leaderboard.",
        footerHeading = "%nExamples:%n", footer = {
            "  ./topspin stats results/collapse",
            "  ./topspin stats results/collapse --collapse 0.9 0.5",
            "  ./topspin stats results/pong results/pong-a2c --threshold 18",
            "  ./topspin stats results/bsuite-memory --bsuite"})
public final class StatsCommand implements Callable<Integer>, Suggestions.Source {

    @Spec
    private CommandSpec spec;

    @Mixin
    private AnalysisOptions options;

    @Option(names = "--json", description = "Print everything as JSON.")
    private boolean json;

    @Option(names = "--bsuite", description = "Score runs in bsuite's worlds as the suite does.")
    private boolean bsuite;

    @Override
    public Integer call() {
        try {
            if (bsuite) {
                BsuiteTables.of(RunSet.read(options.directories())).forEach(table ->
                        spec.commandLine().getOut().println(TextTable.format(table)));
                spec.commandLine().getOut().flush();
                return CommandLine.ExitCode.OK;
            }
            RunSet runs = options.runs();
            Analysis analysis = options.analysis(runs);
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(AnalysisJson.write(analysis));
            } else {
                out.println(analysis.verdict());
                out.println();
                AnalysisTables.of(analysis, RunDocuments.facts(runs.all())).forEach(table -> out.println(TextTable.format(table)));
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

    @Override
    public Suggestions suggestions() {
        return new Suggestions().or(options.command("plot")).or(options.command("report"));
    }
}
