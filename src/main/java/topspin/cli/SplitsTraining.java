package topspin.cli;

import topspin.config.InvalidConfigException;
import topspin.env.EnvironmentRegistry;
import topspin.experiment.ExperimentFile;
import topspin.report.DivergencePlot;
import topspin.run.RunConfig;
import topspin.train.Divergence;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code splits --train}: an experiment through every variant, and through {@code fused} with one weight an ulp up. */
final class SplitsTraining {
    private static final String CSV = "divergence.csv";
    private static final String FIGURE = "divergence.svg";
    private static final int PROGRESS = 50;
    /** Difference of a weight above which it is more than accumulated rounding. */
    private static final double ROUNDING = 1e-5;

    private final Console console;
    private final Path directory;
    private final List<String> lines = new ArrayList<>();
    private final Map<String, double[]> distances = new LinkedHashMap<>();
    private final Map<String, Integer> parted = new LinkedHashMap<>();

    private SplitsTraining(Console console, Path directory) {
        this.console = console;
        this.directory = directory;
    }

    /**
     * Trains, prints where each run diverged, and writes {@code divergence.csv} and {@code divergence.svg}.
     *
     * @param variants those that claim the same maths
     */
    static void run(Path experiment, List<String> variants, Path directory, EnvironmentRegistry registry,
                    Console console) {
        ExperimentFile file = ExperimentFile.read(experiment, List.of(), registry);
        file.requireRoom();
        RunConfig config = file.config();
        try (Divergence divergence = new Divergence(config, variants, registry)) {
            OutputFile.directory(directory);
            new SplitsTraining(console, directory).run(config, divergence);
        } catch (InvalidConfigException e) {
            throw file.located(e);
        }
    }

    private void run(RunConfig config, Divergence divergence) {
        int rollouts = divergence.rollouts();
        for (int k = 0; k < rollouts; k++) {
            Map<String, Divergence.Distance> row = divergence.advance();
            if (k == 0) {
                lines.add("rollout," + String.join(",", row.keySet().stream().map(name -> '"' + name + '"').toList()));
            }
            take(k, rollouts, row);
            if ((k + 1) % PROGRESS == 0) {
                console.err().println("rollout " + (k + 1) + " of " + rollouts);
            }
        }
        console.out().print(SweepDisplay.aligned(table()));
        OutputFile.write(directory.resolve(CSV), String.join("\n", lines) + "\n");
        OutputFile.write(directory.resolve(FIGURE), DivergencePlot.svg("Largest difference of any weight to fused's",
                String.format(Locale.ROOT, "%s, PPO, %d environments × %d steps a rollout, seed %d. Dot: the first other "
                        + "action.", config.name(), config.environments(), config.steps(), config.seed()),
                distances.entrySet().stream().map(run -> new DivergencePlot.Line(run.getKey(), run.getValue(),
                        parted.getOrDefault(run.getKey(), 0))).toList()));
        console.err().println("written: " + directory.resolve(CSV) + ", " + directory.resolve(FIGURE));
    }

    private void take(int rollout, int rollouts, Map<String, Divergence.Distance> row) {
        StringBuilder line = new StringBuilder(Integer.toString(rollout + 1));
        row.forEach((name, distance) -> {
            distances.computeIfAbsent(name, run -> new double[rollouts])[rollout] = distance.distance();
            if (!distance.sameActions()) {
                parted.putIfAbsent(name, rollout + 1);
            }
            line.append(String.format(Locale.ROOT, ",%.3e", distance.distance()));
        });
        lines.add(line.toString());
    }

    private List<String[]> table() {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"run", "after rollout 1", "jumps in", "acts differently in", "at the end", "verdict"});
        distances.forEach((name, distance) -> {
            int jump = firstAbove(distance);
            double largest = Arrays.stream(distance).max().orElseThrow();
            rows.add(new String[] {name, number(distance[0]), rollout(jump), rollout(parted.getOrDefault(name, 0)),
                number(distance[distance.length - 1]), largest == 0 ? "same bits throughout"
                    : jump == 0 ? "rounding" : jump == 1 ? "other maths" : "rounding, then chaos"});
        });
        return rows;
    }

    /** The first rollout, from 1 on, after which a weight differs by more than rounding; 0 for none. */
    private static int firstAbove(double[] distance) {
        for (int k = 0; k < distance.length; k++) {
            if (distance[k] > ROUNDING) {
                return k + 1;
            }
        }
        return 0;
    }

    private static String rollout(int number) {
        return number == 0 ? "-" : Integer.toString(number);
    }

    private static String number(double distance) {
        return distance == 0 ? "0" : String.format(Locale.ROOT, "%.1e", distance);
    }
}
