package topspin.env.wrapper;

import org.junit.jupiter.api.Test;
import topspin.env.CountingEnvironment;
import topspin.env.Observations;
import topspin.env.SavedState;
import topspin.random.RandomStreams;

import java.io.IOException;
import java.util.TreeSet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** {@link NoOpStart} and {@link FireOnReset}. */
class StartWrappersTest {
    private static final int IDLE = 3;

    @Test
    void shouldBeginWithOneToMaxIdleSteps() {
        CountingEnvironment inner = CountingEnvironment.terminatingAfter(100);
        NoOpStart starting = noOpStart(inner, 30, 1);
        Observations out = new Observations(starting.observationSpace(), 1);
        TreeSet<Integer> counts = new TreeSet<>();
        for (int i = 0; i < 2000; i++) {
            inner.actions.clear();
            starting.reset(out, 0);
            counts.add(inner.actions.size());
            assertThat(inner.actions).containsOnly(IDLE);
            assertThat((int) out.bytes()[1]).as("the observation is the last idle step's").isEqualTo(inner.actions.size());
        }
        assertThat(counts).hasSize(30);
        assertThat(counts.first()).isEqualTo(1);
        assertThat(counts.last()).isEqualTo(30);
    }

    @Test
    void shouldDrawOnlyTheLastIdleStep() {
        CountingEnvironment inner = CountingEnvironment.terminatingAfter(100);
        NoOpStart starting = noOpStart(inner, 30, 1);
        starting.reset(new Observations(starting.observationSpace(), 1), 0);
        assertThat(inner.draws).isEqualTo(1);
    }

    @Test
    void shouldStartAfreshWhenTheEpisodeEndsAmongTheIdleSteps() {
        NoOpStart starting = noOpStart(CountingEnvironment.terminatingAfter(1), 5, 1);
        Observations out = new Observations(starting.observationSpace(), 1);
        starting.reset(out, 0);
        assertThat(starting.terminated()).isFalse();
        assertThat(out.bytes()).as("second episode, no step").containsExactly(2, 0);
    }

    @Test
    void shouldDrawTheSameNumbersOfIdleStepsAfterARestore() throws IOException {
        CountingEnvironment first = CountingEnvironment.terminatingAfter(100);
        NoOpStart original = noOpStart(first, 30, 1);
        original.reset(null, 0);
        SavedState saved = SavedState.of(original);
        CountingEnvironment second = CountingEnvironment.terminatingAfter(100);
        NoOpStart restored = noOpStart(second, 30, 2);
        saved.restore(restored);
        first.actions.clear();
        for (int i = 0; i < 5; i++) {
            original.reset(null, 0);
            restored.reset(null, 0);
            assertThat(second.actions).isEqualTo(first.actions);
        }
    }

    @Test
    void shouldPressTheOpeningButtonsAfterEachReset() {
        CountingEnvironment inner = CountingEnvironment.terminatingAfter(100);
        FireOnReset firing = new FireOnReset(inner, 1, 2);
        Observations out = new Observations(firing.observationSpace(), 1);
        firing.reset(out, 0);
        firing.reset(out, 0);
        assertThat(inner.actions).containsExactly(1, 2, 1, 2);
        assertThat(out.bytes()).containsExactly(2, 2);
    }

    @Test
    void shouldStartAfreshWhenTheEpisodeEndsAmongTheOpeningButtons() {
        FireOnReset firing = new FireOnReset(CountingEnvironment.terminatingAfter(1), 1, 2);
        Observations out = new Observations(firing.observationSpace(), 1);
        firing.reset(out, 0);
        assertThat(firing.terminated()).isFalse();
        assertThat(out.bytes()).containsExactly(2, 0);
    }

    @Test
    void shouldRefuseToIdleNever() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> noOpStart(CountingEnvironment.terminatingAfter(1), 0, 1));
    }

    private static NoOpStart noOpStart(CountingEnvironment inner, int max, long seed) {
        return new NoOpStart(inner, IDLE, max, new RandomStreams(seed).stream("no-op"));
    }
}
