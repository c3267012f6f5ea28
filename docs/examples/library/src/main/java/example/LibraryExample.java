package example;

import topspin.Experiment;
import topspin.Policy;
import topspin.PolicyState;
import topspin.env.Observations;
import topspin.metric.Metric;
import topspin.policy.ActionChoice;
import topspin.random.RandomStreams;
import topspin.stats.Measure;
import topspin.stats.RunCurve;
import topspin.stats.RunSet;
import topspin.train.Training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Trains in an environment of its own, evaluates, reads the results, and plays with the policy in a loop of its own. */
public final class LibraryExample {
    private static final int GAMES = 200;

    private LibraryExample() {
    }

    /** @param args where the run goes; else a temporary directory */
    public static void main(String[] args) throws IOException {
        Path run = args.length > 0 ? Path.of(args[0]) : Files.createTempDirectory("sign-maze").resolve("run");
        Experiment experiment = Experiment.parse("""
                env: {id: sign-maze, length: 6}
                environments: 16
                steps: 32
                total-steps: 120_000
                optimiser: {learning-rate: 2e-3}
                policy: {encoder-units: 32, core: {units: 32}}
                log: {every: 20_000, score-window: 100}
                """).environment(new TMazeProvider());

        experiment.train(run, row -> System.out.printf("step %6d  mean return %5.2f%n", row.step(), row.get(Metric.SCORE)));

        Training.Evaluation evaluation = experiment.evaluate(run, ActionChoice.SAMPLED, GAMES);
        System.out.printf("evaluated: %.2f%n", mean(evaluation.returns()));

        RunCurve curve = RunSet.read(List.of(run)).runs().get(0).curve();
        System.out.printf("recorded: %d rows, the last 100 games %.2f%n", curve.rows(), Measure.FINAL.of(curve));

        System.out.printf("deployed: %.2f%n", deploy(run));
    }

    private static double mean(List<Double> returns) {
        return returns.stream().mapToDouble(value -> value).average().orElseThrow();
    }

    /** The mean return of games that no framework plays. */
    private static double deploy(Path run) throws IOException {
        TMaze maze = new TMaze(6, new RandomStreams(99).stream("signs"));
        Observations seen = new Observations(maze.observationSpace(), 1);
        double sum = 0;
        try (Policy policy = Policy.load(run, new TMazeProvider())) {
            PolicyState state = policy.newState();
            for (int game = 0; game < GAMES; game++) {
                maze.reset(seen, 0);
                state.restart();
                while (!maze.terminated() && !maze.truncated()) {
                    sum += maze.step(policy.act(seen.floats(), state), seen, 0);
                }
            }
        }
        return sum / GAMES;
    }
}
