package topspin.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import topspin.env.EnvironmentRegistry;
import topspin.file.FileProblem;
import topspin.metric.MetricSink;
import topspin.metric.ProgressLine;
import topspin.text.Excerpt;
import topspin.train.CheckpointException;
import topspin.train.ConfigHash;
import topspin.train.InvalidConfigException;
import topspin.train.Run;
import topspin.train.RunConfig;
import topspin.train.RunDirectory;
import topspin.train.RunDirectoryException;
import topspin.train.RunFailedException;
import topspin.train.StopSignal;
import topspin.train.Training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** {@code topspin train}: starts a run, or goes on with one. */
@Command(name = "train", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Train a policy as an experiment says.", "",
            "Prints a row 'step score fps' per log interval and keeps everything under results/NAME/seed-N. Ctrl-C "
                + "finishes the update at hand, saves a checkpoint and says how to go on; so does SIGTERM."},
        footerHeading = "%nExamples:%n", footer = {
            "  ./topspin train experiments/pong.yaml",
            "  ./topspin train experiments/pong.yaml --seed 7 --out /tmp/try",
            "  ./topspin train experiments/pong.yaml --set algorithm=a2c --set optimiser.learning-rate=7e-4",
            "  ./topspin train --resume results/pong/seed-7"})
final class TrainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "EXPERIMENT.yaml", description = "What to train; see experiments/.")
    private Path experiment;

    @Option(names = "--set", paramLabel = "KEY=VALUE",
            description = "Overrides a key of the experiment, such as ppo.clip=0.2; may be given again and again.")
    private List<String> sets = new ArrayList<>();

    @Option(names = "--seed", paramLabel = "N", description = "Overrides 'seed'.")
    private Long seed;

    @Option(names = "--out", paramLabel = "DIR", description = "The run's directory; default results/NAME/seed-N.")
    private Path out;

    @Option(names = "--workers", paramLabel = "N",
            description = "Threads; default all cores. Never changes a result.")
    private String workers;

    @Option(names = "--resume", paramLabel = "RUN_DIR",
            description = "Goes on with a run that was stopped, killed or failed, from its last checkpoint.")
    private Path resume;

    @Option(names = "--allow-other-rounding", description = "With --resume: goes on even with another engine, version or "
            + "instruction set than the run began with, whose bits are others; run.json lists it.")
    private boolean anyRounding;

    @Option(names = "--until", paramLabel = "STEP",
            description = "Stops, to be gone on with, after the row of this step.")
    private Long until;

    private final Console console;
    private final Supplier<EnvironmentRegistry> environments;
    private final Supplier<Training> training;

    TrainCommand(Console console, Supplier<EnvironmentRegistry> environments, Supplier<Training> training) {
        this.console = console;
        this.environments = environments;
        this.training = training;
    }

    @Override
    public Integer call() throws IOException {
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
        try (RunDirectory directory = RunDirectory.create(path, ConfigYaml.of(config), ConfigHash.of(config))) {
            return train(file, directory);
        }
    }

    private int resume() throws IOException {
        if (experiment != null || !sets.isEmpty() || seed != null || out != null) {
            throw new InputException("--resume goes on with a run as it is: leave EXPERIMENT.yaml, --set, --seed and "
                    + "--out away, or train anew without --resume");
        }
        try (RunDirectory directory = RunDirectory.open(resume)) {
            ExperimentFile file = RunFiles.experiment(directory, overrides(), environments.get());
            file.requireRoom();
            return train(file, directory);
        }
    }

    private List<Assignment> overrides() {
        List<Assignment> overrides = new ArrayList<>();
        sets.forEach(set -> overrides.addAll(YamlAssignments.ofSet(set)));
        if (seed != null) {
            overrides.add(new Assignment("seed", seed.toString(), "--seed " + seed));
        }
        if (workers != null) {
            overrides.add(new Assignment("workers", workers, "--workers " + workers));
        }
        return overrides;
    }

    private int train(ExperimentFile file, RunDirectory directory) throws IOException {
        RunConfig config = file.config();
        StopSignal stop = new StopSignal();
        Appendable table = console.terminal() ? ProgressLine.above(console.out(), console.err()) : console.out();
        Run run = new Run(config, directory, training.get(),
                spec.commandLine().getParseResult().originalArgs(), anyRounding);
        try (Signals signals = new Signals(stop, this::say)) {
            Training.Outcome outcome = run.execute(table, step -> display(config, step, stop), stop, this::say);
            if (outcome.finished()) {
                console.err().println("finished: " + directory.path());
                return Main.DONE;
            }
            console.err().println("interrupted; go on with ./topspin train --resume " + directory.path());
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

    private List<MetricSink> display(RunConfig config, long step, StopSignal stop) {
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
        return sinks;
    }

    /** Who looks after a run, goes on with it. */
    private static String remedy(RunDirectory directory) throws IOException {
        return Boolean.getBoolean(Signals.ATTENDED) ? "" : "; when that is mended, "
                + (directory.hasCheckpoint() ? "go on" : "begin again") + " with ./topspin train --resume "
                + directory.path();
    }
}
