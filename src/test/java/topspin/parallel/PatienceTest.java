package topspin.parallel;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PatienceTest {

    @Test
    void shouldBeOverOnlyWhereTheRestWouldTakeLong() throws InterruptedException {
        Patience patience = new Patience();
        patience.begin();
        Thread.sleep(1100);
        assertThat(patience.isOver(1, 1000)).as("nobody is in a hurry").isFalse();
        patience.hurry();
        assertThat(patience.isOver(1, 1000)).as("1,100 seconds in all").isTrue();
        assertThat(patience.isOver(999, 1000)).as("almost done").isFalse();
        assertThat(patience.isOver(1000, 1000)).as("done").isFalse();
        assertThat(patience.isOver(1, (1L << 32))).as("more parts than an int holds").isTrue();
        patience.begin();
        assertThat(patience.isOver(1, 1_000_000_000)).as("too early to tell").isFalse();
    }
}
