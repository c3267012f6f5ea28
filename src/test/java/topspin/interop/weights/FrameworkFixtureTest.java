package topspin.interop.weights;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import topspin.nn.cell.CoreConfig;
import topspin.nn.cell.Gru;
import topspin.supervised.SequenceModel;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Files that {@code fixtures.py} wrote by the frameworks' rules: the models that take their weights give the answers that the
 * script computed by the frameworks' formulas.
 */
class FrameworkFixtureTest {
    private static final Path FIXTURES = Path.of("src/test/resources/topspin/interop/weights");
    private static final int UNITS = 2;
    private static final CoreConfig LSTM = new CoreConfig("lstm", UNITS);
    private static final CoreConfig TWO_LSTMS = new CoreConfig("lstm", UNITS, 2, 1);
    private static final CoreConfig RNN = new CoreConfig("rnn", UNITS);
    private static final CoreConfig AFTER = new CoreConfig("gru", UNITS);
    private static final CoreConfig BEFORE =
            new CoreConfig("gru", UNITS).withReset(Gru.Reset.BEFORE);

    /** {@code LSTM}, {@code LSTM}, {@code Bidirectional(GRU)}, {@code SimpleRNN}, {@code Dense}. */
    @Test
    void shouldAnswerAsKeras() throws IOException {
        check(WeightLayout.KERAS, "keras.npz", "keras.json", layers -> layers.recurrent(LSTM, true).recurrent(LSTM, true)
                .bidirectional(AFTER, true).recurrent(RNN, true));
    }

    /** {@code nn.LSTM} of two bidirectional layers, {@code nn.GRU}, {@code nn.RNN}, {@code nn.Linear}. */
    @Test
    void shouldAnswerAsPyTorch() throws IOException {
        check(WeightLayout.PYTORCH, "pytorch.safetensors", "pytorch.json", layers -> layers.bidirectional(TWO_LSTMS, true)
                .recurrent(AFTER, true).recurrent(RNN, true));
    }

    /** {@code MultiRNNCell} of two {@code BasicLSTMCell}s, {@code GRUCell}, {@code BasicRNNCell} in both directions, {@code dense}. */
    @Test
    void shouldAnswerAsTensorFlow() throws IOException {
        check(WeightLayout.TENSORFLOW, "tensorflow.npz", "tensorflow.json", layers -> layers.recurrent(TWO_LSTMS, true)
                .recurrent(BEFORE, true).bidirectional(RNN, true));
    }

    private static void check(WeightLayout layout, String weights, String answers, Consumer<SequenceModel.Builder> layers)
            throws IOException {
        SequenceModel model = WeightModels.model(1, layers);
        NetworkLayers network = NetworkLayers.of(model);
        Map<String, WeightTensor> theirs = WeightFile.read(FIXTURES.resolve(weights));
        layout.importInto(network, theirs);
        model.pack();

        JsonNode expected = new ObjectMapper().readTree(FIXTURES.resolve(answers).toFile());
        float[][] inputs = new ObjectMapper().treeToValue(expected.get("inputs"), float[][].class);
        double[][] outputs = new ObjectMapper().treeToValue(expected.get("outputs"), double[][].class);
        float[][] ours = WeightModels.answers(model, inputs);
        for (int t = 0; t < outputs.length; t++) {
            for (int k = 0; k < outputs[t].length; k++) {
                assertThat((double) ours[t][k]).as("%s, step %d, output %d", layout, t, k).isCloseTo(outputs[t][k], within(1e-6));
            }
        }
        assertThat(shapes(layout.exported(network))).isEqualTo(shapes(theirs));
    }

    private static Map<String, String> shapes(Map<String, WeightTensor> tensors) {
        Map<String, String> shapes = new TreeMap<>();
        tensors.forEach((name, tensor) -> shapes.put(name, Arrays.toString(tensor.shape())));
        return shapes;
    }
}
