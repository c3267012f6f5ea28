package topspin.sequence;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import topspin.nn.BatchShape;
import topspin.nn.cell.CoreConfig;
import topspin.nn.engine.Engine;

import static org.assertj.core.api.Assertions.assertThat;

/** Every splitting variant that claims the same maths is the same function of inputs, states and weights, and its gradient. */
class VariantsAreOneFunctionLawTest {

    @ParameterizedTest
    @MethodSource("topspin.sequence.LawCases#all")
    void variantsShouldAgree(CoreConfig core, String engineName, SequenceSplitter splitter) {
        try (Engine engine = LawCases.engine(engineName)) {
            SplitTrial trial = LawCases.trial(core, engine, new BatchShape(2, 11, 3), 0.15);
            Tensors fused = trial.compute(trial.pass(SequenceSplitter.FUSED));
            trial.compute(trial.pass(splitter)).compareWith(fused, trial.problem()).forEach((quantity, agreement) -> {
                assertThat(agreement.kind()).as("%s: %s", quantity.label(), agreement).isNotEqualTo(Agreement.Kind.OTHER_MATHS);
                if (quantity.isForward() && engine.rowsAreIndependent() && splitter.variant() != Variant.PRIMITIVE) {
                    assertThat(agreement.kind()).as(quantity.label()).isEqualTo(Agreement.Kind.SAME_BITS);
                }
            });
        }
    }
}
