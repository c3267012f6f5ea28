package topspin.cli;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import topspin.file.Safetensors;
import topspin.interop.weights.WeightFile;
import topspin.interop.weights.WeightLayout;
import topspin.interop.weights.WeightTensor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code export} writes a run's weights, and a lab answers with them as with the run itself. */
class WeightCommandsTest {
    private static final String POLICY = """
            env: {id: recall, delay: 3}
            environments: 4
            steps: 16
            total-steps: 128
            log: {every: 64}
            checkpoint: {every: 64}
            policy: {encoder: mlp, encoder-units: 16, core: {units: 8}}
            workers: 1
            """;

    private final CommandLineFixture topspin = CommandLineFixture.real();
    @TempDir
    private Path directory;
    private Path run;

    @BeforeEach
    void place() {
        run = directory.resolve("seed-1");
    }

    private void learn(String... options) {
        List<String> words = new ArrayList<>(List.of("lab", "recall", "--epochs", "3", "--workers", "1", "--out", directory.toString()));
        words.addAll(List.of(options));
        assertThat(topspin.run(words.toArray(String[]::new))).as(topspin.err()).isZero();
    }

    private String answer(Object... options) {
        List<String> words = new ArrayList<>(List.of("lab", "recall", "--predict", "AxxxY", "--predict", "BxY"));
        for (Object option : options) {
            words.add(option.toString());
        }
        assertThat(topspin.run(words.toArray(String[]::new))).as(topspin.err()).isZero();
        return topspin.out();
    }

    private void export(Path file, String layout) {
        assertThat(topspin.run("export", run.toString(), "-o", file.toString(), "--layout", layout)).as(topspin.err()).isZero();
    }

    @Test
    void aLabShouldAnswerWithExportedWeightsAsWithItsRun() {
        learn();
        String expected = answer("--run", run);
        assertThat(expected).contains("AxxxY -> ");
        for (WeightLayout layout : WeightLayout.values()) {
            for (String ending : List.of(".npz", ".safetensors")) {
                Path file = directory.resolve(layout.label() + ending);
                export(file, layout.label());
                assertThat(answer("--weights", file, "--layout", layout.label())).as(file.toString()).isEqualTo(expected);
            }
        }
    }

    @Test
    void shouldListTheTensorsAndTakeThemIntoAModelOfTheRunsSettings() {
        learn("--cell", "gru,reset=before", "--layers", "2", "--units", "3");
        Path file = directory.resolve("weights.npz");
        export(file, "tensorflow");
        assertThat(topspin.out().lines()).containsExactly(
                "rnn/multi_rnn_cell/cell_0/gru_cell/gates/kernel      [7, 6]",
                "rnn/multi_rnn_cell/cell_0/gru_cell/gates/bias        [6]",
                "rnn/multi_rnn_cell/cell_0/gru_cell/candidate/kernel  [7, 3]",
                "rnn/multi_rnn_cell/cell_0/gru_cell/candidate/bias    [3]",
                "rnn/multi_rnn_cell/cell_1/gru_cell/gates/kernel      [6, 6]",
                "rnn/multi_rnn_cell/cell_1/gru_cell/gates/bias        [6]",
                "rnn/multi_rnn_cell/cell_1/gru_cell/candidate/kernel  [6, 3]",
                "rnn/multi_rnn_cell/cell_1/gru_cell/candidate/bias    [3]",
                "dense/kernel                                         [3, 2]",
                "dense/bias                                           [2]");
        assertThat(topspin.err()).isEqualTo("weights: " + run.resolve("checkpoints/step-000000003.safetensors")
                + "; 10 tensors of 143 numbers in " + file + "\n");
        String expected = answer("--run", run);
        assertThat(answer("--run", run, "--weights", file, "--layout", "tensorflow")).isEqualTo(expected);
        assertThat(answer("--cell", "gru,reset=before", "--layers", "2", "--units", "3", "--weights", file, "--layout", "tensorflow"))
                .isEqualTo(expected);
    }

    @Test
    void aPolicysWeightsShouldBeThoseOfItsCheckpoint() throws IOException {
        Path yaml = Files.writeString(directory.resolve("mine.yaml"), POLICY);
        assertThat(topspin.run("train", yaml.toString(), "--out", run.toString())).as(topspin.err()).isZero();
        Path file = directory.resolve("policy.safetensors");
        export(file, "topspin");
        Map<String, WeightTensor> newest = WeightFile.read(file);
        assertThat(newest.keySet()).containsExactly("encoder/weights", "encoder/bias", "core/0/input-weights",
                "core/0/recurrent-weights", "core/0/bias", "policy/weights", "policy/bias", "value/weights", "value/bias");
        assertSame(newest, run.resolve("checkpoints/step-000000128.safetensors"));
        Path older = run.resolve("checkpoints/step-000000064.safetensors");
        assertThat(topspin.run("export", run.toString(), "-o", file.toString(), "--layout", "topspin", "--checkpoint", older.toString()))
                .as(topspin.err()).isZero();
        assertSame(WeightFile.read(file), older);
        assertThat(topspin.err()).startsWith("weights: " + older);
        export(directory.resolve("policy.npz"), "pytorch");
        assertThat(topspin.out()).contains("encoder.weight", "lstm.weight_ih_l0", "policy.weight", "value.bias");
    }

    @Test
    void shouldSayThatStatisticsStayInTheRun() throws IOException {
        Path yaml = Files.writeString(directory.resolve("mine.yaml"), POLICY + "normalise: {observations: true}\n");
        assertThat(topspin.run("train", yaml.toString(), "--out", run.toString())).as(topspin.err()).isZero();
        Path file = directory.resolve("policy.npz");
        export(file, "keras");
        assertThat(topspin.err()).endsWith("\nthe run normalises what it sees; " + file + " has its weights alone\n");
    }

    private static void assertSame(Map<String, WeightTensor> tensors, Path checkpoint) throws IOException {
        try (Safetensors saved = Safetensors.open(checkpoint)) {
            for (Map.Entry<String, WeightTensor> tensor : tensors.entrySet()) {
                float[] values = new float[tensor.getValue().values().length];
                saved.floats(tensor.getKey(), values, 0, values.length);
                assertThat(tensor.getValue().values()).as(tensor.getKey()).isEqualTo(values);
            }
        }
    }

    @Test
    void shouldRefuseToExportWhatCannotBe() throws IOException {
        learn("--cell", "mingru");
        String out = directory.resolve("weights.npz").toString();
        String in = run.toString();
        assertRefused("--layout keras: expected a cell that keras has: lstm without layer-norm, gru or rnn; got mingru; topspin has "
                + "every cell", "export", in, "-o", out, "--layout", "keras");
        assertThat(directory.resolve("weights.npz")).doesNotExist();
        assertRefused("expected -o FILE, whose name ends in .safetensors or .npz", "export", in, "--layout", "keras");
        assertRefused("expected --layout, one of keras, pytorch, tensorflow or topspin", "export", in, "-o", out);
        assertRefused("--layout onnx: expected one of keras, pytorch, tensorflow, topspin, got 'onnx'; did you mean keras?", "export", in,
                "-o", out, "--layout", "onnx");
        assertRefused("weights.h5: expected a name that ends in .safetensors or .npz", "export", in, "-o", "weights.h5", "--layout",
                "keras");
        assertRefused("--best: a lab's run has no best checkpoint; leave it away to take the newest", "export", in, "-o", out, "--layout",
                "topspin", "--best");
        assertRefused("--best and --checkpoint a: expected one of them", "export", in, "-o", out, "--layout", "topspin", "--best",
                "--checkpoint", "a");
        assertRefused(directory + " is not a run directory: it has no run.json; expected one such as results/pong/seed-1", "export",
                directory.toString(), "-o", out, "--layout", "keras");
        Path config = run.resolve("config.yaml");
        Files.writeString(config, Files.readString(config).replace("lab: recall", "lab: recal"));
        assertThat(topspin.run("export", in, "-o", out, "--layout", "topspin")).isEqualTo(Main.WRONG_INPUT);
        assertThat(topspin.err()).startsWith(config + ":1: lab: unknown lab; did you mean recall?");
    }

    @Test
    void shouldRefuseWeightsThatDoNotFit() {
        learn();
        Path file = directory.resolve("weights.npz");
        String weights = file.toString();
        export(file, "keras");
        String remedy = "; give --cell, --layers and --units as the file has them, or another --layout than ";
        String holds = "dense/bias, dense/kernel, lstm/bias, lstm/kernel, lstm/recurrent_kernel";
        String[] ask = {"lab", "recall", "--predict", "AxY", "--weights", weights, "--layout"};
        assertRefused("--weights " + file + ": expected a tensor lstm.weight_ih_l0 [40, 4], got " + holds + remedy + "pytorch",
                with(ask, "pytorch"));
        assertRefused("--weights " + file + ": expected a tensor gru/kernel [4, 30], got " + holds + remedy + "keras",
                with(ask, "keras", "--cell", "gru"));
        assertRefused("--weights " + file + ": expected lstm/kernel of the shape [4, 28], got [4, 40]" + remedy + "keras",
                with(ask, "keras", "--units", "7"));
        assertRefused("--weights " + file + ": expected a cell that keras has: lstm without layer-norm, gru or rnn; got lru" + remedy
                + "keras", with(ask, "keras", "--cell", "lru"));
        assertRefused("--layout kera: expected one of keras, pytorch, tensorflow, topspin, got 'kera'; did you mean keras?",
                with(ask, "kera"));
        assertRefused("--weights " + file + ": expected --predict INPUT with it", "lab", "recall", "--weights", weights, "--layout",
                "keras");
        assertRefused("--weights " + file + ": expected --layout with it, one of keras, pytorch, tensorflow or topspin", "lab", "recall",
                "--predict", "AxY", "--weights", weights);
        assertRefused("--layout keras: expected --weights FILE with it", "lab", "recall", "--predict", "AxY", "--layout", "keras");
        assertRefused(directory.resolve("no.npz") + ": no such file; expected a file of weights such as ./topspin export writes", "lab",
                "recall", "--predict", "AxY", "--weights", directory.resolve("no.npz").toString(), "--layout", "keras");
    }

    private static String[] with(String[] words, String... more) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private void assertRefused(String complaint, String... arguments) {
        assertThat(topspin.run(arguments)).as(topspin.err()).isEqualTo(Main.WRONG_INPUT);
        assertThat(topspin.err()).isEqualTo(complaint + "\n");
        assertThat(topspin.out()).isEmpty();
    }
}
