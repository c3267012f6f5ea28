package topspin.sequence;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import topspin.nn.BatchShape;
import topspin.nn.cell.CoreConfig;
import topspin.nn.engine.Engine;
import topspin.nn.engine.Nd4jEngine;
import topspin.nn.engine.OneDnnEngine;

import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** The fast engine and the reference compute the same function and gradient, up to rounding. */
class EnginesAgreeLawTest {

    static Stream<CoreConfig> cores() {
        return LawCases.CORES.stream();
    }

    @ParameterizedTest
    @MethodSource("cores")
    void enginesShouldAgree(CoreConfig core) {
        BatchShape shape = new BatchShape(2, 9, 4);
        try (Engine fast = new OneDnnEngine(); Engine reference = new Nd4jEngine()) {
            SplitTrial trial = LawCases.trial(core, fast, shape, 0.2);
            SplitTrial other = LawCases.trial(core, reference, shape, 0.2);
            Tensors expected = other.compute(other.pass(SequenceSplitter.FUSED));
            trial.compute(trial.pass(SequenceSplitter.FUSED)).compareWith(expected, trial.problem())
                    .forEach((quantity, agreement) -> assertThat(agreement.kind()).as("%s: %s", quantity.label(), agreement)
                            .isNotEqualTo(Agreement.Kind.OTHER_MATHS));
        }
    }
}
