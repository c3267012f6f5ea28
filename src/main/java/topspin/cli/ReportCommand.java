package topspin.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import topspin.report.HtmlReport;
import topspin.report.RunDocuments;
import topspin.stats.RunSet;
import topspin.stats.UnusableDataException;
import topspin.text.Count;

import java.nio.file.Path;
import java.util.concurrent.Callable;

/** {@code report DIR}: one HTML page with everything about a set of runs. */
@Command(name = "report", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Write one HTML page that needs no network: verdict, curves, tables, how the runs were made.",
        footerHeading = "%nExample:%n", footer = "  ./topspin report results/collapse -o report.html")
public final class ReportCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private AnalysisOptions options;

    @Option(names = {"-o", "--output"}, paramLabel = "FILE", defaultValue = "report.html",
            description = "File to write; replaced if it exists. Default: ${DEFAULT-VALUE}.")
    private Path output;

    @Option(names = "--title", paramLabel = "TEXT", description = "Default: the name of the directory.")
    private String title;

    @Override
    public Integer call() {
        try {
            RunSet runs = options.runs();
            String page = HtmlReport.page(title != null ? title : PlotCommand.title(options.directories()), runs,
                    options.analysis(runs), RunDocuments.facts(runs.all()), RunDocuments.making(options.directories(), runs.runs()));
            OutputFile.write(output, page);
            runs.remarks().forEach(remark -> spec.commandLine().getErr().println("note: " + remark));
            spec.commandLine().getOut().println(output + ": " + Count.of(runs.variants().size(), "variant")
                    + ", " + Count.of(runs.runs().size(), "run"));
            return CommandLine.ExitCode.OK;
        } catch (UnusableDataException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
