package topspin.stats;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

class CorrelationTest {
    private static double of(double[] xs, double... ys) {
        Correlation correlation = new Correlation();
        for (int i = 0; i < xs.length; i++) {
            correlation.add(xs[i], ys[i]);
        }
        return correlation.value();
    }

    /** Of 1 … 5 and 2, 1, 4, 3, 5: covariance 8/5, variances 2 both. */
    @Test
    void shouldBePearsons() {
        assertThat(of(new double[] {1, 2, 3, 4, 5}, 2, 1, 4, 3, 5)).isCloseTo(0.8, offset(1e-12));
        assertThat(of(new double[] {1, 2, 3}, -10, -20, -30)).isEqualTo(-1);
    }

    @Test
    void shouldLeaveOutWhatHasNoValue() {
        assertThat(of(new double[] {1, Double.NaN, 3, 4}, 1, 99, 3, Double.NaN)).isEqualTo(1);
        assertThat(of(new double[] {Double.NaN}, 1)).isZero();
        assertThat(of(new double[0])).isZero();
    }

    @Test
    void shouldBeZeroWhereNothingVaries() {
        assertThat(of(new double[] {1, 2, 3}, 0.1f, 0.1f, 0.1f)).isZero();
        assertThat(of(new double[] {1e6, 1e6, 1e6}, 1, 2, 3)).isZero();
    }

    @Test
    void shouldNotBeBlurredByALargeMean() {
        assertThat(of(new double[] {1e9 + 1, 1e9 + 2, 1e9 + 3, 1e9 + 4, 1e9 + 5}, 2, 1, 4, 3, 5)).isCloseTo(0.8, offset(1e-9));
    }
}
