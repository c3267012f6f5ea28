package topspin.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import topspin.config.InputException;
import topspin.env.EnvironmentRegistry;
import topspin.policy.ActionChoice;
import topspin.run.Checkpoint;
import topspin.text.Decimal;
import topspin.train.CheckpointChoice;
import topspin.train.SavedRun;
import topspin.train.Training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** {@code topspin eval}: plays episodes with a run's weights. */
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
        try (SavedRun saved = SavedRun.open(run, new CheckpointChoice(best, file), environments.get(), training.get(),
                console.err()::println)) {
            report(saved.checkpoint(), saved.play(deterministic ? ActionChoice.DETERMINISTIC : ActionChoice.SAMPLED, episodes));
        }
        return Main.DONE;
    }

    @Override
    public Suggestions suggestions() {
        return new Suggestions().or("plot", run).or("report", run);
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
