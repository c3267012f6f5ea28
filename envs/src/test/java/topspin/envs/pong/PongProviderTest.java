package topspin.envs.pong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import topspin.env.Environment;
import topspin.env.EnvironmentRegistry;
import topspin.env.InvalidOptionException;
import topspin.env.Observations;
import topspin.env.wrapper.Wrapper;
import topspin.random.RandomStreams;
import topspin.space.Box;
import topspin.space.Discrete;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PongProviderTest {
    private final EnvironmentRegistry registry = EnvironmentRegistry.load();

    @Test
    void shouldBeTheLogsPongByDefault() {
        Environment pong = create(Map.of());
        assertThat(pong.observationSpace()).isEqualTo(Box.binary(80, 80, 1));
        assertThat(pong.actionSpace()).isEqualTo(new Discrete(2));
        assertThat(pong.framesPerStep()).isEqualTo(4);
    }

    @Test
    void shouldShapeObservationsAsAsked() {
        assertThat(create(Map.of("observation", "gray84", "frame-stack", 4)).observationSpace())
                .isEqualTo(Box.pixels(84, 84, 4));
        assertThat(create(Map.of("observation", "rgb")).observationSpace()).isEqualTo(Box.pixels(210, 160, 3));
        assertThat(create(Map.of("observation", "features")).observationSpace()).isEqualTo(Box.floats(-1, 1, 6));
        assertThat(create(Map.of("actions", 6, "frame-skip", 1)).framesPerStep()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"actions,3", "frame-skip,0", "no-op-max,-1", "frame-stack,0", "time-limit,0",
        "frame-stack,100000", "frame-stack,2147483647", "frame-skip,2147483647", "no-op-max,2147483647"})
    void shouldRefuseWholeNumbersOutOfRange(String key, int value) {
        expectInvalid(key, value);
    }

    @ParameterizedTest
    @CsvSource({"sticky,-0.1", "sticky,NaN", "flicker,1.5"})
    void shouldRefuseWhatIsNoProbability(String key, double value) {
        expectInvalid(key, value);
    }

    @Test
    void shouldWrapInTheOrderOfTheField() {
        assertThat(layers(create(Map.of()))).containsExactly("ActionSubset", "FrameSkip", "NoOpStart", "TimeLimit",
                "ArcadeEnvironment");
        assertThat(layers(create(Map.of("actions", 6, "frame-skip", 1, "no-op-max", 0))))
                .containsExactly("TimeLimit", "ArcadeEnvironment");
        assertThat(layers(create(Map.of("sticky", 0.25, "flicker", 0.5, "frame-stack", 4, "fire-on-reset", true,
                "reward-clip", true)))).containsExactly("ActionSubset", "FrameStack", "Flicker", "RewardClip",
                        "FireOnReset", "FrameSkip", "NoOpStart", "TimeLimit", "StickyActions",
                        "ArcadeEnvironment");
    }

    private static List<String> layers(Environment outermost) {
        List<String> names = new ArrayList<>();
        Environment environment = outermost;
        while (environment instanceof Wrapper wrapper) {
            names.add(wrapper.getClass().getSimpleName());
            environment = wrapper.inner();
        }
        names.add(environment.getClass().getSimpleName());
        return names;
    }

    @Test
    void shouldTruncateAtTheTimeLimitInFrames() {
        Environment pong = create(Map.of("time-limit", 100, "no-op-max", 0));
        pong.reset(null, 0);
        for (int decision = 1; decision <= 25; decision++) {
            assertThat(pong.truncated()).isFalse();
            pong.step(0, null, 0);
        }
        assertThat(pong.truncated()).isTrue();
        assertThat(pong.terminated()).isFalse();
    }

    @Test
    void shouldMoveUpWithActionZeroAndDownWithActionOne() {
        assertThat(paddleAfter(0)).isLessThan(paddleAfter(1));
    }

    private float paddleAfter(int action) {
        Environment pong = create(Map.of("observation", "features"));
        Observations out = new Observations(pong.observationSpace(), 1);
        pong.reset(out, 0);
        pong.step(action, out, 0);
        return out.floats()[2];
    }

    private void expectInvalid(String key, Object value) {
        assertThatExceptionOfType(InvalidOptionException.class).isThrownBy(() -> create(Map.of(key, value)))
                .withMessageStartingWith(key + ": expected").withMessageEndingWith("got " + value)
                .satisfies(e -> assertThat(e.key()).isEqualTo(key));
    }

    private Environment create(Map<String, Object> options) {
        return registry.create("pong", options, new RandomStreams(1));
    }
}
