package topspin.envs.memory;

import org.junit.jupiter.api.Test;
import topspin.env.Environment;
import topspin.env.EnvironmentRegistry;
import topspin.env.InvalidOptionException;
import topspin.env.Observations;
import topspin.env.SavedState;
import topspin.random.RandomStreams;

import java.io.IOException;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

class RecallTest {

    @Test
    void shouldShowTheCueOnceThenNothingThenTheQuestion() {
        Environment recall = recall(3, 2);
        Observations out = new Observations(recall.observationSpace(), 1);
        recall.reset(out, 0);
        assertThat(out.floats()[0] + out.floats()[1] + out.floats()[2]).isEqualTo(1);
        assertThat(out.floats()[3]).isZero();
        assertThat(recall.step(0, out, 0)).isZero();
        assertThat(out.floats()).containsOnly(0);
        assertThat(recall.step(0, out, 0)).isZero();
        assertThat(out.floats()).containsExactly(0, 0, 0, 1);
        assertThat(recall.terminated()).isFalse();
        recall.step(0, out, 0);
        assertThat(recall.terminated()).isTrue();
    }

    @Test
    void shouldRewardThePlayerWhoRemembers() {
        assertThat(meanReturn(true)).isEqualTo(1);
    }

    @Test
    void shouldGiveNothingToThePlayerWhoForgets() {
        assertThat(meanReturn(false)).isCloseTo(0, within(0.1));
    }

    @Test
    void shouldShowAllCues() {
        Environment recall = recall(4, 1);
        Observations out = new Observations(recall.observationSpace(), 1);
        boolean[] seen = new boolean[4];
        for (int i = 0; i < 100; i++) {
            recall.reset(out, 0);
            seen[cue(out)] = true;
        }
        assertThat(seen).containsOnly(true);
    }

    @Test
    void shouldRememberItsCueAcrossARestore() throws IOException {
        Environment original = recall(8, 4);
        Observations out = new Observations(original.observationSpace(), 1);
        for (int i = 0; i < 20; i++) {
            original.reset(out, 0);
            int cue = cue(out);
            original.step(0, out, 0);
            Environment restored = recall(8, 4);
            SavedState.of(original).restore(restored);
            for (int step = 1; step < 4; step++) {
                restored.step(0, out, 0);
            }
            assertThat(out.floats()[8]).isEqualTo(1);
            assertThat(restored.step(cue, out, 0)).isEqualTo(1);
        }
    }

    @Test
    void shouldRefuseASingleCueAndNoDelay() {
        assertThatExceptionOfType(InvalidOptionException.class).isThrownBy(() -> recall(1, 4))
                .withMessage("cues: expected 2 to 10000, got 1");
        assertThatExceptionOfType(InvalidOptionException.class).isThrownBy(() -> recall(100_000_000, 4))
                .withMessage("cues: expected 2 to 10000, got 100000000");
        assertThatExceptionOfType(InvalidOptionException.class).isThrownBy(() -> recall(2, Integer.MAX_VALUE))
                .withMessage("delay: expected 1 to 1000000, got 2147483647");
        assertThatExceptionOfType(InvalidOptionException.class).isThrownBy(() -> recall(2, 0))
                .withMessage("delay: expected 1 to 1000000, got 0");
    }

    private static double meanReturn(boolean remembers) {
        Environment recall = recall(2, 8);
        Observations out = new Observations(recall.observationSpace(), 1);
        double sum = 0;
        int episodes = 2000;
        for (int i = 0; i < episodes; i++) {
            recall.reset(out, 0);
            int answer = remembers ? cue(out) : 0;
            while (!recall.terminated()) {
                sum += recall.step(answer, out, 0);
            }
        }
        return sum / episodes;
    }

    private static int cue(Observations out) {
        int cue = 0;
        while (out.floats()[cue] == 0) {
            cue++;
        }
        return cue;
    }

    private static Environment recall(int cues, int delay) {
        return EnvironmentRegistry.load().create("recall", Map.of("cues", cues, "delay", delay), new RandomStreams(3));
    }
}
