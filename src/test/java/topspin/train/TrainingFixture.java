package topspin.train;

import topspin.algorithm.Algorithm;
import topspin.algorithm.ppo.Ppo;
import topspin.algorithm.pqn.Pqn;
import topspin.env.EnvironmentRegistry;
import topspin.metric.Metric;
import topspin.metric.MetricRecord;
import topspin.metric.MetricSink;
import topspin.nn.cell.CoreConfig;
import topspin.optim.OptimiserConfig;
import topspin.policy.PolicyConfig;
import topspin.run.Checkpoint;
import topspin.run.ConfigHash;
import topspin.run.RunConfig;
import topspin.run.RunDirectory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Small whole runs: the real trainer, the real files, a few thousand steps. */
final class TrainingFixture {
    /** Columns that tell time, which no two runs share. */
    private static final Set<String> CLOCKS = Stream.of(Metric.FPS, Metric.SECONDS, Metric.FRAMES_PER_SECOND,
            Metric.COLLECT_MS, Metric.LEARN_MS, Metric.ACT_MS, Metric.ENVIRONMENT_MS, Metric.RETURNS_MS, Metric.FORWARD_MS,
            Metric.BACKWARD_MS, Metric.GRADIENT_MS, Metric.OPTIMISER_MS, Metric.PACKING_MS, Metric.IDLE_MS)
            .map(Metric::column).collect(Collectors.toSet());

    private TrainingFixture() {
    }

    /** Six environments of four sizes of group: 1, 2, 3 and 6. Small enough for hundreds of updates a second. */
    static RunConfig config(Algorithm algorithm) {
        RunConfig d = RunConfig.defaults(algorithm);
        OptimiserConfig o = d.optimiser();
        return d.with().name("test").env(env("recall", Map.of("cues", 2, "delay", 3))).environments(6).steps(10)
                .totalSteps(1800).algorithm(small(algorithm))
                .gamma(0.95).entropy(0.01).value(0.5).maxGradNorm(0.5)
                .optimiser(new OptimiserConfig(o.type(), 3e-3, o.schedule(), o.scheduleEnds(), o.epsilon(), o.decay(), o.beta1(), o.beta2()))
                .policy(new PolicyConfig("none", 1, new CoreConfig("lstm", 8, 1, 0), "fused")).seed(7).workers("2")
                .shards("3").engine("onednn").log(new RunConfig.Log(180, 10))
                .checkpoint(new RunConfig.Checkpoints(600, 2)).guard(new RunConfig.Guard(true, false, false)).build();
    }

    private static Algorithm small(Algorithm algorithm) {
        return algorithm instanceof Ppo ? new Ppo(3, 2, 0.1, true, 0.95, true, null)
                : algorithm instanceof Pqn ? new Pqn(3, 2, 0.65, 1, 0.05, 900) : algorithm;
    }

    static Map<String, Object> env(String id, Map<String, Object> options) {
        Map<String, Object> env = new LinkedHashMap<>(options);
        env.put("id", id);
        return env;
    }

    static RunConfig withWorkers(RunConfig c, int workers) {
        return c.with().workers(Integer.toString(workers)).build();
    }

    static RunConfig withLearningRate(RunConfig c, double rate) {
        OptimiserConfig o = c.optimiser();
        return withOptimiser(c, new OptimiserConfig(o.type(), rate, o.schedule(), o.scheduleEnds(), o.epsilon(), o.decay(),
                o.beta1(), o.beta2()));
    }

    static RunConfig withOptimiser(RunConfig c, OptimiserConfig optimiser) {
        return c.with().optimiser(optimiser).build();
    }

    static RunConfig withPpo(RunConfig c, Ppo ppo) {
        return c.with().algorithm(ppo).build();
    }

    static RunConfig withCheckpoints(RunConfig c, RunConfig.Checkpoints checkpoints) {
        return c.with().checkpoint(checkpoints).build();
    }

    static RunConfig withGuard(RunConfig c, RunConfig.Guard guard) {
        return c.with().guard(guard).build();
    }

    /** Runs to the end in a new directory. */
    static Training.Outcome train(RunConfig config, Path path) throws IOException {
        return train(config, path, EnvironmentRegistry.load());
    }

    /** As above, in other worlds. */
    static Training.Outcome train(RunConfig config, Path path, EnvironmentRegistry worlds) throws IOException {
        return trainUntil(Long.MAX_VALUE, config, path, worlds);
    }

    /** Runs in a new directory until the row of {@code stopAt} is written. */
    static Training.Outcome trainUntil(long stopAt, RunConfig config, Path path) throws IOException {
        return trainUntil(stopAt, config, path, EnvironmentRegistry.load());
    }

    static Training.Outcome trainUntil(long stopAt, RunConfig config, Path path, EnvironmentRegistry worlds)
            throws IOException {
        try (RunDirectory directory = RunDirectory.create(path, "", ConfigHash.of(config))) {
            return run(config, directory, stopAt, worlds);
        }
    }

    /** Goes on in a directory until the row of {@code stopAt} is written, or to the end. */
    static Training.Outcome resumeUntil(long stopAt, RunConfig config, Path path) throws IOException {
        return resumeUntil(stopAt, config, path, EnvironmentRegistry.load());
    }

    static Training.Outcome resumeUntil(long stopAt, RunConfig config, Path path, EnvironmentRegistry worlds)
            throws IOException {
        try (RunDirectory directory = RunDirectory.open(path)) {
            return run(config, directory, stopAt, worlds);
        }
    }

    private static Training.Outcome run(RunConfig config, RunDirectory directory, long stopAt, EnvironmentRegistry worlds)
            throws IOException {
        StopSignal stop = new StopSignal();
        MetricSink stopper = new MetricSink() {
            @Override
            public void write(MetricRecord row) {
                if (row.get(Metric.STEP) >= stopAt) {
                    stop.request();
                }
            }
        };
        return new Run(config, directory, new Trainer(worlds), List.of("train"))
                .execute(new StringBuilder(), step -> List.of(stopper), stop, notice -> {
                    if (!notice.startsWith("engine: ") && !notice.equals("network:") && !notice.startsWith("  ") && !notice.startsWith("going on from ")
                            && !notice.startsWith("beginning from ")) {
                        throw new AssertionError(notice);
                    }
                });
    }

    /** Rows of {@code progress.csv} without the columns that tell time. */
    static List<String> rows(Path path) throws IOException {
        List<String> rows = new ArrayList<>();
        List<String> lines = Files.readAllLines(path.resolve(RunDirectory.PROGRESS));
        String[] columns = lines.get(0).split(",");
        for (String line : lines) {
            String[] cells = line.split(",", -1);
            StringBuilder kept = new StringBuilder();
            for (int i = 0; i < columns.length; i++) {
                if (!CLOCKS.contains(columns[i])) {
                    kept.append(cells[i]).append(',');
                }
            }
            rows.add(kept.toString());
        }
        return rows;
    }

    /** Lines of {@code episodes.csv} without their seconds. */
    static List<String> episodes(Path path) throws IOException {
        return Files.readAllLines(path.resolve(RunDirectory.EPISODES)).stream()
                .map(line -> line.substring(0, line.lastIndexOf(','))).toList();
    }

    /** Steps and scores of {@code table.txt}. */
    static List<String> scores(Path path) throws IOException {
        return Files.readAllLines(path.resolve(RunDirectory.TABLE)).stream()
                .map(line -> line.substring(0, line.lastIndexOf(' '))).toList();
    }

    /** The bits of all weights in the newest checkpoint, in the order of their names, whichever the network has. */
    static List<Integer> weights(Path path) throws IOException {
        return weightsIn(newest(path));
    }

    static Path newest(Path path) throws IOException {
        try (var files = Files.list(path.resolve(RunDirectory.CHECKPOINTS))) {
            return files.filter(f -> f.getFileName().toString().startsWith("step-")).sorted().reduce((a, b) -> b).orElseThrow();
        }
    }

    /** The bits of all weights in a checkpoint. */
    static List<Integer> weightsIn(Path file) throws IOException {
        try (Checkpoint checkpoint = Checkpoint.read(file)) {
            List<Integer> bits = new ArrayList<>();
            for (var tensor : new TreeMap<>(checkpoint.parameters()).entrySet()) {
                float[] values = new float[tensor.getValue().stream().mapToInt(Long::intValue).reduce(1, Math::multiplyExact)];
                checkpoint.floats(tensor.getKey(), values, 0, values.length);
                for (float value : values) {
                    bits.add(Float.floatToRawIntBits(value));
                }
            }
            return bits;
        }
    }
}
