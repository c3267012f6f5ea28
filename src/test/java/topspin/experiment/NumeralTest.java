package topspin.experiment;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.OptionalLong;

import static org.assertj.core.api.Assertions.assertThat;

class NumeralTest {

    @Test
    void shouldReadNumbersAsYamlWritesThem() {
        assertThat(Numeral.real("1_000.5")).hasValue(1000.5);
        assertThat(Numeral.real("-2.5e-4")).hasValue(-2.5e-4);
        assertThat(Numeral.real("+5.")).hasValue(5);
        assertThat(Numeral.real(".5E3")).hasValue(500);
        assertThat(Numeral.real("1e999")).hasValue(Double.POSITIVE_INFINITY);
        assertThat(Numeral.real("-.inf")).hasValue(Double.NEGATIVE_INFINITY);
        assertThat(Numeral.real(".NaN")).hasValue(Double.NaN);
    }

    @Test
    void shouldTakeNothingElseForANumber() {
        for (String text : new String[] {"", "-", ".", "e5", "1e", "1 ", "0x10", "1f", "1.2.3", "_1", "1e5_0", "high"}) {
            assertThat(Numeral.real(text)).as(text).isEmpty();
            assertThat(Numeral.whole(text)).as(text).isEmpty();
        }
    }

    @Test
    void shouldReadWholeNumbersExactly() {
        assertThat(Numeral.whole("9223372036854775807")).hasValue(Long.MAX_VALUE);
        assertThat(Numeral.whole("1e6")).hasValue(1_000_000);
        assertThat(Numeral.whole("5.0")).hasValue(5);
        assertThat(Numeral.whole("5.5")).isEmpty();
        assertThat(Numeral.whole("9223372036854775808")).isEmpty();
        assertThat(Numeral.whole("1e999999999")).isEmpty();
        assertThat(Numeral.whole("1e-999999999")).isEmpty();
        assertThat(Numeral.whole("1e9999999999")).isEqualTo(OptionalLong.empty());
    }

    /** A pattern that goes back over its digits would take minutes. */
    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void shouldTakeNoTimeForLongText() {
        String digits = "1".repeat(1_000_000);
        for (String text : new String[] {digits, digits + "x", "1_".repeat(500_000) + "x", "1e" + digits, " ".repeat(1_000_000)}) {
            assertThat(Numeral.real(text)).isEmpty();
            assertThat(Numeral.whole(text)).isEmpty();
        }
    }
}
