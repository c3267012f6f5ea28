package topspin.train;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import topspin.algorithm.a2c.A2c;
import topspin.env.EnvironmentRegistry;
import topspin.metric.MetricSink;
import topspin.nn.cell.CoreConfig;
import topspin.nn.engine.Engine;
import topspin.nn.engine.Engines;
import topspin.nn.engine.Matrix;
import topspin.policy.PolicyConfig;
import topspin.run.Checkpoint;
import topspin.run.ConfigHash;
import topspin.run.RunConfig;
import topspin.run.RunDirectory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

/** Programs that train without the launcher, which sets up nothing for them then. */
class EmbedderTest {
    @TempDir
    private Path directory;

    @Test
    @EnabledOnOs(OS.LINUX)
    void kernelsShouldUseOneThreadWhateverTheEnvironmentSays() throws Exception {
        List<String> unset = embedder(null);
        List<String> four = embedder("4");

        assertThat(unset).hasSize(5);
        assertThat(unset.get(1)).as("threads of each name").isEqualTo("{embedder=1, topspin-worker-=1}");
        assertThat(unset.get(3)).as("oneDNN after ND4J has set up the same thread").isEqualTo(unset.get(0))
                .startsWith("oneDNN: ");
        assertThat(unset.get(4)).endsWith(", topspin-worker-=1}"); // ND4J starts some, which have nothing to do
        assertThat(unset.get(2)).startsWith("ND4J: ");
        assertThat(four.subList(0, 4)).as("with OMP_NUM_THREADS=4").isEqualTo(unset.subList(0, 4));
    }

    private List<String> embedder(String threads) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "-cp",
                System.getProperty("java.class.path"), Embedder.class.getName(),
                directory.resolve(threads == null ? "unset" : threads).toString());
        builder.environment().remove("OMP_NUM_THREADS");
        if (threads != null) {
            builder.environment().put("OMP_NUM_THREADS", threads);
        }
        Process child = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        List<String> lines = child.inputReader().lines().filter(line -> line.matches("oneDNN:.*|ND4J:.*|\\{.*")).toList();
        assertThat(child.waitFor()).isZero();
        return lines;
    }

    /** Trains with oneDNN, multiplies with ND4J, and trains again; says what came out, and how many threads there were. */
    static final class Embedder {
        private static final List<String> NAMES = List.of("embedder", "topspin-worker-");

        private Embedder() {
        }

        public static void main(String[] args) throws Exception {
            Thread embedder = new Thread(() -> {
                try {
                    train(Path.of(args[0], "first"));
                    multiply();
                    train(Path.of(args[0], "second"));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }, NAMES.get(0));
            embedder.start();
            embedder.join();
        }

        private static void train(Path run) throws IOException {
            RunConfig d = RunConfig.defaults(new A2c());
            RunConfig config = d.with().name("embedded")
                    .env(TrainingFixture.env("recall", Map.of("cues", 2, "delay", 3))).environments(8).steps(16)
                    .totalSteps(3 * 128)
                    .policy(new PolicyConfig("mlp", 256, new CoreConfig("lstm", 256, 1, 0), "fused")).seed(1)
                    .workers("2").shards("auto").engine("auto").log(new RunConfig.Log(128, 10))
                    .checkpoint(new RunConfig.Checkpoints(10_000, 1)).build();
            int[] most = new int[NAMES.size()];
            MetricSink counter = row -> Arrays.setAll(most, i -> Math.max(most[i], threads(NAMES.get(i))));
            try (RunDirectory directory = RunDirectory.create(run, "", ConfigHash.of(config))) {
                new Run(config, directory, new Trainer(EnvironmentRegistry.load()), List.of())
                        .execute(new StringBuilder(), step -> List.of(counter), new StopSignal(), notice -> { });
            }
            System.out.println("oneDNN: " + weights(run));
            System.out.println("{" + NAMES.get(0) + "=" + most[0] + ", " + NAMES.get(1) + "=" + most[1] + "}");
        }

        /** Large enough for a BLAS to share it out. */
        private static void multiply() {
            int size = 700;
            float[] values = new float[size * size];
            Random random = new Random(1);
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextFloat() - 0.5f;
            }
            Engine engine = Engines.open("nd4j");
            Matrix x = engine.matrix(size, size);
            Matrix product = engine.matrix(size, size);
            x.put(0, size, values, 0);
            engine.backwardWeights(x, x, product).run();
            product.get(0, size, values, 0);
            System.out.println("ND4J: " + Arrays.hashCode(values));
        }

        private static String weights(Path run) throws IOException {
            StringBuilder hashes = new StringBuilder();
            try (Checkpoint last = Checkpoint.read(run.resolve("checkpoints/step-000000384.safetensors"))) {
                for (Map.Entry<String, Integer> tensor : Map.of("core/0/recurrent-weights", 256 * 1024,
                        "core/0/input-weights", 256 * 1024).entrySet().stream().sorted(Map.Entry.comparingByKey()).toList()) {
                    float[] values = new float[tensor.getValue()];
                    last.floats(tensor.getKey(), values, 0, values.length);
                    hashes.append(Arrays.hashCode(values)).append(' ');
                }
            }
            return hashes.toString().strip();
        }

        /** A native thread has the name of the one that started it. */
        private static int threads(String name) {
            int count = 0;
            try (var tasks = Files.list(Path.of("/proc/self/task"))) {
                for (Path task : tasks.toList()) {
                    count += name(task).equals(name) ? 1 : 0;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return count;
        }

        private static String name(Path task) {
            try {
                return Files.readString(task.resolve("comm")).strip();
            } catch (IOException ended) {
                return "";
            }
        }
    }
}
