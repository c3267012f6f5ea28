package topspin.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import topspin.config.InvalidConfigException;
import topspin.env.EnvironmentRegistry;
import topspin.nn.engine.Arithmetic;
import topspin.nn.engine.EngineUnavailableException;
import topspin.run.Checkpoint;
import topspin.run.CheckpointException;
import topspin.run.RunConfig;
import topspin.run.RunDirectory;
import topspin.run.RunFailedException;
import topspin.text.Decimal;
import topspin.train.Training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** {@code topspin eval}: plays with what a run has learned. */
@Command(name = "eval", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Play with a run's weights, without learning.", "",
            "Prints the mean of the returns, their standard deviation, lowest and highest. The run may still be training."},
        footerHeading = "%nExamples:%n", footer = {
            "  ./topspin eval results/pong/seed-1",
            "  ./topspin eval results/pong/seed-1 --deterministic",
            "  ./topspin eval results/pong/seed-1 --episodes 1000 --best",
            "  ./topspin eval results/pong/seed-1 --checkpoint \\",
            "    results/pong/seed-1/checkpoints/archive-001000000.safetensors"})
final class EvalCommand implements Callable<Integer>, Suggestions.Source {
    @Parameters(paramLabel = "RUN_DIR", description = "A run's directory, such as results/pong/seed-1.")
    private Path run;

    @Option(names = "--episodes", paramLabel = "N", defaultValue = "100",
            description = "Episodes to finish; default ${DEFAULT-VALUE}.")
    private int episodes;

    @Option(names = "--best", description =
            "Use the checkpoint with the best score instead of the newest. The best of many noisy "
            + "scores flatters: report the newest.")
    private boolean best;

    @Option(names = "--checkpoint", paramLabel = "FILE", description =
            "Use this checkpoint of the run, such as an archived one (key checkpoint.archive).")
    private Path file;

    @Option(names = "--deterministic", description =
            "Always take the most probable action. Without it, actions are sampled, as in training.")
    private boolean deterministic;

    private final Console console;
    private final Supplier<EnvironmentRegistry> environments;
    private final Supplier<Training> training;

    EvalCommand(Console console, Supplier<EnvironmentRegistry> environments, Supplier<Training> training) {
        this.console = console;
        this.environments = environments;
        this.training = training;
    }

    @Override
    public Integer call() throws IOException {
        if (episodes < 1) {
            throw new InputException("--episodes " + episodes + ": expected a whole number, at least 1");
        }
        if (best && file != null) {
            throw new InputException("--best and --checkpoint " + file + ": expected one of them");
        }
        try (RunDirectory directory = RunDirectory.view(run)) {
            RunJars.check(directory, environments.get(), console.err()::println);
            ExperimentFile experiment = RunFiles.experiment(directory, List.of(), environments.get());
            try (Checkpoint checkpoint = checkpoint(directory)) {
                Training player = training.get();
                RunConfig config = onEngineOf(directory, experiment.config(), player);
                report(checkpoint, player.evaluate(config, checkpoint, deterministic, episodes));
            } catch (InvalidConfigException e) {
                throw experiment.located(e);
            }
        }
        return Main.DONE;
    }

    @Override
    public Suggestions suggestions() {
        return new Suggestions().or("plot", run).or("report", run);
    }

    /** The engine that trained, if this machine has it. Unlike a run that goes on, games may be played on any. */
    private RunConfig onEngineOf(RunDirectory directory, RunConfig config, Training player) {
        if (directory.arithmetic().isEmpty()) {
            return config;
        }
        Arithmetic trained = directory.arithmetic().get();
        RunConfig same = config.goingOnWith(trained);
        try {
            sayDifference(player.arithmetic(same), trained);
            return same;
        } catch (RunFailedException e) {
            if (!(e.getCause() instanceof EngineUnavailableException)) {
                throw e;
            }
            sayDifference(player.arithmetic(config), trained);
            return config;
        }
    }

    private void sayDifference(Arithmetic now, Arithmetic trained) {
        String difference = now.differenceFrom(trained);
        if (!difference.isEmpty()) {
            console.err().println("this machine rounds differently than the run did: " + difference);
        }
    }

    private Checkpoint checkpoint(RunDirectory directory) throws IOException {
        if (file != null) {
            return chosen(() -> directory.checkpoint(file), "give another with --checkpoint");
        }
        Optional<Checkpoint> found = best ? chosen(directory::best, "leave --best away to take the newest")
                : directory.latest(console.err()::println);
        return found.orElseThrow(() -> new InputException(missing(directory)));
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    /** Where a user chose the checkpoint, no other is taken in its place. */
    private static <T> T chosen(Reading<T> reading, String remedy) throws IOException {
        try {
            return reading.read();
        } catch (CheckpointException e) {
            if (e.kind() == CheckpointException.Kind.DAMAGED) {
                throw new InputException(e.getMessage() + "; " + remedy, e);
            }
            throw e;
        }
    }

    private String missing(RunDirectory directory) {
        if (directory.status() != RunDirectory.Status.FINISHED) {
            return run + " has no " + (best ? "best " : "") + "checkpoint yet: wait for one, or go on with "
                    + "./topspin train --resume " + run;
        }
        return run + (best ? " has no best checkpoint: no game was finished before a row of log.every; leave --best away"
                : " has no checkpoint any more: train it anew");
    }

    private void report(Checkpoint checkpoint, Training.Evaluation evaluation) {
        List<Double> returns = evaluation.returns();
        double mean = returns.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
        double squares = returns.stream().mapToDouble(value -> (value - mean) * (value - mean)).sum();
        double deviation = Math.sqrt(squares / Math.max(1, returns.size() - 1));
        double length = evaluation.lengths().stream().mapToInt(Integer::intValue).average().orElse(Double.NaN);
        console.err().println("weights: " + checkpoint.file());
        console.out().println("step episodes mean std min max length");
        console.out().println(String.join(" ", Long.toString(checkpoint.step()), Integer.toString(returns.size()),
                Decimal.of(mean, 2), Decimal.of(deviation, 2), Decimal.of(Collections.min(returns), 1),
                Decimal.of(Collections.max(returns), 1), Decimal.of(length, 1)));
    }
}
