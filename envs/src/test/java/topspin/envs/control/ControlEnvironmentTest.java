package topspin.envs.control;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import topspin.env.Actions;
import topspin.env.Environment;
import topspin.env.EnvironmentRegistry;
import topspin.env.Observations;
import topspin.env.SavedState;
import topspin.random.RandomStreams;
import topspin.space.Box;

import java.io.IOException;
import java.util.Map;
import java.util.function.ToIntFunction;

import static org.assertj.core.api.Assertions.assertThat;

class ControlEnvironmentTest {

    /** What one episode came to. */
    private record Episode(int steps, double score, boolean terminated, boolean truncated) {
    }

    @Test
    void shouldPayForEveryStepUntilThePoleFalls() {
        Episode pushed = play(create("cart-pole", true), seen -> 1);
        assertThat(pushed.steps).isBetween(8, 11);
        assertThat(pushed).isEqualTo(new Episode(pushed.steps, pushed.steps, true, false));
    }

    @Test
    void shouldTruncateABalancedPoleAfterFiveHundredSteps() {
        Episode balanced = play(create("cart-pole", true),
                seen -> seen[2] + 0.3 * seen[3] + 0.02 * seen[0] + 0.05 * seen[1] > 0 ? 1 : 0);
        assertThat(balanced).isEqualTo(new Episode(500, 500, false, true));
    }

    @Test
    void shouldTruncateAnAcrobotThatHangsAfterFiveHundredSteps() {
        assertThat(play(create("acrobot", true), seen -> 1)).isEqualTo(new Episode(500, -500, false, true));
    }

    /** The motor works against the first link's swing, as Sutton's solutions do. */
    @Test
    void shouldEndAnAcrobotsEpisodeAtTheGoalWithZero() {
        Episode swung = play(create("acrobot", true), seen -> seen[4] < 0 ? 2 : 0);
        assertThat(swung.steps).isLessThan(200);
        assertThat(swung).isEqualTo(new Episode(swung.steps, 1 - swung.steps, true, false));
    }

    /** Left and right, and the torques, are told apart by what they do. */
    @Test
    void shouldPushTheWayTheActionSays() {
        assertThat(firstSpeed("cart-pole", 0, 1)).isNegative();
        assertThat(firstSpeed("cart-pole", 1, 1)).isPositive();
        assertThat(firstSpeed("acrobot", 0, 5)).isLessThan(firstSpeed("acrobot", 1, 5));
        assertThat(firstSpeed("acrobot", 1, 5)).isLessThan(firstSpeed("acrobot", 2, 5));
    }

    /** By energy: pushed with its speed until it has enough, and held near the top. Nothing is paid for hanging upright. */
    @Test
    void shouldSwingUpAPendulumByItsTorqueAndTruncateAfterTwoHundredSteps() {
        Environment pendulum = create("pendulum", true);
        assertThat(pendulum.actionSpace()).isEqualTo(Box.floats(-2, 2, 1));
        Actions torque = new Actions(pendulum.actionSpace(), 1);
        Observations out = new Observations(pendulum.observationSpace(), 1);
        pendulum.reset(out, 0);
        double score = 0;
        int steps = 0;
        while (!pendulum.truncated()) {
            double cosine = out.floats()[0];
            double angle = Math.atan2(out.floats()[1], cosine);
            double speed = out.floats()[2];
            double energy = speed * speed / 6 + 5 * cosine; // of a rod, J per kg; 5 at rest on top
            double wanted = cosine > 0.9 ? -10 * angle - 2 * speed : 2 * Math.signum(speed * (5 - energy));
            torque.values()[0] = (float) Math.max(-2, Math.min(2, wanted));
            score += pendulum.step(torque, 0, out, 0);
            assertThat(pendulum.terminated()).isFalse();
            steps++;
        }
        assertThat(steps).isEqualTo(200);
        assertThat(score).isBetween(-700.0, 0.0);
        assertThat((double) out.floats()[0]).as("cosine at the end").isGreaterThan(0.99);
    }

    private static float firstSpeed(String id, int action, int element) {
        Environment environment = create(id, true);
        Observations out = new Observations(environment.observationSpace(), 1);
        environment.reset(out, 0);
        environment.step(action, out, 0);
        return out.floats()[element];
    }

    @Test
    void shouldShowPositionsOnlyIfVelocitiesAreHidden() {
        assertThat(create("cart-pole", false).observationSpace()).isEqualTo(Box.floats(-4.8f, 4.8f, 2));
        assertThat(create("acrobot", false).observationSpace()).isEqualTo(Box.floats(-1, 1, 4));
        assertThat(create("pendulum", false).observationSpace()).isEqualTo(Box.floats(-1, 1, 2));
        assertThat(create("pendulum", true).observationSpace()).isEqualTo(Box.floats(-8, 8, 3));
        assertThat(create("cart-pole", true).observationSpace().size()).isEqualTo(4);
        assertThat(create("acrobot", true).observationSpace().size()).isEqualTo(6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cart-pole", "acrobot", "pendulum"})
    void shouldGoOnBitForBitAfterARestore(String id) throws IOException {
        Environment original = create(id, true);
        Observations expected = new Observations(original.observationSpace(), 1);
        Observations actual = new Observations(original.observationSpace(), 1);
        original.reset(expected, 0);
        for (int step = 0; step < 1200; step++) {
            int action = step * 7 % 5 % 2;
            if (step % 5 == 0) {
                SavedState saved = SavedState.of(original);
                Environment restored = EnvironmentRegistry.load().create(id, Map.of(), new RandomStreams(77));
                saved.restore(restored);
                // with an observer here, and without one there
                assertThat(original.step(action, null, 0)).isEqualTo(restored.step(action, actual, 0));
                assertThat(restored.terminated()).isEqualTo(original.terminated());
                assertThat(restored.truncated()).isEqualTo(original.truncated());
                assertThat(SavedState.of(restored).bytes()).isEqualTo(SavedState.of(original).bytes());
                restored.reset(actual, 0);
                saved.restore(restored);
                restored.step(action, actual, 0);
                original = restored;
            } else {
                original.step(action, expected, 0);
            }
            if (original.terminated() || original.truncated()) {
                SavedState ended = SavedState.of(original);
                original.reset(expected, 0);
                Environment other = EnvironmentRegistry.load().create(id, Map.of(), new RandomStreams(78));
                ended.restore(other);
                other.reset(actual, 0);
                assertThat(actual.floats()).isEqualTo(expected.floats());
            }
        }
    }

    private static Episode play(Environment environment, ToIntFunction<float[]> player) {
        Observations out = new Observations(environment.observationSpace(), 1);
        environment.reset(out, 0);
        int steps = 0;
        double score = 0;
        while (!environment.terminated() && !environment.truncated()) {
            score += environment.step(player.applyAsInt(out.floats()), out, 0);
            steps++;
        }
        return new Episode(steps, score, environment.terminated(), environment.truncated());
    }

    private static Environment create(String id, boolean velocity) {
        return EnvironmentRegistry.load().create(id, Map.of("velocity", velocity), new RandomStreams(3));
    }
}
