package topspin.lab.course;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** The figures of the notes (001, section 10), as curves. */
class FitCurvesTest {
    private static final int ROWS = 50;

    private static FitCurves curves(IntToDoubleFunction training, IntToDoubleFunction validation) {
        return new FitCurves(IntStream.range(0, ROWS).mapToDouble(i -> 10 * (i + 1)).toArray(),
                IntStream.range(0, ROWS).mapToDouble(training).toArray(),
                IntStream.range(0, ROWS).mapToDouble(validation).toArray());
    }

    @Test
    void aValidationLossThatStillFallsShouldBeUnderfit() {
        assertThat(curves(i -> 1 - 0.01 * i, i -> 1 - 0.012 * i).diagnosis()).isEqualTo(
                "Underfit: the validation loss still falls; train longer");
    }

    @Test
    void twoLevelLossesFarApartShouldBeUnderfit() {
        assertThat(curves(i -> 0.1 + Math.exp(-i), i -> 0.5 + Math.exp(-i)).diagnosis()).isEqualTo(
                "Underfit: the validation loss stays above the training loss and neither falls; use more units or layers");
    }

    @Test
    void aValidationLossThatTurnsUpShouldBeOverfit() {
        assertThat(curves(i -> Math.exp(-0.2 * i), i -> 0.3 + 0.001 * (i - 20) * (i - 20)).diagnosis()).isEqualTo(
                "Overfit: the validation loss turns up after epoch 210; stop there, or find more data");
    }

    @Test
    void twoLevelLossesCloseTogetherShouldBeAGoodFit() {
        assertThat(curves(i -> 0.2 + Math.exp(-i), i -> 0.25 + Math.exp(-i)).diagnosis()).startsWith("Good fit");
        assertThat(curves(i -> 1e-6, i -> i == 0 ? 1 : 1e-3 / i).diagnosis()).as("all but nothing left").startsWith("Good fit");
    }

    @Test
    void theMeanShouldBeOverRunsRowByRow() {
        FitCurves mean = FitCurves.mean(List.of(curves(i -> i, i -> 2), curves(i -> i + 2, i -> 4)));
        assertThat(mean.training()[7]).isEqualTo(8);
        assertThat(mean.validation()[7]).isEqualTo(3);
        assertThat(mean.epochs()[7]).isEqualTo(80);
    }
}
