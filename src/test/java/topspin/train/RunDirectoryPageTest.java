package topspin.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import topspin.algorithm.ppo.Ppo;
import topspin.file.Safetensors;
import topspin.metric.EpisodeFile;
import topspin.metric.Metric;
import topspin.nn.BatchShape;
import topspin.nn.Parameters;
import topspin.nn.RowSource;
import topspin.nn.cell.CoreConfig;
import topspin.nn.engine.OneDnnEngine;
import topspin.parallel.WorkerPool;
import topspin.policy.PolicyBatch;
import topspin.policy.PolicyConfig;
import topspin.policy.PolicyNetwork;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;
import topspin.run.Checkpoint;
import topspin.space.Box;
import topspin.space.Discrete;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** {@code docs/run-directory.md} against what a run writes, and its reading of the weights against the policy itself. */
class RunDirectoryPageTest {
    private static final Path PAGE = Path.of("docs/run-directory.md");
    private static final int STEPS = 6;
    /** The step at which another episode begins. */
    private static final int START = 3;
    private static final int INPUTS = 5;
    private static final int ACTIONS = 3;
    private static final int UNITS = 8;
    private static final double CLOSE = 1e-6;

    @TempDir
    private Path directory;

    private final float[] observations = new float[STEPS * INPUTS];
    private final float[] probabilities = new float[STEPS * ACTIONS];
    private final float[] values = new float[STEPS];

    @Test
    void everyFileAndColumnShouldStandInThePage() throws IOException {
        TrainingFixture.train(TrainingFixture.config(new Ppo()), directory);
        List<String> named = names(section("# What a run leaves behind", "## progress.csv"));
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()).map(name -> name.equals("checkpoints")
                    ? "checkpoints/" : name)).allMatch(named::contains);
        }
        assertThat(names(section("## progress.csv", "## episodes.csv")))
                .isEqualTo(Arrays.stream(Metric.values()).map(Metric::column).toList());
        assertThat(names(section("## episodes.csv", "## Checkpoints")))
                .isEqualTo(List.of(EpisodeFile.HEADER.split(",")));
    }

    /** First cells of a section's tables. */
    private static List<String> names(String section) {
        return Pattern.compile("(?m)^\\| `([^`]+)` \\|").matcher(section).results().map(row -> row.group(1)).toList();
    }

    private static String section(String from, String to) throws IOException {
        String page = Files.readString(PAGE);
        return page.substring(page.indexOf(from), page.indexOf(to));
    }

    @Test
    void weightsShouldBeWhatThePageSaysTheyAre() throws IOException {
        Path file = play("mlp");
        double[][] state = new double[4][UNITS];
        try (Safetensors weights = Safetensors.open(file)) {
            assertThat(weights.tensors().stream().map(Safetensors.Tensor::name))
                    .contains("encoder/weights", "core/0/input-weights", "core/1/recurrent-weights", "value/bias");
            for (int t = 0; t < STEPS; t++) {
                if (t == START) {
                    state = new double[4][UNITS];
                }
                double[] x = affine(row(t), weights, "encoder/weights", "encoder/bias");
                x = Arrays.stream(x).map(Math::tanh).toArray();
                for (int layer = 0; layer < 2; layer++) {
                    x = lstm(weights, layer, x, state[2 * layer], state[2 * layer + 1]);
                }
                double[] p = softmax(head(x, weights, "policy"));
                for (int a = 0; a < ACTIONS; a++) {
                    assertThat(p[a]).as("step %d, action %d", t, a).isCloseTo(probabilities[t * ACTIONS + a], within(CLOSE));
                }
                assertThat(head(x, weights, "value")[0]).as("value, step %d", t).isCloseTo(values[t], within(CLOSE));
            }
        }
    }

    @Test
    void thePageShouldBeRightInPyTorch() throws Exception {
        Optional<String> python = pythonWithTorch();
        assumeTrue(python.isPresent(), "skipped: no python3 with torch (Debian: python3-torch)");
        for (String encoder : List.of("mlp", "none")) {
            Path file = play(encoder);
            Matcher snippet = Pattern.compile("(?s)```python\\n(.*?)```").matcher(Files.readString(PAGE));
            assertThat(snippet.find()).isTrue();
            Path script = Files.writeString(directory.resolve("policy.py"), snippet.group(1) + """

                    import sys
                    policy, state, said = Policy(sys.argv[1]), None, []
                    for t, x in enumerate(json.loads(sys.argv[2])):
                        p, value, state = policy.act(torch.tensor([x]), None if t == %d else state)
                        said.append(p[0].tolist() + value.tolist())
                    print(json.dumps(said))
                    """.formatted(START));
            JsonNode said = new ObjectMapper().readTree(run(python.get(), script.toString(), file.toString(), json()));
            for (int t = 0; t < STEPS; t++) {
                for (int a = 0; a < ACTIONS; a++) {
                    assertThat(said.get(t).get(a).asDouble()).as("%s, step %d, action %d", encoder, t, a)
                            .isCloseTo(probabilities[t * ACTIONS + a], within(CLOSE));
                }
                assertThat(said.get(t).get(ACTIONS).asDouble()).as("%s, value, step %d", encoder, t)
                        .isCloseTo(values[t], within(CLOSE));
            }
        }
    }

    private String json() throws IOException {
        List<float[]> rows = new ArrayList<>();
        for (int t = 0; t < STEPS; t++) {
            rows.add(Arrays.copyOfRange(observations, t * INPUTS, (t + 1) * INPUTS));
        }
        return new ObjectMapper().writeValueAsString(rows);
    }

    /** Plays a policy with lively weights, and writes them into a checkpoint. */
    private Path play(String encoder) throws IOException {
        RandomStreams streams = new RandomStreams(3);
        PolicyNetwork policy = new PolicyNetwork(new PolicyConfig(encoder, 7,
                new CoreConfig("lstm", UNITS, 2, 0), "fused"), Box.floats(-1, 1, INPUTS), new Discrete(ACTIONS),
                new OneDnnEngine(), streams);
        RandomStream noise = streams.stream("noise");
        Parameters parameters = policy.parameters();
        for (int i = 0; i < parameters.values().length; i++) {
            parameters.values()[i] += noise.nextFloat() - 0.5f;
        }
        for (int i = 0; i < observations.length; i++) {
            observations[i] = 2 * noise.nextFloat() - 1;
        }
        try (WorkerPool workers = new WorkerPool(1)) {
            policy.reload(workers);
        }
        PolicyBatch batch = policy.batch(new BatchShape(1, STEPS, 1));
        batch.begin(0, new float[policy.stateSize()], 0);
        for (int t = 0; t < STEPS; t++) {
            batch.sourceRows()[t] = t;
            batch.episodeStarts()[t] = t == START;
            batch.step(0, t, new RowSource(null, observations, INPUTS));
            double[] logits = new double[ACTIONS];
            for (int a = 0; a < ACTIONS; a++) {
                logits[a] = batch.logits()[t * ACTIONS + a];
            }
            double[] p = softmax(logits);
            for (int a = 0; a < ACTIONS; a++) {
                probabilities[t * ACTIONS + a] = (float) p[a];
            }
            values[t] = batch.values()[t];
        }
        Checkpoint.Writer writer = new Checkpoint.Writer(1, "hash");
        for (Parameters.Slice slice : parameters.slices()) {
            writer.floats(slice.name(), parameters.values(), slice.offset(), slice.length(), slice.shape());
        }
        Path file = directory.resolve(encoder + ".safetensors");
        writer.writeTo(file);
        return file;
    }

    private double[] row(int t) {
        double[] row = new double[INPUTS];
        Arrays.setAll(row, i -> observations[t * INPUTS + i]);
        return row;
    }

    private static float[] tensor(Safetensors file, String name) throws IOException {
        float[] numbers = new float[(int) file.tensor(name).elements()];
        file.floats(name, numbers, 0, numbers.length);
        return numbers;
    }

    /** x·W + b with W {@code [inputs][outputs]}. */
    private static double[] affine(double[] x, Safetensors file, String weights, String bias) throws IOException {
        float[] w = tensor(file, weights);
        double[] y = new double[w.length / x.length];
        float[] b = bias == null ? new float[y.length] : tensor(file, bias);
        for (int j = 0; j < y.length; j++) {
            y[j] = b[j];
            for (int i = 0; i < x.length; i++) {
                y[j] += x[i] * w[i * y.length + j];
            }
        }
        return y;
    }

    /** W·x + b with W {@code [outputs][inputs]}. */
    private static double[] head(double[] x, Safetensors file, String name) throws IOException {
        float[] w = tensor(file, name + "/weights");
        float[] b = tensor(file, name + "/bias");
        double[] y = new double[b.length];
        for (int k = 0; k < y.length; k++) {
            y[k] = b[k];
            for (int i = 0; i < x.length; i++) {
                y[k] += x[i] * w[k * x.length + i];
            }
        }
        return y;
    }

    /** Gates i, f, o, u; moves cell and hidden. */
    private static double[] lstm(Safetensors file, int layer, double[] x, double[] cell, double[] hidden)
            throws IOException {
        double[] z = affine(x, file, "core/" + layer + "/input-weights", "core/" + layer + "/bias");
        double[] recurrent = affine(hidden, file, "core/" + layer + "/recurrent-weights", null);
        for (int k = 0; k < UNITS; k++) {
            double i = sigmoid(z[k] + recurrent[k]);
            double f = sigmoid(z[UNITS + k] + recurrent[UNITS + k]);
            double o = sigmoid(z[2 * UNITS + k] + recurrent[2 * UNITS + k]);
            double u = Math.tanh(z[3 * UNITS + k] + recurrent[3 * UNITS + k]);
            cell[k] = f * cell[k] + i * u;
            hidden[k] = o * Math.tanh(cell[k]);
        }
        return hidden.clone();
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static double[] softmax(double[] logits) {
        double sum = Arrays.stream(logits).map(Math::exp).sum();
        return Arrays.stream(logits).map(logit -> Math.exp(logit) / sum).toArray();
    }

    private static Optional<String> pythonWithTorch() throws Exception {
        for (String python : List.of("python3", "/usr/bin/python3")) {
            try {
                if (run(python, "-c", "import torch, numpy; print('both')").strip().equals("both")) {
                    return Optional.of(python);
                }
            } catch (IOException noPython) {
                // the next one
            }
        }
        return Optional.empty();
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return said;
    }
}
