package topspin.optim;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class ScheduleTest {

    @Test
    void linearShouldFallToZeroAtTheEndAndNoFurther() {
        Schedule schedule = Schedule.of(config("linear", "auto"), 400);
        assertThat(schedule.rate(0)).isEqualTo(8);
        assertThat(schedule.rate(100)).isEqualTo(6);
        assertThat(schedule.rate(400)).isZero();
        assertThat(schedule.rate(600)).isZero();
    }

    @Test
    void linearShouldBeginAnewAtEachEnd() {
        Schedule schedule = Schedule.of(config("linear", "400,600"), 1000);
        assertThat(schedule.rate(100)).isEqualTo(6);
        assertThat(schedule.rate(399)).isCloseTo(0.02, within(1e-12));
        assertThat(schedule.rate(400)).isEqualTo(8);
        assertThat(schedule.rate(450)).isEqualTo(6);
        assertThat(schedule.rate(600)).isZero();
        assertThat(schedule.rate(999)).isZero();
    }

    @Test
    void constantShouldStay() {
        assertThat(Schedule.of(config("constant", "auto"), 10).rate(9)).isEqualTo(8);
    }

    @Test
    void anUnknownScheduleShouldBeRefusedByName() {
        assertThatThrownBy(() -> Schedule.of(config("cosine", "auto"), 10)).hasMessageContaining("cosine")
                .hasMessageContaining("linear");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "400,", "400,400", "600,400", "0", "-1", "1e6", "400, 600", "9999999999999999999"})
    void endsShouldBeStepsInAscendingOrder(String ends) {
        assertThatThrownBy(() -> Schedule.of(config("linear", ends), 10)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("expected auto or steps in ascending order");
    }

    @Test
    void aConstantRateShouldHaveNoEnd() {
        assertThatThrownBy(() -> Schedule.of(config("constant", "400"), 1000)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has no end");
    }

    private static OptimiserConfig config(String schedule, String ends) {
        return new OptimiserConfig("adam", 8, schedule, ends, 1e-5, 0.99, 0.9, 0.999);
    }
}
