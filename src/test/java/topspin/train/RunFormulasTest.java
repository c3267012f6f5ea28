package topspin.train;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import topspin.algorithm.Algorithm;
import topspin.algorithm.Progress;
import topspin.algorithm.UpdateReport;
import topspin.algorithm.a2c.A2c;
import topspin.algorithm.ppo.Ppo;
import topspin.algorithm.pqn.Pqn;
import topspin.env.Actions;
import topspin.env.CountingEnvironment;
import topspin.env.Environment;
import topspin.env.EnvironmentRegistry;
import topspin.env.Observations;
import topspin.env.ProviderOf;
import topspin.env.wrapper.Wrapper;
import topspin.metric.Metric;
import topspin.metric.MetricRecord;
import topspin.metric.MetricSink;
import topspin.optim.OptimiserConfig;
import topspin.random.RandomStreams;
import topspin.rollout.Rollout;
import topspin.run.Checkpoint;
import topspin.run.ConfigHash;
import topspin.run.RunConfig;
import topspin.run.RunDirectory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

/** The numbers that a run logs at every update, against the formulas that they are said to follow. */
class RunFormulasTest {
    private static final int ROLLOUT = 60;
    private static final int UPDATES = 12;
    private static final int FRAME_SKIP = 4;
    private static final double RATE = 3e-3;
    /** What an update shows of itself. */
    private static final List<Metric> NUMBERS = List.of(Metric.POLICY_LOSS, Metric.VALUE_LOSS, Metric.ENTROPY,
            Metric.APPROX_KL, Metric.CLIPFRAC, Metric.EXPLAINED_VARIANCE, Metric.GRAD_NORM, Metric.CLIP,
            Metric.ENTROPY_COEFFICIENT, Metric.TD_LOSS, Metric.Q_VALUES, Metric.EPSILON);

    @TempDir
    private Path directory;

    /** A row for every rollout of 6 environments by 10 decisions, each of four emulated frames. */
    private static RunConfig config(Algorithm algorithm, String ends, RunConfig.Checkpoints checkpoints) {
        return config(algorithm, ends, checkpoints,
                TrainingFixture.env("pong", Map.of("observation", "features", "frame-skip", FRAME_SKIP)));
    }

    private static RunConfig config(Algorithm algorithm, String ends, RunConfig.Checkpoints checkpoints,
                                    Map<String, Object> env) {
        RunConfig c = TrainingFixture.config(algorithm);
        OptimiserConfig o = c.optimiser();
        return c.with().env(env).totalSteps((long) ROLLOUT * UPDATES).algorithm(algorithm)
                .optimiser(new OptimiserConfig(o.type(), RATE, "linear", ends, o.epsilon(), o.decay(), o.beta1(), o.beta2()))
                .log(new RunConfig.Log(ROLLOUT, 10)).checkpoint(checkpoints).build();
    }

    private Path train(RunConfig config, EnvironmentRegistry registry) throws IOException {
        Path path = directory.resolve("run");
        try (RunDirectory run = RunDirectory.create(path, "", ConfigHash.of(config))) {
            new Run(config, run, new Trainer(registry), List.of("train"))
                    .execute(new StringBuilder(), step -> List.of(), new StopSignal(), notice -> { });
        }
        return path;
    }

    private List<Map<Metric, Double>> rows(RunConfig config) throws IOException {
        return rows(config, EnvironmentRegistry.load());
    }

    private List<Map<Metric, Double>> rows(RunConfig config, EnvironmentRegistry registry) throws IOException {
        return rowsOf(train(config, registry));
    }

    private static List<Map<Metric, Double>> rowsOf(Path run) throws IOException {
        List<Map<Metric, Double>> rows = new ArrayList<>();
        List<String> lines = Files.readAllLines(run.resolve(RunDirectory.PROGRESS));
        List<String> columns = List.of(lines.get(0).split(","));
        for (String line : lines.subList(1, UPDATES + 2)) {
            String[] cells = line.split(",", -1);
            Map<Metric, Double> row = new HashMap<>();
            Arrays.stream(Metric.values()).filter(metric -> columns.contains(metric.column()))
                    .filter(metric -> !cells[columns.indexOf(metric.column())].isEmpty())
                    .forEach(metric -> row.put(metric, Double.parseDouble(cells[columns.indexOf(metric.column())])));
            rows.add(row);
        }
        return rows;
    }

    @Test
    void displaysShouldBeToldOfEveryUpdateNotOnlyOfRows() throws IOException {
        RunConfig config = TrainingFixture.config(new A2c());
        List<Long> told = new ArrayList<>();
        MetricSink display = new MetricSink() {
            @Override
            public void write(MetricRecord row) {
                told.add(-row.step());
            }

            @Override
            public void advanced(long step) {
                told.add(step);
            }
        };
        try (RunDirectory run = RunDirectory.create(directory.resolve("shown"), "", ConfigHash.of(config))) {
            new Run(config, run, new Trainer(EnvironmentRegistry.load()), List.of("train"))
                    .execute(new StringBuilder(), step -> List.of(display), new StopSignal(), notice -> { });
        }
        assertThat(told).startsWith(0L, 60L, 120L, 180L, -180L, 240L).hasSize(1 + 30 + 10);
    }

    @ParameterizedTest
    @MethodSource("topspin.algorithm.Algorithms#all")
    void everyRowShouldFollowTheFormulas(Algorithm algorithm) throws IOException {
        RunConfig config = config(algorithm, "auto", new RunConfig.Checkpoints(600, 2));
        int updatesPerRollout = algorithm instanceof Ppo ppo ? ppo.epochs() * ppo.minibatches()
                : algorithm instanceof Pqn pqn ? pqn.epochs() * pqn.minibatches() : 1;
        List<Map<Metric, Double>> rows = rows(config);
        assertThat(rows).hasSize(UPDATES + 1);
        for (int k = 1; k <= UPDATES; k++) {
            Map<Metric, Double> row = rows.get(k);
            double seconds = row.get(Metric.SECONDS) - rows.get(k - 1).get(Metric.SECONDS);
            double fps = row.get(Metric.FPS);
            assertThat(row.get(Metric.STEP)).isEqualTo(k * ROLLOUT);
            assertThat(row.get(Metric.UPDATES)).as("updates after %d rollouts", k).isEqualTo(k * updatesPerRollout);
            assertThat(row.get(Metric.LEARNING_RATE)).as("rate of rollout %d, which began at step %d", k, (k - 1) * ROLLOUT)
                    .isCloseTo(RATE * (1 - (k - 1.0) / UPDATES), within(1e-12));
            assertThat(fps * seconds).as("decisions in the time of row %d", k).isCloseTo(ROLLOUT, within(1e-3 * ROLLOUT));
            assertThat(row.get(Metric.FRAMES_PER_SECOND)).isCloseTo(FRAME_SKIP * fps, within(1e-6 * fps));
            if (algorithm instanceof Pqn pqn) {
                assertThat(row.get(Metric.EPSILON)).as("of the rollout that began at step %d", (k - 1) * ROLLOUT).isCloseTo(
                        1 - 0.95 * (k - 1) * ROLLOUT / pqn.epsilonSteps(), within(1e-12));
            } else {
                assertThat(row.get(Metric.ENTROPY)).as("nats of two actions").isBetween(0.0, Math.log(2) + 1e-6);
            }
            assertThat(row.get(Metric.GRAD_NORM)).isPositive();
        }
    }

    /** The rate that is logged is the one that is taken: where it has fallen to 0, the weights stand still. */
    @ParameterizedTest
    @MethodSource("topspin.algorithm.Algorithms#all")
    void theRateShouldBeTakenWhereItIsLogged(Algorithm algorithm) throws IOException {
        int moving = 4;
        RunConfig config = config(algorithm, Integer.toString(moving * ROLLOUT),
                new RunConfig.Checkpoints(600, 2, (long) ROLLOUT));
        Path run = train(config, EnvironmentRegistry.load());
        List<float[]> weights = new ArrayList<>();
        for (int k = 1; k <= moving + 3; k++) {
            Path file = run.resolve(RunDirectory.CHECKPOINTS).resolve("archive-%09d.safetensors".formatted(k * ROLLOUT));
            try (Checkpoint checkpoint = Checkpoint.read(file)) {
                float[] values = new float[config.policy().core().units() * 2];
                checkpoint.floats(algorithm instanceof Pqn ? "action-values/weights" : "policy/weights", values, 0, values.length);
                weights.add(values);
            }
        }
        for (int k = 2; k <= moving + 3; k++) {
            if (k <= moving) {
                assertThat(weights.get(k - 1)).as("after rollout %d", k).isNotEqualTo(weights.get(k - 2));
            } else {
                assertThat(weights.get(k - 1)).as("after rollout %d", k).isEqualTo(weights.get(moving - 1));
            }
        }
    }

    /** The first row shows, under their names, the numbers of the first update, which is made here once more. */
    @ParameterizedTest
    @MethodSource("topspin.algorithm.Algorithms#all")
    void everyNumberShouldStandUnderItsName(Algorithm algorithm) throws IOException {
        RunConfig config = config(algorithm, "auto", new RunConfig.Checkpoints(600, 2));
        Map<Metric, Double> row = rows(config).get(1);
        UpdateReport report = firstUpdate(config);
        Map<Metric, Double> expected = new HashMap<>(Map.of(Metric.GRAD_NORM, report.gradientNorm()));
        if (algorithm instanceof Pqn) {
            expected.put(Metric.TD_LOSS, report.loss().valueLoss());
            expected.put(Metric.Q_VALUES, report.loss().actionValue());
            expected.put(Metric.EPSILON, 1.0);
            expected.put(Metric.EXPLAINED_VARIANCE, report.explainedVariance());
        } else {
            expected.put(Metric.POLICY_LOSS, report.loss().policyLoss());
            expected.put(Metric.ENTROPY, report.loss().entropy());
        }
        if (algorithm.metrics().contains(Metric.VALUE_LOSS)) {
            expected.put(Metric.VALUE_LOSS, report.loss().valueLoss());
            expected.put(Metric.EXPLAINED_VARIANCE, report.explainedVariance());
        }
        if (algorithm instanceof Ppo) {
            expected.put(Metric.APPROX_KL, report.loss().approxKl());
            expected.put(Metric.CLIPFRAC, report.loss().clipFraction());
        }
        assertThat(expected.values()).as("tells columns apart").doesNotHaveDuplicates();
        expected.forEach((metric, value) -> assertThat(row.get(metric)).as(metric.column())
                .isCloseTo(value, withinPercentage(1e-4)));
        assertThat(NUMBERS.stream().filter(row::containsKey)).containsExactlyInAnyOrderElementsOf(expected.keySet());
    }

    private static UpdateReport firstUpdate(RunConfig config) {
        try (Equipment equipment = Equipment.open(EnvironmentRegistry.load(), config, 1, config.environments(),
                new RandomStreams(config.seed()))) {
            TrainingParts parts = TrainingParts.of(config, equipment);
            parts.reload();
            parts.collector().reset();
            Rollout rollout = parts.collector().collect(equipment.workers(), parts.learner().acting(0));
            return parts.learner().update(rollout, new Progress(RATE));
        }
    }

    /** Every decision takes a millisecond and more, one after the other; and no run trains longer than it takes. */
    @Test
    void secondsShouldBeThoseOfTheClock() throws IOException {
        RunConfig config = TrainingFixture.withWorkers(config(new A2c(), "auto",
                new RunConfig.Checkpoints(600, 2), TrainingFixture.env("slow", Map.of())), 1);
        long start = System.nanoTime();
        List<Map<Metric, Double>> rows =
                rows(config, EnvironmentRegistry.of(List.of(new ProviderOf("slow", RunFormulasTest::slow))));
        double wall = 1e-9 * (System.nanoTime() - start);
        assertThat(rows.get(UPDATES).get(Metric.SECONDS)).isBetween(1e-3 * ROLLOUT * UPDATES, wall);
    }

    /** A pause is no time of training, and no row of its own: speed is that since the row before it. */
    @Test
    void secondsAndSpeedShouldGoOnAfterAResume() throws IOException {
        RunConfig config = config(new A2c(), "auto", new RunConfig.Checkpoints(600, 2));
        Path run = directory.resolve("run");
        TrainingFixture.trainUntil(3L * ROLLOUT, config, run);
        TrainingFixture.resumeUntil(7L * ROLLOUT, config, run);
        TrainingFixture.resumeUntil(Long.MAX_VALUE, config, run);

        List<Map<Metric, Double>> rows = rowsOf(run);
        for (int k = 1; k <= UPDATES; k++) {
            double seconds = rows.get(k).get(Metric.SECONDS) - rows.get(k - 1).get(Metric.SECONDS);
            assertThat(rows.get(k).get(Metric.STEP)).isEqualTo(k * ROLLOUT);
            assertThat(seconds).as("seconds of row %d", k).isPositive();
            assertThat(rows.get(k).get(Metric.FPS) * seconds).as("decisions in the time of row %d", k)
                    .isCloseTo(ROLLOUT, within(1e-3 * ROLLOUT));
        }
    }

    private static Environment slow() {
        return new Wrapper(CountingEnvironment.terminatingAfter(20)) {
            @Override
            public float step(Actions actions, int index, Observations out, int row) {
                for (long end = System.nanoTime() + 1_000_000; System.nanoTime() < end; ) {
                    Thread.onSpinWait();
                }
                return super.step(actions, index, out, row);
            }
        };
    }
}
