package topspin.train;

import org.junit.jupiter.api.Test;
import topspin.algorithm.Algorithm;
import topspin.algorithm.a2c.A2c;
import topspin.algorithm.ppo.Ppo;
import topspin.config.InvalidConfigException;
import topspin.env.EnvironmentRegistry;

import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * How training parts company: PPO through every same-maths variant, and through {@code fused} with one weight changed by
 * one unit in the last place. What sets a variant apart is no more than what sets the changed weight apart.
 */
class DivergenceTest {
    private static final int ROLLOUTS = 20;
    private static final List<String> EXACT = List.of("segmented", "padded");
    private static final List<String> ROUNDING = List.of("split", "split-squeeze", "unstack", "batch-to-sequence", "packed",
            "primitive");

    @Test
    void exactVariantsShouldNeverPart() {
        try (Divergence divergence = of(new Ppo(), EXACT)) {
            for (int k = 0; k < ROLLOUTS; k++) {
                Map<String, Divergence.Distance> distances = divergence.advance();
                for (String variant : EXACT) {
                    assertThat(distances.get(variant).distance()).as(variant).isZero();
                    assertThat(distances.get(variant).sameActions()).as(variant).isTrue();
                }
            }
        }
    }

    @Test
    void roundingShouldBeginAsSmallAsOneUlpOfOneWeight() {
        try (Divergence divergence = of(new Ppo(), ROUNDING)) {
            for (int k = 0; k < 5; k++) {
                Map<String, Divergence.Distance> distances = divergence.advance();
                assertThat(distances).hasSize(1 + ROUNDING.size()).containsKey(Divergence.ONE_ULP);
                distances.forEach((run, distance) -> {
                    assertThat(distance.distance()).as(run).isLessThan(1e-5);
                    assertThat(distance.sameActions()).as(run).isTrue();
                });
            }
            assertThat(divergence.advance().values()).allMatch(distance -> distance.distance() > 1e-10);
        }
    }

    @Test
    void otherMathsShouldPartAtOnceAndByMore() {
        try (Divergence divergence = of(new Ppo(), List.of("flat"))) {
            divergence.advance();
            assertThat(divergence.advance().get("flat").distance()).isGreaterThan(1e-4);
        }
    }

    @Test
    void shouldRefuseWhatItCannotTrain() {
        assertThatThrownBy(() -> of(new A2c(), EXACT)).isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("expected ppo");
        assertThatThrownBy(() -> of(new Ppo(), List.of("chunked(999)")))
                .isInstanceOf(InvalidConfigException.class);
    }

    private static Divergence of(Algorithm algorithm, List<String> variants) {
        return new Divergence(TrainingFixture.config(algorithm), variants, EnvironmentRegistry.load());
    }
}
