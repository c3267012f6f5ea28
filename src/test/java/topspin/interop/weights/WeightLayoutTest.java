package topspin.interop.weights;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import topspin.nn.Nonlinearity;
import topspin.nn.Parameters;
import topspin.nn.cell.CoreConfig;
import topspin.nn.cell.Gru;
import topspin.nn.engine.OneDnnEngine;
import topspin.policy.HeadsConfig;
import topspin.policy.PolicyConfig;
import topspin.policy.PolicyNetwork;
import topspin.random.RandomStreams;
import topspin.space.Box;
import topspin.space.Discrete;
import topspin.space.Space;
import topspin.supervised.SequenceModel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Whole networks go out and come back as they were; every framework's names are as it gives them; what does not fit is refused. */
class WeightLayoutTest {
    private static final int UNITS = 3;
    private static final float[][] QUESTION = {{0.5f, -1, 0.25f}, {1, 0.125f, -0.75f}, {-0.5f, 0.375f, 1}};
    private static final String OTHER_LAYOUT = "expected a tensor ";

    @TempDir
    private Path directory;

    private static CoreConfig core(String type, int layers, Gru.Reset reset) {
        return new CoreConfig(type, UNITS, layers, 0).withReset(reset);
    }

    private static CoreConfig core(String type) {
        return core(type, 1, Gru.Reset.AFTER);
    }

    static Stream<Arguments> everything() {
        return Stream.of(WeightLayout.values()).flatMap(layout -> Stream.of("lstm", "gru", "gru before", "rnn")
                .filter(cell -> layout != WeightLayout.PYTORCH || !cell.equals("gru before"))
                .filter(cell -> layout != WeightLayout.TENSORFLOW || !cell.equals("gru"))
                .flatMap(cell -> Stream.of(1, 2).flatMap(layers -> Stream.of(false, true).flatMap(both ->
                        Stream.of(".npz", ".safetensors").map(ending -> Arguments.of(layout, cell, layers, both, ending))))));
    }

    @ParameterizedTest
    @MethodSource("everything")
    void shouldBringEveryBitBack(WeightLayout layout, String cell, int layers, boolean both, String ending) throws IOException {
        CoreConfig core = core(cell.split(" ")[0], layers, cell.endsWith("before") ? Gru.Reset.BEFORE : Gru.Reset.AFTER);
        SequenceModel from = both ? WeightModels.bidirectional(1, core) : WeightModels.stacked(1, core);
        SequenceModel to = both ? WeightModels.bidirectional(2, core) : WeightModels.stacked(2, core);
        WeightModels.fill(from, core, "weights");
        WeightModels.fill(to, core, "others");
        Path file = directory.resolve("weights" + ending);

        Files.write(file, WeightFile.bytes(file, layout.exported(NetworkLayers.of(from))));
        layout.importInto(NetworkLayers.of(to), WeightFile.read(file));
        to.pack();

        assertThat(to.parameters().values()).isEqualTo(from.parameters().values());
        assertThat(WeightModels.answers(to, QUESTION)).isEqualTo(WeightModels.answers(from, QUESTION));
    }

    private static List<String> names(WeightLayout layout, SequenceModel model) {
        return layout.exported(NetworkLayers.of(model)).entrySet().stream()
                .map(tensor -> tensor.getKey() + " " + Arrays.toString(tensor.getValue().shape())).toList();
    }

    private static SequenceModel mixed() {
        return WeightModels.model(1, layers -> layers.recurrent(core("lstm", 2, Gru.Reset.AFTER), true)
                .dense(4, Nonlinearity.TANH).recurrent(core("lstm"), true).bidirectional(core("lstm"), true)
                .bidirectional(core("rnn", 2, Gru.Reset.AFTER), true));
    }

    @Test
    void shouldNameTensorsAsKeras() {
        assertThat(names(WeightLayout.KERAS, mixed())).containsExactly(
                "lstm/kernel [3, 12]", "lstm/recurrent_kernel [3, 12]", "lstm/bias [12]",
                "lstm_1/kernel [3, 12]", "lstm_1/recurrent_kernel [3, 12]", "lstm_1/bias [12]",
                "dense/kernel [3, 4]", "dense/bias [4]",
                "lstm_2/kernel [4, 12]", "lstm_2/recurrent_kernel [3, 12]", "lstm_2/bias [12]",
                "bidirectional/forward_lstm_3/kernel [3, 12]", "bidirectional/forward_lstm_3/recurrent_kernel [3, 12]",
                "bidirectional/forward_lstm_3/bias [12]",
                "bidirectional/backward_lstm_3/kernel [3, 12]", "bidirectional/backward_lstm_3/recurrent_kernel [3, 12]",
                "bidirectional/backward_lstm_3/bias [12]",
                "bidirectional_1/forward_simple_rnn/kernel [6, 3]", "bidirectional_1/forward_simple_rnn/recurrent_kernel [3, 3]",
                "bidirectional_1/forward_simple_rnn/bias [3]",
                "bidirectional_1/backward_simple_rnn/kernel [6, 3]", "bidirectional_1/backward_simple_rnn/recurrent_kernel [3, 3]",
                "bidirectional_1/backward_simple_rnn/bias [3]",
                "bidirectional_2/forward_simple_rnn_1/kernel [6, 3]", "bidirectional_2/forward_simple_rnn_1/recurrent_kernel [3, 3]",
                "bidirectional_2/forward_simple_rnn_1/bias [3]",
                "bidirectional_2/backward_simple_rnn_1/kernel [6, 3]", "bidirectional_2/backward_simple_rnn_1/recurrent_kernel [3, 3]",
                "bidirectional_2/backward_simple_rnn_1/bias [3]",
                "dense_1/kernel [6, 2]", "dense_1/bias [2]");
    }

    @Test
    void shouldNameTensorsAsPyTorch() {
        assertThat(names(WeightLayout.PYTORCH, mixed())).containsExactly(
                "lstm.weight_ih_l0 [12, 3]", "lstm.weight_hh_l0 [12, 3]", "lstm.bias_ih_l0 [12]", "lstm.bias_hh_l0 [12]",
                "lstm.weight_ih_l1 [12, 3]", "lstm.weight_hh_l1 [12, 3]", "lstm.bias_ih_l1 [12]", "lstm.bias_hh_l1 [12]",
                "linear.weight [4, 3]", "linear.bias [4]",
                "lstm_1.weight_ih_l0 [12, 4]", "lstm_1.weight_hh_l0 [12, 3]", "lstm_1.bias_ih_l0 [12]", "lstm_1.bias_hh_l0 [12]",
                "lstm_2.weight_ih_l0 [12, 3]", "lstm_2.weight_hh_l0 [12, 3]", "lstm_2.bias_ih_l0 [12]", "lstm_2.bias_hh_l0 [12]",
                "lstm_2.weight_ih_l0_reverse [12, 3]", "lstm_2.weight_hh_l0_reverse [12, 3]", "lstm_2.bias_ih_l0_reverse [12]",
                "lstm_2.bias_hh_l0_reverse [12]",
                "rnn.weight_ih_l0 [3, 6]", "rnn.weight_hh_l0 [3, 3]", "rnn.bias_ih_l0 [3]", "rnn.bias_hh_l0 [3]",
                "rnn.weight_ih_l0_reverse [3, 6]", "rnn.weight_hh_l0_reverse [3, 3]", "rnn.bias_ih_l0_reverse [3]",
                "rnn.bias_hh_l0_reverse [3]",
                "rnn.weight_ih_l1 [3, 6]", "rnn.weight_hh_l1 [3, 3]", "rnn.bias_ih_l1 [3]", "rnn.bias_hh_l1 [3]",
                "rnn.weight_ih_l1_reverse [3, 6]", "rnn.weight_hh_l1_reverse [3, 3]", "rnn.bias_ih_l1_reverse [3]",
                "rnn.bias_hh_l1_reverse [3]",
                "linear_1.weight [2, 6]", "linear_1.bias [2]");
    }

    @Test
    void shouldNameTensorsAsTensorFlow() {
        assertThat(names(WeightLayout.TENSORFLOW, mixed())).containsExactly(
                "rnn/multi_rnn_cell/cell_0/basic_lstm_cell/kernel [6, 12]", "rnn/multi_rnn_cell/cell_0/basic_lstm_cell/bias [12]",
                "rnn/multi_rnn_cell/cell_1/basic_lstm_cell/kernel [6, 12]", "rnn/multi_rnn_cell/cell_1/basic_lstm_cell/bias [12]",
                "dense/kernel [3, 4]", "dense/bias [4]",
                "rnn_1/basic_lstm_cell/kernel [7, 12]", "rnn_1/basic_lstm_cell/bias [12]",
                "bidirectional_rnn/fw/basic_lstm_cell/kernel [6, 12]", "bidirectional_rnn/fw/basic_lstm_cell/bias [12]",
                "bidirectional_rnn/bw/basic_lstm_cell/kernel [6, 12]", "bidirectional_rnn/bw/basic_lstm_cell/bias [12]",
                "stack_bidirectional_rnn/cell_0/bidirectional_rnn/fw/basic_rnn_cell/kernel [9, 3]",
                "stack_bidirectional_rnn/cell_0/bidirectional_rnn/fw/basic_rnn_cell/bias [3]",
                "stack_bidirectional_rnn/cell_0/bidirectional_rnn/bw/basic_rnn_cell/kernel [9, 3]",
                "stack_bidirectional_rnn/cell_0/bidirectional_rnn/bw/basic_rnn_cell/bias [3]",
                "stack_bidirectional_rnn/cell_1/bidirectional_rnn/fw/basic_rnn_cell/kernel [9, 3]",
                "stack_bidirectional_rnn/cell_1/bidirectional_rnn/fw/basic_rnn_cell/bias [3]",
                "stack_bidirectional_rnn/cell_1/bidirectional_rnn/bw/basic_rnn_cell/kernel [9, 3]",
                "stack_bidirectional_rnn/cell_1/bidirectional_rnn/bw/basic_rnn_cell/bias [3]",
                "dense_1/kernel [6, 2]", "dense_1/bias [2]");
        assertThat(names(WeightLayout.TENSORFLOW, WeightModels.stacked(1, core("gru", 1, Gru.Reset.BEFORE)))).containsExactly(
                "rnn/gru_cell/gates/kernel [6, 6]", "rnn/gru_cell/gates/bias [6]",
                "rnn/gru_cell/candidate/kernel [6, 3]", "rnn/gru_cell/candidate/bias [3]", "dense/kernel [3, 2]", "dense/bias [2]");
    }

    /** A gate's weight is its number in the framework's order; ours are in the order i, f, o, u. */
    @Test
    void shouldPutEachGateInItsPlace() {
        CoreConfig one = new CoreConfig("lstm", 1);
        assertThat(inputWeights(WeightLayout.KERAS, one, "lstm/kernel", 3, 4)).containsExactly(i(1), i(2), i(4), i(3));
        assertThat(inputWeights(WeightLayout.PYTORCH, one, "lstm.weight_ih_l0", 4, 3)).containsExactly(i(1), i(2), i(4), i(3));
        assertThat(inputWeights(WeightLayout.TENSORFLOW, one, "rnn/basic_lstm_cell/kernel", 4, 4))
                .containsExactly(i(1), i(3), i(4), i(2));
    }

    private static float i(int gate) {
        return gate;
    }

    /** What the first input's weights become when every row of a matrix is 1, 2, 3, 4. */
    private static float[] inputWeights(WeightLayout layout, CoreConfig core, String name, int rows, int columns) {
        SequenceModel model = WeightModels.stacked(1, core);
        Map<String, WeightTensor> tensors = layout.exported(NetworkLayers.of(model));
        float[] numbered = tensors.get(name).values();
        boolean gatesFirst = layout == WeightLayout.PYTORCH;
        for (int k = 0; k < rows * columns; k++) {
            numbered[k] = 1 + (gatesFirst ? k / columns : k % columns);
        }
        layout.importInto(NetworkLayers.of(model), tensors);
        Parameters.Slice weights = model.parameters().slices().get(0);
        return Arrays.copyOfRange(model.parameters().values(), weights.offset(), weights.offset() + 4);
    }

    @Test
    void shouldReadTheNamesOfEveryKeras() {
        SequenceModel from = WeightModels.model(1, layers -> layers.recurrent(core("lstm"), true).bidirectional(core("gru"), true));
        Map<String, WeightTensor> plain = WeightLayout.KERAS.exported(NetworkLayers.of(from));
        assertReads(WeightLayout.KERAS, from, plain, name -> "sequential_1/" + cell(name, ""));
        assertReads(WeightLayout.KERAS, from, plain, name -> cell(name, "_7") + ":0");
        assertReads(WeightLayout.KERAS, from, plain, name -> name.replaceFirst("^([^/]+)/", "$1/$1/") + ":0");
        SequenceModel before = WeightModels.stacked(1, core("lstm"));
        assertReads(WeightLayout.TENSORFLOW, before, WeightLayout.TENSORFLOW.exported(NetworkLayers.of(before)), name -> name + ":0");
    }

    private static String cell(String name, String number) {
        return name.replaceFirst("(lstm|gru)/(?=[^/]+$)", "$1/$1_cell" + number + "/");
    }

    private interface Renaming {
        String of(String name);
    }

    private static void assertReads(WeightLayout layout, SequenceModel from, Map<String, WeightTensor> plain, Renaming renaming) {
        Map<String, WeightTensor> renamed = new LinkedHashMap<>();
        plain.forEach((name, tensor) -> renamed.put(renaming.of(name), tensor));
        assertThat(renamed.keySet()).doesNotContainAnyElementsOf(plain.keySet());
        float[] values = from.parameters().values().clone();
        Arrays.fill(from.parameters().values(), 0);
        layout.importInto(NetworkLayers.of(from), renamed);
        assertThat(from.parameters().values()).isEqualTo(values);
    }

    @Test
    void shouldRefuseTwoTensorsOfOneName() {
        SequenceModel model = WeightModels.stacked(1, core("lstm"));
        Map<String, WeightTensor> tensors = WeightLayout.KERAS.exported(NetworkLayers.of(model));
        tensors.put("sequential/lstm/lstm_cell/kernel", tensors.get("lstm/kernel"));
        assertThatThrownBy(() -> WeightLayout.KERAS.importInto(NetworkLayers.of(model), tensors))
                .hasMessage("expected one tensor lstm/kernel, got another one as sequential/lstm/lstm_cell/kernel");
    }

    @Test
    void shouldRefuseWhatDoesNotFitAndLeaveTheNetworkAsItWas() {
        SequenceModel model = WeightModels.stacked(1, core("lstm"));
        assertRefused(model, WeightModels.stacked(2, core("gru")), OTHER_LAYOUT + "lstm/kernel [3, 12], got dense/bias, dense/kernel, "
                + "gru/bias, gru/kernel, gru/recurrent_kernel");
        assertRefused(model, WeightModels.stacked(2, new CoreConfig("lstm", UNITS + 1)),
                "expected lstm/kernel of the shape [3, 12], got [3, 16]");
        assertRefused(model, WeightModels.stacked(2, core("lstm", 2, Gru.Reset.AFTER)),
                "the network has no layer for lstm_1/kernel, lstm_1/recurrent_kernel, lstm_1/bias");
        assertRefused(WeightModels.stacked(1, core("gru")), WeightModels.stacked(2, core("gru", 1, Gru.Reset.BEFORE)),
                "expected gru/bias of the shape [2, 9], got [9]");
        SequenceModel infinite = WeightModels.stacked(2, core("lstm"));
        infinite.parameters().values()[infinite.parameters().size() - 1] = Float.NEGATIVE_INFINITY;
        assertRefused(model, infinite, "expected finite numbers in dense/bias, got -Infinity");
        assertThatThrownBy(() -> WeightLayout.KERAS.importInto(NetworkLayers.of(model), Map.of()))
                .hasMessage(OTHER_LAYOUT + "lstm/kernel [3, 12], got none");
    }

    private static void assertRefused(SequenceModel model, SequenceModel others, String message) {
        float[] before = model.parameters().values().clone();
        assertThatThrownBy(() -> WeightLayout.KERAS.importInto(NetworkLayers.of(model),
                WeightLayout.KERAS.exported(NetworkLayers.of(others))))
                .isInstanceOf(IllegalArgumentException.class).hasMessage(message);
        assertThat(model.parameters().values()).isEqualTo(before);
    }

    @Test
    void shouldRefuseCellsThatAFrameworkLacks() {
        CoreConfig layerNorm = new CoreConfig("lstm", UNITS).withLayerNorm(true);
        assertLacks(WeightLayout.KERAS, layerNorm, "keras has: lstm without layer-norm, gru or rnn; got lstm, layer norm");
        assertLacks(WeightLayout.KERAS, core("mingru"), "keras has: lstm without layer-norm, gru or rnn; got mingru");
        assertLacks(WeightLayout.PYTORCH, core("lru"), "pytorch has: lstm without layer-norm, gru with reset after or rnn; got lru");
        assertLacks(WeightLayout.TENSORFLOW, core("gru"),
                "tensorflow has: lstm without layer-norm, gru with reset before or rnn; got gru");
        assertThat(names(WeightLayout.TOPSPIN, WeightModels.stacked(1, core("mingru")))).contains("layers/1/dense/bias [2]");
    }

    private static void assertLacks(WeightLayout layout, CoreConfig core, String message) {
        NetworkLayers network = NetworkLayers.of(WeightModels.stacked(1, core));
        assertThatThrownBy(() -> layout.exported(network)).hasMessage("expected a cell that " + message);
        assertThatThrownBy(() -> layout.importInto(network, Map.of())).hasMessage("expected a cell that " + message);
    }

    @Test
    void shouldKnowItsLabels() {
        assertThat(WeightLayout.labels()).containsExactly("keras", "pytorch", "tensorflow", "topspin");
        assertThat(WeightLayout.of("pytorch")).isSameAs(WeightLayout.PYTORCH);
        assertThatThrownBy(() -> WeightLayout.of("tensorflw"))
                .hasMessage("expected one of keras, pytorch, tensorflow, topspin, got 'tensorflw'; did you mean tensorflow?");
    }

    private static NetworkLayers policy(PolicyConfig config, Box observation, Space actions) {
        return NetworkLayers.of(config, new PolicyNetwork(config, observation, actions, new OneDnnEngine(),
                new RandomStreams(3)).parameters());
    }

    /** Dense layers keep their paths, the core is the framework's, and what no framework knows keeps its name. */
    @Test
    void shouldNameTheTensorsOfAPolicy() {
        PolicyConfig config = new PolicyConfig("mlp", 5, core("lstm"), "fused").withEncoderLayers(2, Nonlinearity.TANH, true)
                .withHeads(new HeadsConfig(1, 4, Nonlinearity.TANH)).withSeparateCritic(PolicyConfig.Critic.SHARED);
        NetworkLayers network = policy(config, Box.floats(-1, 1, 6), Box.floats(-1, 1, 2));
        assertThat(shapes(WeightLayout.PYTORCH, network)).containsExactlyInAnyOrder(
                "encoder.weight [5, 6]", "encoder.bias [5]", "encoder/norm-gain [5]", "encoder/norm-shift [5]",
                "encoder.1.weight [5, 5]", "encoder.1.bias [5]", "encoder/1/norm-gain [5]", "encoder/1/norm-shift [5]",
                "lstm.weight_ih_l0 [12, 5]", "lstm.weight_hh_l0 [12, 3]", "lstm.bias_ih_l0 [12]", "lstm.bias_hh_l0 [12]",
                "critic.lstm.weight_ih_l0 [12, 5]", "critic.lstm.weight_hh_l0 [12, 3]", "critic.lstm.bias_ih_l0 [12]",
                "critic.lstm.bias_hh_l0 [12]",
                "policy.hidden.0.weight [4, 3]", "policy.hidden.0.bias [4]", "value.hidden.0.weight [4, 3]", "value.hidden.0.bias [4]",
                "policy.weight [2, 4]", "policy.bias [2]", "policy/log-deviations [2]", "value.weight [1, 4]", "value.bias [1]");
        assertThat(shapes(WeightLayout.KERAS, network)).contains("encoder/kernel [6, 5]", "encoder/1/kernel [5, 5]",
                "lstm/kernel [5, 12]", "critic/lstm/kernel [5, 12]", "policy/hidden/0/kernel [3, 4]", "policy/kernel [4, 2]",
                "value/bias [1]");
        assertThat(shapes(WeightLayout.TENSORFLOW, network)).contains("rnn/basic_lstm_cell/kernel [8, 12]",
                "critic/rnn/basic_lstm_cell/bias [12]");
    }

    @Test
    void shouldKeepTheNamesOfConvolutions() {
        PolicyConfig config = new PolicyConfig("nature-cnn", 8, core("gru"), "fused");
        NetworkLayers network = policy(config, Box.pixels(36, 36, 1), new Discrete(3));
        assertThat(shapes(WeightLayout.KERAS, network)).contains("encoder/conv1/weights [8, 8, 1, 32]", "encoder/dense/weights [64, 8]",
                "gru/recurrent_kernel [3, 9]", "policy/kernel [3, 3]");
    }

    @Test
    void shouldBringAPolicyBack() {
        for (WeightLayout layout : List.of(WeightLayout.KERAS, WeightLayout.PYTORCH, WeightLayout.TOPSPIN)) {
            PolicyConfig config = new PolicyConfig("mlp", 5, core("gru", 2, Gru.Reset.AFTER), "fused")
                    .withHeads(new HeadsConfig(1, 4, Nonlinearity.TANH)).withSeparateCritic(PolicyConfig.Critic.SEPARATE);
            NetworkLayers network = policy(config, Box.floats(-1, 1, 6), new Discrete(4));
            float[] values = network.parameters().values().clone();
            Map<String, WeightTensor> tensors = layout.exported(network);
            Arrays.fill(network.parameters().values(), 0);
            layout.importInto(network, tensors);
            assertThat(network.parameters().values()).as(layout.label()).isEqualTo(values);
        }
    }

    private static List<String> shapes(WeightLayout layout, NetworkLayers network) {
        return layout.exported(network).entrySet().stream()
                .map(tensor -> tensor.getKey() + " " + Arrays.toString(tensor.getValue().shape())).toList();
    }
}
