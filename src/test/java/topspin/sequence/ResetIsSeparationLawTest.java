package topspin.sequence;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import topspin.nn.BatchShape;
import topspin.nn.cell.CoreConfig;
import topspin.nn.engine.Engine;

import java.util.Arrays;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** An episode that begins inside a batch knows nothing of what was before: it is a batch of its own with a zero state. */
class ResetIsSeparationLawTest {
    private static final int STEPS = 9;
    private static final int RESET = 5;
    private static final int SEQUENCES = 3;

    @ParameterizedTest
    @MethodSource("topspin.sequence.LawCases#all")
    void aResetShouldSeparate(CoreConfig core, String engineName, SequenceSplitter splitter) {
        try (Engine engine = LawCases.engine(engineName)) {
            SplitTrial trial = LawCases.trial(core, engine, new BatchShape(1, STEPS, SEQUENCES), 0);
            Problem p = trial.problem();
            Arrays.fill(p.episodeStart(), RESET * SEQUENCES, (RESET + 1) * SEQUENCES, true);
            Tensors whole = trial.compute(trial.pass(splitter));
            float[] zero = new float[p.states().length];
            SplitTrial before = LawCases.trial(engine, LawCases.window(p, 0, RESET, p.states(), zero));
            Tensors earlier = before.compute(before.pass(splitter));
            Problem rest = LawCases.window(p, RESET, STEPS - RESET, zero, p.stateGradient());
            Arrays.fill(rest.episodeStart(), false);
            SplitTrial after = LawCases.trial(engine, rest);
            Tensors later = after.compute(after.pass(splitter));

            Map<Quantity, float[]> expected = Map.of(
                    Quantity.OUTPUT, joined(earlier.of(Quantity.OUTPUT), later.of(Quantity.OUTPUT)),
                    Quantity.FINAL_STATE, later.of(Quantity.FINAL_STATE),
                    Quantity.INPUT_GRADIENT, joined(earlier.of(Quantity.INPUT_GRADIENT), later.of(Quantity.INPUT_GRADIENT)),
                    Quantity.START_STATE_GRADIENT, earlier.of(Quantity.START_STATE_GRADIENT));
            expected.forEach((quantity, values) -> {
                Agreement agreement = Agreement.of(values, whole.of(quantity), quantity.additions(p));
                assertThat(agreement.kind()).as("%s: %s", quantity.label(), agreement).isNotEqualTo(Agreement.Kind.OTHER_MATHS);
            });
        }
    }

    private static float[] joined(float[] a, float[] b) {
        float[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}
