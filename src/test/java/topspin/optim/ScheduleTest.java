package topspin.optim;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ScheduleTest {

    @Test
    void linearShouldFallToZeroAtTheEndAndNoFurther() {
        OptimiserConfig config = config("linear");
        assertThat(Schedule.rate(config, 0)).isEqualTo(8);
        assertThat(Schedule.rate(config, 0.25)).isEqualTo(6);
        assertThat(Schedule.rate(config, 1)).isZero();
        assertThat(Schedule.rate(config, 1.5)).isZero();
    }

    @Test
    void constantShouldStay() {
        assertThat(Schedule.rate(config("constant"), 0.9)).isEqualTo(8);
    }

    @Test
    void anUnknownScheduleShouldBeRefusedByName() {
        assertThatThrownBy(() -> Schedule.rate(config("cosine"), 0)).hasMessageContaining("cosine")
                .hasMessageContaining("linear");
    }

    private static OptimiserConfig config(String schedule) {
        return new OptimiserConfig("adam", 8, schedule, 1e-5, 0.99, 0.9, 0.999);
    }
}
