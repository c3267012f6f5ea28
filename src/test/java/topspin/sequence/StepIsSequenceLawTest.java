package topspin.sequence;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import topspin.nn.BatchShape;
import topspin.nn.cell.CoreConfig;
import topspin.nn.engine.Engine;

import java.util.EnumSet;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

/** Acting step by step is the sequence: to the bit where rows are independent, and up to rounding elsewhere. */
class StepIsSequenceLawTest {
    private static final Set<Agreement.Kind> ROUNDED = EnumSet.of(Agreement.Kind.SAME_BITS, Agreement.Kind.ROUNDING);

    @ParameterizedTest
    @MethodSource("topspin.sequence.LawCases#all")
    void stepByStepShouldBeTheSequence(CoreConfig core, String engineName, SequenceSplitter splitter) {
        BatchShape shape = new BatchShape(2, 6, 3);
        try (Engine engine = LawCases.engine(engineName)) {
            SplitTrial trial = LawCases.trial(core, engine, shape, 0.2);
            Tensors sequence = trial.compute(trial.pass(splitter));
            Tensors steps = trial.compute(new SteppedPass(trial.pass(splitter), shape));
            boolean exact = engine.rowsAreIndependent() && splitter.variant() != Variant.PRIMITIVE;
            steps.compareWith(sequence, trial.problem()).forEach((quantity, agreement) -> assertThat(agreement.kind())
                    .as("%s: %s", quantity.label(), agreement)
                    .isIn(exact ? EnumSet.of(Agreement.Kind.SAME_BITS) : ROUNDED));
        }
    }
}
