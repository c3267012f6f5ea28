package topspin.sequence;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import topspin.nn.BatchShape;
import topspin.nn.cell.CoreConfig;
import topspin.nn.engine.Engine;

import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Sequences do not know each other: in another order they give the same, in that order. */
class PermutationLawTest {
    private static final int STEPS = 7;
    private static final int[] ORDER = {2, 0, 3, 1};

    @ParameterizedTest
    @MethodSource("topspin.sequence.LawCases#all")
    void sequencesInAnotherOrderShouldGiveTheSame(CoreConfig core, String engineName, SequenceSplitter splitter) {
        try (Engine engine = LawCases.engine(engineName)) {
            SplitTrial trial = LawCases.trial(core, engine, new BatchShape(1, STEPS, ORDER.length), 0.15);
            Problem p = trial.problem();
            Tensors expected = trial.compute(trial.pass(splitter));
            boolean[] episodeStart = new boolean[p.episodeStart().length];
            for (int row = 0; row < episodeStart.length; row++) {
                episodeStart[row] = p.episodeStart()[source(row)];
            }
            SplitTrial other = LawCases.trial(engine, new Problem(p.shape(), p.inputs(), core,
                    permuted(p.input(), p.inputs()), episodeStart, permuted(p.states(), core.stateSize()),
                    permuted(p.outputGradient(), core.units()), permuted(p.stateGradient(), core.stateSize())));
            Tensors actual = other.compute(other.pass(splitter));
            for (Quantity quantity : List.of(Quantity.OUTPUT, Quantity.FINAL_STATE, Quantity.INPUT_GRADIENT,
                    Quantity.START_STATE_GRADIENT)) {
                float[] before = expected.of(quantity);
                int rows = quantity == Quantity.OUTPUT || quantity == Quantity.INPUT_GRADIENT ? p.shape().rows() : ORDER.length;
                Agreement agreement = Agreement.of(permuted(before, before.length / rows), actual.of(quantity),
                        quantity.additions(p));
                assertThat(agreement.kind()).as("%s: %s", quantity.label(), agreement).isNotEqualTo(Agreement.Kind.OTHER_MATHS);
            }
        }
    }

    private static int source(int row) {
        return row / ORDER.length * ORDER.length + ORDER[row % ORDER.length];
    }

    private static float[] permuted(float[] values, int width) {
        float[] permuted = new float[values.length];
        for (int row = 0; row < values.length / width; row++) {
            System.arraycopy(values, source(row) * width, permuted, row * width, width);
        }
        return Arrays.copyOf(permuted, permuted.length);
    }
}
