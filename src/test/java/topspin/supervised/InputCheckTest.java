package topspin.supervised;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** The confusions of samples, time steps and features. A time of 0 is no axis of time. */
class InputCheckTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "20|1|1|20|time and features are swapped",
        "31|1|0|31|the axis of time is missing; reshape to (samples, 31, 1)",
        "50|2|0|100|the axis of time is missing; reshape to (samples, 50, 2)",
        "10|1|0|7|a recurrent layer reads three axes (samples, time, features); give each sample its time steps, one row of 1 feature each",
        "0|5|10|5|this model reads one row per sample",
        "10|2|10|5|each time step has 5 features; give 2, or build the model for 5",
        "10|2|7|2|each sample has 7 time steps; cut or pad them to 10, or build the model for 7"})
    void errorsShouldSayWhichAxisIsWrong(int time, int features, int givenTime, int givenFeatures, String remedy) {
        Axes expected = new Axes(time, features);
        Axes given = new Axes(givenTime, givenFeatures);
        assertThatIllegalArgumentException().isThrownBy(() -> InputCheck.require(expected, given))
                .withMessageStartingWith("expected " + expected + ", got " + given + ": ").withMessageContaining(remedy);
    }

    @Test
    void theRightShapeShouldPass() {
        assertThatCode(() -> InputCheck.require(new Axes(10, 2), new Axes(10, 2))).doesNotThrowAnyException();
    }
}
