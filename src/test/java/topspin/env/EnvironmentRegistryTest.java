package topspin.env;

import org.junit.jupiter.api.Test;
import topspin.random.RandomStreams;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class EnvironmentRegistryTest {
    private final Map<String, Object> seen = new HashMap<>();

    private final EnvironmentRegistry registry = EnvironmentRegistry.of(List.of(provider("zeta"), provider("alpha")));

    @Test
    void shouldFindTheBuiltInWorldsInOrder() {
        assertThat(EnvironmentRegistry.load().ids()).containsSubsequence("acrobot", "cart-pole", "pendulum", "pong", "recall");
    }

    @Test
    void shouldOrderByIdWhateverTheOrderOfDiscovery() {
        assertThat(registry.ids()).containsExactly("alpha", "zeta");
    }

    @Test
    void shouldNameTheNearestIdWhenNoneIsCalledSo() {
        assertThatIllegalArgumentException().isThrownBy(() -> registry.provider("aplha"))
                .withMessage("unknown environment 'aplha'; nearest: 'alpha'; known: alpha, zeta");
    }

    @Test
    void shouldRefuseTwoWorldsOfOneName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EnvironmentRegistry.of(List.of(provider("alpha"), provider("alpha"))))
                .withMessageContaining("two environments are called 'alpha'");
    }

    @Test
    void shouldHandDefaultsAndGivenValuesToTheProvider() {
        registry.create("alpha", Map.of("frames", 7), new RandomStreams(1));
        assertThat(seen).isEqualTo(Map.of("frames", 7, "chance", 0.5, "loud", true, "look", "plain"));
    }

    @Test
    void shouldTakeAWholeNumberForAFraction() {
        assertThat(registry.resolve("alpha", Map.of("chance", 1)).get("chance")).isEqualTo(1.0);
    }

    @Test
    void shouldPassOverTheIdAmongTheOptions() {
        assertThat(registry.resolve("alpha", Map.of("id", "alpha"))).doesNotContainKey("id");
    }

    @Test
    void shouldResolveInTheProvidersOrder() {
        assertThat(new ArrayList<>(registry.resolve("alpha", Map.of()).keySet()))
                .containsExactly("frames", "chance", "loud", "look");
    }

    @Test
    void shouldNameAnUnknownKeyAndTheNearestOne() {
        expectInvalid(Map.of("frame", 4), "frame",
                "unknown key 'frame' of environment 'alpha'; nearest: 'frames'; known: frames, chance, loud, look");
    }

    @Test
    void shouldSayWhatTypeWasExpected() {
        expectInvalid(Map.of("frames", "four"), "frames", "frames: expected a whole number, got 'four'");
        expectInvalid(Map.of("frames", 4.0), "frames", "frames: expected a whole number, got 4.0");
        expectInvalid(Map.of("chance", "0.5"), "chance", "chance: expected a number, got '0.5'");
        expectInvalid(Map.of("loud", 1), "loud", "loud: expected true or false, got 1");
    }

    @Test
    void shouldRefuseAnEmptyValue() {
        Map<String, Object> options = new HashMap<>();
        options.put("frames", null);
        expectInvalid(options, "frames", "frames: expected a whole number, got null");
    }

    @Test
    void shouldListTheChoicesAndTheNearest() {
        expectInvalid(Map.of("look", "plan"), "look", "look: expected one of plain, fancy, got 'plan'; nearest: 'plain'");
        expectInvalid(Map.of("look", 3), "look", "look: expected one of plain, fancy, got 3");
    }

    private void expectInvalid(Map<String, Object> options, String key, String message) {
        assertThatExceptionOfType(InvalidOptionException.class).isThrownBy(() -> registry.resolve("alpha", options))
                .withMessage(message).satisfies(e -> assertThat(e.key()).isEqualTo(key));
    }

    private EnvironmentProvider provider(String id) {
        return new EnvironmentProvider() {
            @Override
            public String id() {
                return id;
            }

            @Override
            public String description() {
                return "a world for tests";
            }

            @Override
            public List<EnvironmentOption> options() {
                return List.of(EnvironmentOption.of("frames", 4, ""), EnvironmentOption.of("chance", 0.5, ""),
                        EnvironmentOption.of("loud", true, ""),
                        EnvironmentOption.choice("look", "plain", List.of("plain", "fancy"), ""));
            }

            @Override
            public Environment create(Map<String, Object> options, RandomStreams streams) {
                seen.putAll(options);
                return CountingEnvironment.terminatingAfter(3);
            }
        };
    }
}
