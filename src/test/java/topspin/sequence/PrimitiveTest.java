package topspin.sequence;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import topspin.nn.Parameters;
import topspin.nn.cell.CoreConfig;
import topspin.nn.cell.RecurrentCell;
import topspin.nn.engine.Engine;
import topspin.nn.engine.OneDnnEngine;
import topspin.nn.engine.RecurrentKernel;

import static org.assertj.core.api.Assertions.assertThat;

/** Which cells oneDNN computes on its own; that it computes them rightly, the laws say. */
class PrimitiveTest {

    @ParameterizedTest
    @FieldSource("topspin.sequence.LawCases#CORES")
    void whatAConfigPromisesItsCellShouldKeep(CoreConfig core) {
        try (Engine engine = new OneDnnEngine()) {
            for (RecurrentCell cell : SplitCore.cells(core, engine, new Parameters(), "core", LawCases.INPUTS)) {
                assertThat(cell.kernelWeights().isPresent()).isEqualTo(core.hasKernel());
                cell.kernelWeights().ifPresent(weights -> assertThat(weights.kind().stateParts() * core.units())
                        .isEqualTo(cell.stateSize()));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyKernelShouldHaveACellThatUsesIt(RecurrentKernel.Kind kind) {
        try (Engine engine = new OneDnnEngine()) {
            assertThat(LawCases.CORES.stream().flatMap(core -> SplitCore.cells(core, engine, new Parameters(), "core",
                    LawCases.INPUTS).stream()).flatMap(cell -> cell.kernelWeights().stream()))
                    .anySatisfy(weights -> assertThat(weights.kind()).isEqualTo(kind));
        }
    }
}
