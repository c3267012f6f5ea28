package topspin.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import topspin.config.InputException;
import topspin.config.InvalidConfigException;
import topspin.env.EnvironmentRegistry;
import topspin.experiment.Assignment;
import topspin.experiment.ConfigYaml;
import topspin.experiment.ExperimentFile;
import topspin.experiment.Resumption;
import topspin.experiment.RunFiles;
import topspin.experiment.RunJars;
import topspin.experiment.YamlAssignments;
import topspin.file.FileProblem;
import topspin.interop.tracker.MetricsServer;
import topspin.interop.tracker.MlflowAddress;
import topspin.interop.tracker.MlflowSink;
import topspin.interop.tracker.OpenMetrics;
import topspin.metric.MetricSink;
import topspin.metric.ProgressLine;
import topspin.parallel.Patience;
import topspin.run.AddedJar;
import topspin.run.CheckpointException;
import topspin.run.ConfigHash;
import topspin.run.Origin;
import topspin.run.RunConfig;
import topspin.run.RunDirectory;
import topspin.run.RunDirectoryException;
import topspin.run.RunFailedException;
import topspin.text.Excerpt;
import topspin.train.Run;
import topspin.train.StopSignal;
import topspin.train.Training;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** {@code topspin train}: starts a run, or resumes one. */
@Command(name = "train", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Train a policy.", "",
            "Prints a row 'step score fps' per log interval and keeps everything in results/NAME/seed-N. Ctrl-C and "
                + "SIGTERM finish the current update, save a checkpoint and print the command that goes on. An update that "
                + "needs another " + Patience.SECONDS + " seconds or more is stopped instead; --resume repeats it."},
        footerHeading = "%nExamples:%n", footer = {
            "  ./topspin train experiments/pong.yaml",
            "  ./topspin train experiments/pong.yaml --seed 7 --out /tmp/try",
            "  ./topspin train experiments/pong.yaml --set algorithm=a2c --set gamma=0.98",
            "  ./topspin train experiments/pong.yaml --from results/other/seed-1",
            "  ./topspin train experiments/pong.yaml --mlflow http://localhost:5000",
            "  ./topspin train --resume results/pong/seed-7",
            "  ./topspin train --resume results/pong/seed-7 --set total-steps=5000000 \\",
            "    --set optimiser.schedule-ends=3500000,5000000"})
final class TrainCommand implements Callable<Integer>, Suggestions.Source {
    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "EXPERIMENT.yaml", description = "What to train, such as experiments/pong.yaml.")
    private Path experiment;

    @Option(names = "--set", paramLabel = "KEY=VALUE",
            description = "Sets a key of the experiment, such as ppo.clip=0.2. Can be repeated.")
    private List<String> sets = new ArrayList<>();

    @Option(names = "--seed", paramLabel = "N", description = "Sets 'seed'.")
    private Long seed;

    @Option(names = "--out", paramLabel = "DIR", description = "Directory of the run. Default: results/NAME/seed-N.")
    private Path out;

    @Option(names = "--workers", paramLabel = "N",
            description = "Threads. Default: one per core. Never changes a result.")
    private String workers;

    @Option(names = "--from", paramLabel = "CHECKPOINT", description =
            "Begins with the weights of this checkpoint, or of the newest one in this run "
            + "directory, and the statistics of what it normalises. Takes over nothing else.")
    private Path from;

    @Option(names = "--resume", paramLabel = "RUN_DIR",
            description = "Goes on with a run that was stopped, killed or failed, from its last checkpoint. A "
            + "finished run takes more steps with --set total-steps=N; if its learning rate is "
            + "linear, add --set optimiser.schedule-ends=OLD,N.")
    private Path resume;

    @Option(names = "--allow-other-rounding", description =
            "With --resume: goes on even if the engine, its version or the instruction set has "
            + "changed. Later results differ in their last bits, and run.json says so.")
    private boolean anyRounding;

    @Option(names = "--until", paramLabel = "STEP",
            description = "Stops after the row of this step; --resume goes on.")
    private Long until;

    @Mixin
    private Watching watching;

    @Option(names = MlflowAddress.OPTION, paramLabel = "URL", description = {
        "Sends the run while it is trained. " + MlflowOption.DESCRIPTION,
        "A server that is slow or down never holds training up; ./topspin send sends the rest later."})
    private String mlflow;

    @Option(names = MetricsPort.OPTION, paramLabel = "PORT", description =
            "Shows the newest row to Prometheus at http://localhost:PORT/metrics while the run is trained; HOST:PORT lets "
            + "other machines ask.")
    private String metricsPort;

    private final Console console;
    private final Supplier<EnvironmentRegistry> environments;
    private final Supplier<Training> training;
    private final Suggestions suggestions = new Suggestions();
    /** Null if the run is not sent anywhere. */
    private MlflowAddress tracker;
    /** Null if nobody can ask. */
    private MetricsServer metrics;

    TrainCommand(Console console, Supplier<EnvironmentRegistry> environments, Supplier<Training> training) {
        this.console = console;
        this.environments = environments;
        this.training = training;
    }

    @Override
    public Integer call() throws IOException {
        tracker = mlflow == null ? null : MlflowOption.address(mlflow);
        // taken before anything is written
        metrics = metricsPort == null ? null : MetricsPort.open(metricsPort);
        try (Closeable server = this::closeMetrics) {
            return begin();
        }
    }

    private void closeMetrics() {
        if (metrics != null) {
            metrics.close();
        }
    }

    private int begin() throws IOException {
        if (resume != null) {
            return resume();
        }
        if (experiment == null) {
            throw new InputException("expected an experiment to train, such as ./topspin train experiments/pong.yaml, "
                    + "or --resume RUN_DIR");
        }
        ExperimentFile file = ExperimentFile.read(experiment, overrides(), environments.get());
        file.requireRoom();
        RunConfig config = file.config();
        Path path = out != null ? out : Path.of("results", config.name(), "seed-" + config.seed());
        Optional<Origin> origin = from == null ? Optional.empty() : Optional.of(Origin.of(from, this::say));
        try (RunDirectory directory = RunDirectory.create(path, ConfigYaml.of(config), ConfigHash.of(config))) {
            if (origin.isPresent()) {
                directory.beginFrom(origin.get());
            }
            return train(file, directory);
        }
    }

    @Override
    public Suggestions suggestions() {
        return suggestions;
    }

    private int resume() throws IOException {
        if (experiment != null || seed != null || out != null || from != null) {
            throw new InputException("--resume goes on with a run as it is: leave EXPERIMENT.yaml, --seed, --out and --from "
                    + "away, or train anew without --resume");
        }
        EnvironmentRegistry registry = environments.get();
        if (sets.isEmpty()) {
            try (RunDirectory directory = RunDirectory.open(resume)) {
                RunJars.check(directory, registry, this::say);
                return train(RunFiles.experiment(directory, workersOption(), registry), directory);
            }
        }
        try (RunDirectory directory = RunDirectory.reopen(resume)) {
            RunJars.check(directory, registry, this::say);
            return train(Resumption.of(directory, settings(), registry).and(workersOption(), registry), directory);
        }
    }

    private List<Assignment> overrides() {
        List<Assignment> overrides = settings();
        if (seed != null) {
            overrides.add(new Assignment("seed", seed.toString(), "--seed " + seed));
        }
        overrides.addAll(workersOption());
        return overrides;
    }

    private List<Assignment> settings() {
        List<Assignment> settings = new ArrayList<>();
        sets.forEach(set -> settings.addAll(YamlAssignments.ofSet(set)));
        return settings;
    }

    private List<Assignment> workersOption() {
        return workers == null ? List.of() : List.of(new Assignment("workers", workers, "--workers " + workers));
    }

    private int train(ExperimentFile file, RunDirectory directory) throws IOException {
        RunConfig config = file.config();
        directory.addJars(AddedJar.of(environments.get()));
        StopSignal stop = new StopSignal();
        Appendable table = console.terminal() ? ProgressLine.above(console.out(), console.err()) : console.out();
        Run run = new Run(config, directory, training.get(),
                spec.commandLine().getParseResult().originalArgs(), anyRounding);
        try (Signals signals = new Signals(stop, this::say); Watching.Page page = watching.open(directory.path(), this::say)) {
            Training.Outcome outcome = run.execute(table, step -> display(config, directory, step, stop), stop, this::say);
            if (outcome.finished()) {
                console.err().println("finished: " + directory.path());
                suggest(config, directory.path());
                return Main.DONE;
            }
            console.err().println("interrupted; go on with " + goingOn(directory));
            return signals.exitCode();
        } catch (InvalidConfigException e) {
            throw file.located(e);
        } catch (RunFailedException e) {
            throw e.adding(e.repeats() ? "; going on would end the same way: train anew with other settings"
                    : remedy(directory));
        } catch (UncheckedIOException e) {
            throw new RunFailedException(e.getMessage() + remedy(directory), e);
        } catch (CheckpointException e) {
            if (e.kind() != CheckpointException.Kind.NOT_WRITTEN) {
                throw e;
            }
            throw new RunFailedException(e.getMessage() + remedy(directory), e);
        } catch (RunDirectoryException e) {
            throw e;
        } catch (IOException e) {
            throw new RunFailedException(FileProblem.sentence(e) + remedy(directory), e);
        }
    }

    private void say(String text) {
        String notice = Excerpt.printable(text);
        if (console.terminal()) {
            ProgressLine.print(console.err(), console.err(), notice + "\n");
        } else {
            console.err().println(notice);
        }
    }

    private List<MetricSink> display(RunConfig config, RunDirectory directory, long step, StopSignal stop) throws IOException {
        if (!Boolean.getBoolean(Signals.ATTENDED)) {
            say("run: " + directory.path());
        }
        List<MetricSink> sinks = new ArrayList<>();
        if (console.terminal()) {
            sinks.add(new ProgressLine(console.err(), config.name(), step, config.totalSteps()));
        }
        if (until != null) {
            if (step >= until) {
                stop.request();
            }
            sinks.add(row -> {
                if (row.step() >= until) {
                    stop.request();
                }
            });
        }
        if (metrics != null) {
            metrics.start(OpenMetrics.labels(directory.path()));
            say("metrics: " + metrics.url());
            sinks.add(metrics);
        }
        if (tracker != null) {
            Path run = directory.path();
            sinks.add(new MlflowSink(run, tracker, Suggestions.command("send", run, MlflowAddress.OPTION, tracker), this::say));
        }
        return sinks;
    }

    private void suggest(RunConfig config, Path run) {
        Path seeds = run.toAbsolutePath().normalize().getParent();
        boolean ofSeveral = run.getNameCount() > 1 && seeds.endsWith(config.name());
        Path compared = ofSeveral ? run.getParent() : run;
        suggestions.or(JarOption.before(spec, "eval", run)).or("plot", compared).or("stats", compared)
                .or(JarOption.before(spec, longer(config, run)));
    }

    /** Twice as many steps. */
    private static Object[] longer(RunConfig config, Path run) {
        List<Object> words = new ArrayList<>(List.of("train", "--resume", run));
        long steps = 2 * config.totalSteps();
        words.addAll(List.of("--set", "total-steps=" + steps));
        long[] ends = config.scheduleEnds();
        if (ends.length > 0) {
            words.addAll(List.of("--set", "optimiser.schedule-ends=" + Arrays.stream(ends).mapToObj(end -> end + ",")
                    .collect(Collectors.joining()) + steps));
        }
        return words.toArray();
    }

    /** A sweep resumes its trials itself. */
    private String remedy(RunDirectory directory) throws IOException {
        return Boolean.getBoolean(Signals.ATTENDED) ? "" : "; fix that, then "
                + (directory.hasCheckpoint() ? "go on" : "begin again") + " with "
                + goingOn(directory);
    }

    private String goingOn(RunDirectory directory) {
        return Suggestions.command(JarOption.before(spec, "train", "--resume", directory.path()));
    }
}
