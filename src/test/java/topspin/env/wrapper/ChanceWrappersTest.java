package topspin.env.wrapper;

import org.junit.jupiter.api.Test;
import topspin.env.CountingEnvironment;
import topspin.env.Environment;
import topspin.env.Observations;
import topspin.env.SavedState;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

/** {@link StickyActions} and {@link Flicker}. */
class ChanceWrappersTest {

    @Test
    void shouldStickAsOftenAsAsked() {
        CountingEnvironment inner = CountingEnvironment.terminatingAfter(Integer.MAX_VALUE);
        StickyActions sticky = new StickyActions(inner, 0.25, stream(1));
        sticky.reset(null, 0);
        int stuck = 0;
        int steps = 20_000;
        for (int i = 0; i < steps; i++) {
            int asked = i % 5;
            sticky.step(asked, null, 0);
            stuck += inner.actions.get(i) == asked ? 0 : 1;
        }
        assertThat((double) stuck / steps).isCloseTo(0.25, within(0.015));
    }

    @Test
    void shouldRepeatTheActionInEffectAndNotTheOneAskedFor() {
        CountingEnvironment inner = CountingEnvironment.terminatingAfter(Integer.MAX_VALUE);
        StickyActions sticky = new StickyActions(inner, 0.5, stream(2));
        sticky.reset(null, 0);
        int inEffect = 0;
        for (int i = 0; i < 1000; i++) {
            sticky.step(1 + i % 4, null, 0);
            int executed = inner.actions.get(i);
            assertThat(executed).isIn(1 + i % 4, inEffect);
            inEffect = executed;
        }
    }

    @Test
    void shouldStickToActionZeroAfterAReset() {
        CountingEnvironment inner = CountingEnvironment.terminatingAfter(100);
        StickyActions sticky = new StickyActions(inner, 0.5, stream(3));
        for (int i = 0; i < 50; i++) {
            sticky.reset(null, 0);
            sticky.step(4, null, 0);
        }
        assertThat(inner.actions).containsOnly(0, 4).contains(0, 4);
    }

    @Test
    void shouldActOnEachFrameInsideAFrameSkip() {
        CountingEnvironment inner = CountingEnvironment.terminatingAfter(Integer.MAX_VALUE);
        FrameSkip skipping = new FrameSkip(new StickyActions(inner, 0.5, stream(4)), 4);
        skipping.reset(null, 0);
        boolean changedWithin = false;
        for (int i = 0; i < 100; i++) {
            skipping.step(i % 2 + 1, null, 0);
            List<Integer> frames = inner.actions.subList(4 * i, 4 * i + 4);
            changedWithin |= !frames.get(0).equals(frames.get(3));
        }
        assertThat(changedWithin).isTrue();
    }

    @Test
    void shouldBlankTheWholeObservationAsOftenAsAsked() {
        Flicker flicker = new Flicker(CountingEnvironment.terminatingAfter(Integer.MAX_VALUE), 0.5, stream(5));
        Observations out = new Observations(flicker.observationSpace(), 1);
        flicker.reset(out, 0);
        int blanks = 0;
        int pairs = 0;
        boolean before = false;
        int steps = 20_000;
        for (int i = 0; i < steps; i++) {
            out.bytes()[0] = 77;
            flicker.step(0, out, 0);
            assertThat(out.bytes()[0]).isIn((byte) 0, (byte) 1);
            boolean blank = out.bytes()[0] == 0;
            blanks += blank ? 1 : 0;
            pairs += blank && before ? 1 : 0;
            before = blank;
        }
        assertThat((double) blanks / steps).isCloseTo(0.5, within(0.02));
        assertThat((double) pairs / steps).as("independent of the step before").isCloseTo(0.25, within(0.02));
    }

    @Test
    void shouldBlankFirstObservationsToo() {
        Flicker flicker = new Flicker(CountingEnvironment.terminatingAfter(100), 1, stream(6));
        Observations out = new Observations(flicker.observationSpace(), 2);
        out.bytes()[2] = 77;
        flicker.reset(out, 1);
        assertThat(out.bytes()).containsOnly(0);
    }

    @Test
    void shouldFlickerEquallyWhetherOrNotAnybodyLooks() {
        Flicker looked = new Flicker(CountingEnvironment.terminatingAfter(100), 0.5, stream(7));
        Flicker unlooked = new Flicker(CountingEnvironment.terminatingAfter(100), 0.5, stream(7));
        Observations a = new Observations(looked.observationSpace(), 1);
        Observations b = new Observations(looked.observationSpace(), 1);
        looked.reset(a, 0);
        unlooked.reset(null, 0);
        for (int i = 0; i < 50; i++) {
            looked.step(0, a, 0);
            unlooked.step(0, i % 3 == 0 ? b : null, 0);
            if (i % 3 == 0) {
                assertThat(b.bytes()).isEqualTo(a.bytes());
            }
        }
    }

    @Test
    void shouldContinueTheirDrawsAfterARestore() throws IOException {
        CountingEnvironment first = CountingEnvironment.terminatingAfter(1000);
        Environment original = new Flicker(new StickyActions(first, 0.5, stream(8)), 0.5, stream(9));
        Observations a = new Observations(original.observationSpace(), 1);
        Observations b = new Observations(original.observationSpace(), 1);
        original.reset(a, 0);
        for (int i = 0; i < 7; i++) {
            original.step(i % 5, a, 0);
        }
        CountingEnvironment second = CountingEnvironment.terminatingAfter(1000);
        Environment restored = new Flicker(new StickyActions(second, 0.5, stream(10)), 0.5, stream(11));
        SavedState.of(original).restore(restored);
        first.actions.clear();
        for (int i = 0; i < 100; i++) {
            original.step(i % 5, a, 0);
            restored.step(i % 5, b, 0);
            assertThat(b.bytes()).isEqualTo(a.bytes());
        }
        assertThat(new ArrayList<>(second.actions)).isEqualTo(first.actions);
    }

    @Test
    void shouldRefuseProbabilitiesBeyondZeroAndOne() {
        CountingEnvironment inner = CountingEnvironment.terminatingAfter(1);
        assertThatIllegalArgumentException().isThrownBy(() -> new Flicker(inner, 1.5, stream(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> new StickyActions(inner, Double.NaN, stream(1)));
    }

    private static RandomStream stream(long seed) {
        return new RandomStreams(seed).stream("chance");
    }
}
