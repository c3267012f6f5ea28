package topspin.nn.cell;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import topspin.nn.BatchShape;
import topspin.nn.CorePass;
import topspin.nn.Parameters;
import topspin.nn.Reload;
import topspin.nn.engine.Engine;
import topspin.nn.engine.Nd4jEngine;
import topspin.nn.engine.OneDnnEngine;

import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Two steps of every cell against figures that were worked out apart from this program, in double precision with NumPy, from
 * the formulas of {@code docs/cells.md}: two inputs, two units; element i of the k-th tensor is {@code ((5i + 3(k +
 * first)) mod 11 − 5)/10}.
 */
class GoldenCellsTest {
    private static final float[] X = {0.5f, -1, 1, 0.25f};
    private static final float[] HIDDEN = {0.2f, -0.4f};
    private static final float[] CELL_AND_HIDDEN = {0.3f, 0.1f, 0.2f, -0.4f};

    static Stream<Arguments> cells() {
        return Stream.of(
                Arguments.of(core("lstm"), 0, new double[] {0.0467089, 0.0143426, 0.0480016, 0.0292577}),
                Arguments.of(core("lstm").withLayerNorm(true), 0,
                        new double[] {-0.4109354, 0.1005622, -0.3837502, 0.0676360}),
                Arguments.of(core("gru"), 0,
                        new double[] {0.1667111, -0.2594184, 0.2339940, -0.4991749}),
                Arguments.of(core("gru").withReset(Gru.Reset.BEFORE), 0,
                        new double[] {0.2381036, -0.2825349, 0.3306828, -0.5316612}),
                Arguments.of(core("rnn"), 4,
                        new double[] {0.5079774, -0.3713602, -0.2927082, -0.2052593}),
                Arguments.of(core("rnn").withActivation(Rnn.Activation.RELU), 7,
                        new double[] {0, 0.65, 0.34, 0.415}),
                Arguments.of(core("mingru"), 0,
                        new double[] {0.3871321, -0.2193466, 0.6099580, 0.3061081}),
                Arguments.of(core("mingru").withHighway(false), 0,
                        new double[] {0.2697078, 0.2183942, 0.3539237, 0.3412048}),
                Arguments.of(core("lru"), 0, new double[] {0.0103790, -0.8798170, 0.0204902, -0.4566860}));
    }

    private static CoreConfig core(String type) {
        return new CoreConfig(type, 2);
    }

    @ParameterizedTest
    @MethodSource("cells")
    void shouldGiveTheFigures(CoreConfig core, int first, double[] expected) {
        for (Engine engine : new Engine[] {new OneDnnEngine(), new Nd4jEngine()}) {
            Parameters parameters = new Parameters();
            RecurrentCell cell = core.layer(engine, parameters, "core/0", 2);
            parameters.allocate();
            for (int k = 0; k < parameters.slices().size(); k++) {
                Parameters.Slice slice = parameters.slices().get(k);
                for (int i = 0; i < slice.length(); i++) {
                    parameters.values()[slice.offset() + i] = ((5 * i + 3 * (k + first)) % 11 - 5) / 10f;
                }
            }
            cell.reloads().forEach(Reload::run);
            CorePass pass = cell.pass(new BatchShape(1, 2, 1));
            pass.input().put(0, 2, X, 0);
            pass.begin(0, core.stateSize() == 4 ? CELL_AND_HIDDEN : HIDDEN, 0);
            pass.forward(0, new boolean[2]);
            for (int i = 0; i < expected.length; i++) {
                assertThat((double) pass.output()[i]).as("%s, output %d", engine.name(), i)
                        .isCloseTo(expected[i], within(2e-6));
            }
            engine.close();
        }
    }
}
