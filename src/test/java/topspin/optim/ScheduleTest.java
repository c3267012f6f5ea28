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
        Schedule schedule = new Schedule(Schedule.ends("auto", 400));
        assertThat(schedule.remaining(0)).isEqualTo(1);
        assertThat(schedule.remaining(100)).isEqualTo(0.75);
        assertThat(schedule.remaining(400)).isZero();
        assertThat(schedule.remaining(600)).isZero();
    }

    @Test
    void linearShouldBeginAnewAtEachEnd() {
        Schedule schedule = new Schedule(Schedule.ends("400,600", 1000));
        assertThat(schedule.remaining(100)).isEqualTo(0.75);
        assertThat(schedule.remaining(399)).isCloseTo(0.0025, within(1e-12));
        assertThat(schedule.remaining(400)).isEqualTo(1);
        assertThat(schedule.remaining(450)).isEqualTo(0.75);
        assertThat(schedule.remaining(600)).isZero();
        assertThat(schedule.remaining(999)).isZero();
    }

    @Test
    void onlyWhatIsLinearShouldFall() {
        assertThat(Schedule.value("linear", 8, 0.75)).isEqualTo(6);
        assertThat(Schedule.value("constant", 8, 0.75)).isEqualTo(8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "400,", "400,400", "600,400", "0", "-1", "1e6", "400, 600", "9999999999999999999"})
    void endsShouldBeStepsInAscendingOrder(String ends) {
        assertThatThrownBy(() -> Schedule.ends(ends, 10)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("expected auto or steps in ascending order");
    }
}
