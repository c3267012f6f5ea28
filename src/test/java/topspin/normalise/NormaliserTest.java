package topspin.normalise;

import org.junit.jupiter.api.Test;
import topspin.env.Observations;
import topspin.space.Box;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** Against numbers that {@code VecNormalize} of Stable-Baselines3 gives for the same course, with {@code epsilon} 0 at its start. */
class NormaliserTest {
    private static final Box OBSERVATION = Box.floats(-1000, 1000, 2);
    private static final NormaliseConfig BOTH = new NormaliseConfig(true, true);
    private static final double GAMMA = 0.9;
    /** {@code [steps][environments][elements]}. */
    private static final float[][] SHOWN = {{1, 100, 3, -50}, {5, 25, 7, 0}, {-2, 10, 4, 60}};
    /** {@code [steps][environments]}. */
    private static final float[][] REWARDS = {{1, -4}, {2, 8}, {0.5f, 3}, {-6, 1}};
    private static final boolean[][] OVER = {{false, false}, {true, false}, {false, false}, {false, true}};

    private static Normaliser both() {
        return Normaliser.learning(BOTH, OBSERVATION, 2, GAMMA);
    }

    private static Observations rows(float... values) {
        Observations rows = new Observations(OBSERVATION, values.length / 2);
        System.arraycopy(values, 0, rows.floats(), 0, values.length);
        return rows;
    }

    private static float[] shown(Normaliser normaliser, float... values) {
        Observations raw = rows(values);
        normaliser.show(raw, 0, 2);
        return normaliser.view(raw).floats().clone();
    }

    private static void show(Normaliser normaliser) {
        for (float[] step : SHOWN) {
            normaliser.observe(rows(step), 0, 2);
        }
    }

    private static void reward(Normaliser normaliser) {
        for (int t = 0; t < REWARDS.length; t++) {
            for (int n = 0; n < 2; n++) {
                normaliser.reward(n, REWARDS[t][n], OVER[t][n]);
            }
        }
    }

    @Test
    void observationsShouldLoseTheirMeanAndDeviationWithinBounds() {
        Normaliser normaliser = both();
        show(normaliser);
        assertThat(shown(normaliser, 2, 500, -4, 3)).as("frozen until the rollout is over: mean 0, deviation 1")
                .containsExactly(new float[] {2, 10, -4, 3}, within(1e-7f));
        normaliser.update();
        assertThat(shown(normaliser, 2, 500, -40, 30)).containsExactly(new float[] {-0.34641016f, 10, -10, 0.12380173f},
                within(1e-6f));
    }

    @Test
    void rewardsShouldBeScaledByTheDeviationOfTheDiscountedReturn() {
        Normaliser normaliser = both();
        reward(normaliser);
        assertThat(normaliser.reward(0, 3, true)).as("frozen until the rollout is over").isCloseTo(3, within(1e-6f));
        normaliser = both();
        reward(normaliser);
        normaliser.update();
        assertThat(normaliser.reward(0, 2, false)).isCloseTo(2 * 0.6830183f / 3, within(1e-6f));
        assertThat(normaliser.reward(1, 1, false)).isCloseTo(0.6830183f / 3, within(1e-6f));
        normaliser.update();
        assertThat(normaliser.reward(0, 3, false)).as("environment 0's return went on, environment 1's began anew")
                .isCloseTo(0.71956087f, within(1e-6f));
        assertThat(normaliser.reward(0, -100, false)).isEqualTo(-10);
    }

    /** Neither the squares of what is far from 0, nor where the mean began, may drown what is close together. */
    @Test
    void anOffsetThatDwarfsTheDeviationShouldBeNoMatter() {
        Normaliser normaliser = Normaliser.learning(BOTH, OBSERVATION, 2, GAMMA);
        for (int rollout = 0; rollout < 1000; rollout++) {
            normaliser.observe(rows(999.96875f, 1000, 1000.03125f, 1000), 0, 2);
            normaliser.update();
        }
        assertThat(shown(normaliser, 1000.0625f, 1000, 999.96875f, 1000))
                .containsExactly(new float[] {2, 0, -1, 0}, within(1e-4f));
    }

    @Test
    void theOrderInWhichEnvironmentsAreSeenShouldChangeNoBit() throws IOException {
        Normaliser forwards = both();
        Normaliser backwards = both();
        for (float[] step : SHOWN) {
            forwards.observe(rows(step), 0, 1);
            forwards.observe(rows(step), 1, 1);
        }
        for (int n = 1; n >= 0; n--) {
            for (float[] step : SHOWN) {
                backwards.observe(rows(step), n, 1);
            }
        }
        forwards.update();
        backwards.update();
        assertThat(saved(backwards)).isEqualTo(saved(forwards));
    }

    @Test
    void whatIsOffShouldStayAsItIs() {
        Observations raw = rows(2, 500, -4, 3);
        for (Normaliser off : List.of(Normaliser.none(), Normaliser.learning(NormaliseConfig.NONE, OBSERVATION, 2, GAMMA))) {
            assertThat(off.view(raw)).isSameAs(raw);
            assertThat(off.reward(0, 1e6f, false)).isEqualTo(1e6f);
            assertThat(off.hasState()).isFalse();
        }
        Normaliser rewards = Normaliser.learning(new NormaliseConfig(false, true), OBSERVATION, 2, GAMMA);
        assertThat(rewards.view(raw)).isSameAs(raw);
        assertThat(rewards.reward(0, 1e6f, false)).isEqualTo(10);
        assertThat(rewards.hasState()).isTrue();
    }

    @Test
    void aFrozenOneShouldLearnNothing() throws IOException {
        Normaliser learned = both();
        show(learned);
        reward(learned);
        learned.update();
        Normaliser frozen = Normaliser.frozen(BOTH, OBSERVATION, 5, GAMMA);
        frozen.restoreStatistics(in(saved(learned)));
        frozen.observe(rows(900, 900, 900, 900), 0, 2);
        assertThat(frozen.reward(0, 3, false)).isCloseTo(0.6830183f, within(1e-6f));
        frozen.update();
        assertThat(frozen.reward(0, 3, false)).isCloseTo(0.6830183f, within(1e-6f));
        assertThat(Arrays.copyOf(shown(frozen, 2, 500, -40, 30), 4)).isEqualTo(shown(learned, 2, 500, -40, 30));
    }

    @Test
    void shouldGoOnToTheBitFromASavedState() throws IOException {
        Normaliser whole = both();
        show(whole);
        reward(whole);
        whole.update();
        Normaliser restored = both();
        restored.restore(in(saved(whole)));
        for (Normaliser normaliser : new Normaliser[] {whole, restored}) {
            show(normaliser);
            reward(normaliser);
            normaliser.update();
        }
        assertThat(saved(restored)).isEqualTo(saved(whole));
    }

    @Test
    void statisticsAloneShouldLeaveTheRunningReturns() throws IOException {
        Normaliser games = both();
        reward(games);
        games.update();
        Normaliser other = both();
        games.restoreStatistics(in(saved(other)));
        byte[] after = saved(games);
        Normaliser expected = both();
        reward(expected);
        byte[] returns = saved(expected);
        assertThat(after).as("running returns of those, statistics of these").isEqualTo(returns).isNotEqualTo(saved(other));
    }

    @Test
    void shouldRefuseTheStatisticsOfSomethingElse() throws IOException {
        byte[] saved = saved(both());
        Normaliser rewards = Normaliser.learning(new NormaliseConfig(false, true), OBSERVATION, 2, GAMMA);
        assertThat(Normaliser.hasObservations(saved)).isTrue();
        assertThat(Normaliser.hasObservations(saved(rewards))).isFalse();
        assertThatThrownBy(() -> rewards.restoreStatistics(in(saved))).isInstanceOf(IOException.class);
        Normaliser wider = Normaliser.learning(BOTH, Box.floats(0, 1, 3), 2, GAMMA);
        assertThatThrownBy(() -> wider.restoreStatistics(in(saved))).hasMessage("statistics of 2 numbers, expected 3");
    }

    private static byte[] saved(Normaliser normaliser) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        normaliser.save(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static DataInputStream in(byte[] saved) {
        return new DataInputStream(new ByteArrayInputStream(saved));
    }
}
