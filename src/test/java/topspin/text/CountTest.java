package topspin.text;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CountTest {

    @Test
    void shouldAgreeWithItsNoun() {
        assertThat(Count.of(0, "run")).isEqualTo("0 runs");
        assertThat(Count.of(1, "run")).isEqualTo("1 run");
        assertThat(Count.of(12345, "row")).isEqualTo("12,345 rows");
    }
}
