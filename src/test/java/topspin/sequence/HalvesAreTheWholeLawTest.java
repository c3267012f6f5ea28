package topspin.sequence;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import topspin.nn.BatchShape;
import topspin.nn.cell.CoreConfig;
import topspin.nn.engine.Engine;

import java.util.Arrays;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A sequence cut in two is the whole: the first half's final state is the second's start state, and the gradient in the
 * second's start state is the one in the first's final state.
 */
class HalvesAreTheWholeLawTest {
    private static final int STEPS = 10;
    private static final int CUT = 4;
    private static final int SEQUENCES = 3;

    @ParameterizedTest
    @MethodSource("topspin.sequence.LawCases#all")
    void halvesShouldBeTheWhole(CoreConfig core, String engineName, SequenceSplitter splitter) {
        try (Engine engine = LawCases.engine(engineName)) {
            SplitTrial trial = LawCases.trial(core, engine, new BatchShape(1, STEPS, SEQUENCES), 0.1);
            Problem p = trial.problem();
            Tensors whole = trial.compute(trial.pass(splitter));
            float[] nothing = new float[p.states().length];
            SplitTrial first = LawCases.trial(engine, LawCases.window(p, 0, CUT, p.states(), nothing));
            float[] middle = first.compute(first.pass(splitter)).of(Quantity.FINAL_STATE);
            SplitTrial second = LawCases.trial(engine, LawCases.window(p, CUT, STEPS - CUT, middle, p.stateGradient()));
            Tensors later = second.compute(second.pass(splitter));
            SplitTrial again = LawCases.trial(engine, LawCases.window(p, 0, CUT, p.states(),
                    later.of(Quantity.START_STATE_GRADIENT)));
            Tensors earlier = again.compute(again.pass(splitter));

            for (Map.Entry<Quantity, float[]> of : whole.values().entrySet()) {
                Quantity quantity = of.getKey();
                float[] expected = switch (quantity.label()) {
                    case "final-state" -> later.of(quantity);
                    case "start-state-gradient" -> earlier.of(quantity);
                    case "output", "input-gradient" -> joined(earlier.of(quantity), later.of(quantity));
                    default -> sum(earlier.of(quantity), later.of(quantity));
                };
                Agreement agreement = Agreement.of(expected, of.getValue(), quantity.additions(p));
                assertThat(agreement.kind()).as("%s: %s", quantity.label(), agreement).isNotEqualTo(Agreement.Kind.OTHER_MATHS);
            }
        }
    }

    private static float[] joined(float[] a, float[] b) {
        float[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    private static float[] sum(float[] a, float[] b) {
        float[] sum = new float[a.length];
        for (int i = 0; i < a.length; i++) {
            sum[i] = a[i] + b[i];
        }
        return sum;
    }
}
