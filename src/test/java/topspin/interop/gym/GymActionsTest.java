package topspin.interop.gym;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import topspin.env.Actions;
import topspin.env.Environment;
import topspin.env.EnvironmentRegistry;
import topspin.env.Matching;
import topspin.env.Observations;
import topspin.random.RandomStreams;
import topspin.space.Box;
import topspin.space.Discrete;
import topspin.space.MultiDiscrete;
import topspin.space.Space;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Actions of every kind, from our client to our server. */
class GymActionsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    static Stream<Space> spaces() {
        return Stream.of(new Discrete(2), new MultiDiscrete(2, 3), Box.floats(-2, 2, 3),
                Box.floats(Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, 2));
    }

    @ParameterizedTest
    @MethodSource("spaces")
    void aServedWorldShouldPlayAsTheWorldItself(Space space) throws IOException {
        EnvironmentRegistry worlds = Matching.registry(space);
        RandomStreams streams = new RandomStreams(4);
        try (GymServer server = new GymServer(new InetSocketAddress(GymServer.DEFAULT_HOST, 0), worlds, 9)) {
            server.start();
            Map<String, Object> options = Map.of("url", server.url(), "name", "matching");
            try (Environment far = EnvironmentRegistry.load().create("gym-http", options, streams)) {
                assertThat(far.actionSpace().width()).isEqualTo(space.width());
                Actions actions = new Actions(far.actionSpace(), 2);
                Observations shown = new Observations(far.observationSpace(), 1);
                far.reset(shown, 0);
                for (int i = 0; i < 5; i++) {
                    float expected = 0;
                    for (int k = 0; k < space.width(); k++) {
                        float action = space instanceof Box ? i - 1.5f + 0.25f * k : (i + k) % 2;
                        actions.values()[actions.offset(1) + k] = action;
                        float difference = action - shown.floats()[k];
                        expected -= difference * difference / space.width();
                    }
                    if (space instanceof Box && !actions.isValid(1)) {
                        break;
                    }
                    assertThat(far.step(actions, 1, shown, 0)).isCloseTo(expected, within(1e-5f));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("spaces")
    void aSpaceShouldBeReadAsItIsDescribed(Space space) {
        JsonNode info = JSON.valueToTree(GymSpaces.describe(space));
        Space read = GymSpaces.actions(info);
        assertThat(read.width()).isEqualTo(space.width());
        if (!(space instanceof Box box) || Float.isFinite(box.low())) {
            assertThat(read).isEqualTo(space); // JSON has no infinity: those bounds come as very large ones
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"1 | true | false | false", "[1] | false | false | false", "[1, 2] | false | true | false",
        "[1, 3] | false | false | false", "[1.5, 0] | false | false | false", "[0.5, -2, 2] | false | false | true",
        "[[0.5, -2], [2]] | false | false | true", "[0.5, -2, 2.1] | false | false | false", "'text' | false | false | false",
        "[0.5, -2, 2, 1] | false | false | false", "[0.5, null, 2] | false | false | false", "2 | false | false | false"})
    void onlyElementsOfTheSpaceShouldBeTaken(String json, boolean discrete, boolean multi, boolean box) throws IOException {
        JsonNode node = JSON.readTree(json.startsWith("t") ? '"' + json + '"' : json);
        List<Space> all = List.of(new Discrete(2), new MultiDiscrete(2, 3), Box.floats(-2, 2, 3));
        assertThat(all.stream().map(space -> GymSpaces.read(node, new Actions(space, 1))).toList())
                .containsExactly(discrete, multi, box);
    }

    @Test
    void whatIsExpectedShouldBeSaid() {
        assertThat(GymSpaces.expected(new Discrete(2))).isEqualTo("a whole number from 0 to 1");
        assertThat(GymSpaces.expected(new MultiDiscrete(2, 3))).isEqualTo("a list of whole numbers below [2, 3]");
        assertThat(GymSpaces.expected(Box.floats(-2, 2, 3))).isEqualTo("a list of 3 numbers between -2.0 and 2.0");
        assertThat(GymSpaces.expected(Box.floats(-2, 2, 1))).isEqualTo("a list of 1 number between -2.0 and 2.0");
    }
}
