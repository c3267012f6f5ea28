package topspin.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import topspin.report.Band;
import topspin.report.CurvePlot;
import topspin.report.Smoothing;
import topspin.stats.Axis;
import topspin.stats.RunSet;
import topspin.stats.UnusableDataException;
import topspin.text.Count;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/** {@code plot DIR…}: reward curves as SVG or PNG. */
@Command(name = "plot", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Draw the reward curves of runs.", footerHeading = "%nExamples:%n", footer = {
            "  ./topspin plot results/pong",
            "  ./topspin plot results/collapse -o curves.png --band seeds --smooth ema:0.9"})
public final class PlotCommand implements Callable<Integer> {

    enum XAxis { step, seconds }

    enum BandName { iqm, minmax, seeds }

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "DIR", description = "Directories of runs, such as results/NAME.")
    private List<Path> directories;

    @Option(names = {"-o", "--output"}, paramLabel = "FILE", defaultValue = "curves.svg",
            description = "File to write, .svg or .png; replaced if it exists. Default: ${DEFAULT-VALUE}.")
    private Path output;

    @Option(names = "--smooth", paramLabel = "N|trailing:N|ema:D", description =
            "N: mean of the N rows around each row (1: none). trailing:N: mean of the last N rows. "
            + "ema:D: exponential smoothing with decay D. Default: N is a twentieth of a run's rows, "
            + "at least 3.")
    private String smooth;

    @Option(names = "--band", paramLabel = "BAND", defaultValue = "iqm", description = "Around each line: "
            + "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}, the interquartile mean's 95 %% interval.")
    private BandName band;

    @Option(names = "--x", paramLabel = "AXIS", defaultValue = "step",
            description = "Horizontal axis: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private XAxis axis;

    @Option(names = "--threshold", paramLabel = "SCORE", converter = FiniteNumber.class, description =
            "Draw a dashed line at this score. Can be repeated.")
    private List<Double> thresholds = new ArrayList<>();

    @Option(names = "--title", paramLabel = "TEXT", description = "Default: the names of the directories.")
    private String title;

    @Override
    public Integer call() {
        try {
            RunSet runs = RunSet.read(directories).drawn();
            CurvePlot.Options options = new CurvePlot.Options(Axis.valueOf(axis.name().toUpperCase(Locale.ROOT)),
                    smoothing(runs), Band.valueOf(band.name().toUpperCase(Locale.ROOT)), thresholds,
                    title != null ? title : title(directories));
            OutputFile.write(output, CurvePlot.figure(runs, options, output.toString()));
            runs.remarks().forEach(remark -> spec.commandLine().getErr().println("note: " + remark));
            spec.commandLine().getOut().println(output + ": " + Count.of(runs.variants().size(), "variant")
                    + ", " + Count.of(runs.runs().size(), "run"));
            return CommandLine.ExitCode.OK;
        } catch (UnusableDataException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private Smoothing smoothing(RunSet runs) {
        return smooth != null ? Smoothing.parse(smooth)
                : Smoothing.usual(runs.runs().stream().mapToInt(run -> run.curve().rows()).max().orElseThrow());
    }

    /** The directories' names. */
    static String title(List<Path> directories) {
        return directories.stream().map(directory -> String.valueOf(directory.toAbsolutePath().normalize().getFileName()))
                .collect(Collectors.joining(", "));
    }
}
