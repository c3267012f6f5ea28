package topspin.interop.gym;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import topspin.env.Environment;
import topspin.env.EnvironmentException;
import topspin.env.EnvironmentRegistry;
import topspin.env.GivenUpException;
import topspin.env.InvalidOptionException;
import topspin.env.Observations;
import topspin.env.SavedState;
import topspin.env.VectorEnvironment;
import topspin.interop.http.RawServer;
import topspin.parallel.WorkerPool;
import topspin.random.RandomStreams;
import topspin.space.Box;
import topspin.space.Discrete;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

@Timeout(120)
class GymEnvironmentTest {
    private final EnvironmentRegistry registry = EnvironmentRegistry.load();
    private final RandomStreams streams = new RandomStreams(4).scope("env/0");
    private ScriptedGym gym;

    @BeforeEach
    void open() throws IOException {
        gym = new ScriptedGym();
    }

    @AfterEach
    void close() {
        gym.close();
    }

    @Test
    void shouldPlayWhatTheServersEnvironmentPlays() throws IOException {
        long seed = streams.stream("gym-http").nextInt(Integer.MAX_VALUE);
        try (GymServer server = new GymServer(new InetSocketAddress("127.0.0.1", 0), registry, 1)) {
            server.start();
            for (String observation : List.of("features", "binary80")) {
                try (Environment remote = remote(server.url(), "pong?time-limit=400&observation=" + observation);
                     Environment direct = registry.create("pong", Map.of("observation", observation, "time-limit", 400),
                             new RandomStreams(seed).scope("env/0"))) {
                    assertThat(remote.observationSpace()).isEqualTo(direct.observationSpace());
                    assertThat(remote.actionSpace()).isEqualTo(direct.actionSpace());
                    assertThat(played(remote)).isEqualTo(played(direct));
                }
            }
            assertThat(new GymRequests(server.url()).get("/v1/envs/").body().get("envs")).isEmpty();
        }
    }

    /** Every number of 150 steps, ends of episodes included. */
    private static List<Object> played(Environment environment) {
        List<Object> numbers = new ArrayList<>();
        Observations observation = new Observations(environment.observationSpace(), 3);
        environment.reset(observation, 1);
        for (int t = 0; t < 150; t++) {
            numbers.add(environment.step(t / 10 % 2, observation, 1));
            numbers.add(observation.floats() == null ? Arrays.hashCode(observation.bytes())
                    : Arrays.hashCode(observation.floats()));
            numbers.add(environment.terminated());
            numbers.add(environment.truncated());
            if (environment.terminated() || environment.truncated()) {
                environment.reset(observation, 1);
            }
        }
        assertThat(numbers).contains(true);
        return numbers;
    }

    @Test
    void shouldPlayOnAPythonServer() {
        try (Environment cartPole = remote(gym.url(), "CartPole-v1")) {
            assertThat(cartPole.observationSpace())
                    .isEqualTo(Box.floats(Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, 4));
            assertThat(cartPole.actionSpace()).isEqualTo(new Discrete(2));
            Observations observation = new Observations(cartPole.observationSpace(), 2);
            cartPole.reset(observation, 1);
            assertThat(observation.floats()).containsExactly(0, 0, 0, 0, 0.03f, -0.01f, 0.02f, 0.04f);

            assertThat(cartPole.step(1, observation, 0)).isEqualTo(1);
            assertThat(observation.floats()).containsExactly(0.1f, 0.2f, 0.3f, 0.4f, 0.03f, -0.01f, 0.02f, 0.04f);
            assertThat(cartPole.terminated() || cartPole.truncated()).isFalse();
        }
        assertThat(gym.requests()).element(0).asString().contains("\"env_id\":\"CartPole-v1\"").contains("\"seed\":");
        assertThat(gym.requests()).contains("step {\"action\":1}").endsWith("close {}");
    }

    @Test
    void shouldTellTerminatedFromTruncated() {
        Environment cartPole = remote(gym.url(), "CartPole-v1");
        cartPole.reset(null, 0);
        gym.on("step", 200, "{\"done\": true, \"info\": {}, \"observation\": [0, 0, 0, 0], \"reward\": 1}");
        cartPole.step(0, null, 0);
        assertThat(cartPole.terminated()).isTrue();
        assertThat(cartPole.truncated()).isFalse();

        cartPole.reset(null, 0);
        assertThat(cartPole.terminated()).isFalse();
        gym.on("step", 200, "{\"done\": true, \"info\": {\"TimeLimit.truncated\": true}, \"observation\": [0, 0, 0, 0], "
                + "\"reward\": 1}");
        cartPole.step(0, null, 0);
        assertThat(cartPole.terminated()).isFalse();
        assertThat(cartPole.truncated()).isTrue();
    }

    @Test
    void shouldTakePicturesForBytes() {
        assertThat(spaceOf("\"shape\": [2, 1, 3], \"low\": [0, 0, 0, 0, 0, 0], \"high\": [255, 255, 255, 255, 255, 255]"))
                .isEqualTo(Box.pixels(2, 1, 3));
        assertThat(spaceOf("\"shape\": [128], \"low\": 0, \"high\": 255, \"dtype\": \"uint8\""))
                .isEqualTo(Box.pixels(128));
        assertThat(spaceOf("\"shape\": [2, 2], \"low\": 0, \"high\": 1, \"dtype\": \"uint8\""))
                .isEqualTo(Box.binary(2, 2));
        assertThat(spaceOf("\"shape\": [2, 1, 3], \"low\": 0, \"high\": 255, \"dtype\": \"float32\""))
                .isEqualTo(Box.floats(0, 255, 2, 1, 3));
        assertThat(spaceOf("\"shape\": [2], \"low\": [-1, -Infinity], \"high\": [3, 2]"))
                .isEqualTo(Box.floats(Float.NEGATIVE_INFINITY, 3, 2));
    }

    /** FrozenLake's square, and a hand of Blackjack with two counts. */
    @Test
    void choicesShouldBecomeZerosAndOnes() throws IOException {
        Observations seen = shown("{\"name\": \"Discrete\", \"n\": 4}", "2");
        assertThat(seen.space()).isEqualTo(Box.binary(4));
        assertThat(seen.bytes()).containsExactly(0, 0, 1, 0);
        seen = shown("{\"name\": \"MultiDiscrete\", \"nvec\": [3, 2]}", "[0, 1]");
        assertThat(seen.space()).isEqualTo(Box.binary(5));
        assertThat(seen.bytes()).containsExactly(1, 0, 0, 0, 1);
        assertThatExceptionOfType(GymException.class).isThrownBy(() -> shown("{\"name\": \"Discrete\", \"n\": 4}", "4"))
                .withMessageContaining("an observation in Discrete(4)");
    }

    /** What is shown by reset, then by a step to the first choice, which leaves nothing of it. */
    private Observations shown(String space, String observation) {
        gym.on("observation_space", 200, "{\"info\": " + space + "}");
        gym.on("reset", 200, "{\"observation\": " + observation + "}");
        try (Environment environment = remote(gym.url(), "any")) {
            Observations seen = new Observations(environment.observationSpace(), 1);
            environment.reset(seen, 0);
            environment.reset(seen, 0);
            return seen;
        }
    }

    private Box spaceOf(String info) {
        gym.on("observation_space", 200, "{\"info\": {\"name\": \"Box\", " + info + "}}");
        try (Environment environment = remote(gym.url(), "any")) {
            return environment.observationSpace();
        }
    }

    static Stream<Arguments> unusable() {
        return Stream.of(
                arguments("observation_space", 200, "{\"info\": {\"name\": \"Dict\"}}", "name",
                        "name: Any-v0 has observations in Dict; a Box of floats, or of bytes (uint8), with at most 16777216 elements, Discrete or MultiDiscrete would fit"),
                arguments("observation_space", 200, "{\"info\": {\"name\": \"Box\", \"shape\": []}}", "name",
                        "name: Any-v0 has observations in Box[]; a Box of floats, or of bytes (uint8), with at most 16777216 elements, Discrete or MultiDiscrete would fit"),
                arguments("action_space", 200, "{\"info\": {\"name\": \"Box\", \"shape\": [1], \"low\": [-2, -1], \"high\": [2]}}", "name",
                        "name: Any-v0 has actions in Box[1]; Discrete with 1 to 1048576, MultiDiscrete, or a Box of floats with one lowest and one highest value would fit"),
                arguments("action_space", 200, "{\"info\": {\"name\": \"MultiDiscrete\"}}", "name",
                        "name: Any-v0 has actions in MultiDiscrete; Discrete with 1 to 1048576, MultiDiscrete, or a Box of floats with one lowest and one highest value would fit"),
                arguments("action_space", 200, "{\"info\": {\"name\": \"Discrete\", \"n\": 2147483647}}", "name",
                        "name: Any-v0 has actions in Discrete(2147483647); Discrete with 1 to 1048576, MultiDiscrete, or a Box of floats with one lowest and one highest value would fit"),
                arguments("action_space", 200, "{\"info\": {\"name\": \"Discrete\", \"n\": 1.5}}", "name",
                        "name: Any-v0 has actions in Discrete(1.5); Discrete with 1 to 1048576, MultiDiscrete, or a Box of floats with one lowest and one highest value would fit"),
                arguments("action_space", 200, "{\"info\": {\"name\": \"D\\u001b[2J" + "x".repeat(5000) + "\", \"n\": 3}}", "name",
                        "name: Any-v0 has actions in D\\u001b[2J" + "x".repeat(55) + "…" + "x".repeat(20) + " (5005 characters)(3); Discrete with 1 to 1048576, MultiDiscrete, or a Box of floats with one lowest and one highest value would fit"),
                arguments("observation_space", 200, box(Collections.nCopies(61, 2)), "name",
                        "name: Any-v0 has observations in Box[" + "2,".repeat(29) + "2…2" + ",2".repeat(9) + "] (123 characters); a Box of floats, or of bytes (uint8), with at most 16777216 elements, Discrete or MultiDiscrete would fit"),
                arguments("observation_space", 200, box(Collections.nCopies(65, 1)), "name",
                        "name: Any-v0 has observations in Box[" + "1,".repeat(29) + "1…1" + ",1".repeat(9) + "] (131 characters); a Box of floats, or of bytes (uint8), with at most 16777216 elements, Discrete or MultiDiscrete would fit"),
                arguments("observation_space", 200, box(List.of(4097, 4096)), "name",
                        "name: Any-v0 has observations in Box[4097,4096]; a Box of floats, or of bytes (uint8), with at most 16777216 elements, Discrete or MultiDiscrete would fit"),
                arguments("observation_space", 200, box(List.of(2.5)), "name",
                        "name: Any-v0 has observations in Box[2.5]; a Box of floats, or of bytes (uint8), with at most 16777216 elements, Discrete or MultiDiscrete would fit"),
                arguments("observation_space", 200, "{\"info\": {\"name\": \"Box\", \"shape\": [1], \"low\": [3], \"high\": [2]}}", "name",
                        "name: Any-v0 has observations in Box[1] between 3.0 and 2.0; a Box of floats, or of bytes (uint8), with at most 16777216 elements, Discrete or MultiDiscrete would fit"),
                arguments("envs", 400, "{\"message\": \"Attempted to look up malformed environment ID 'Any-v0'\"}", "name",
                        "name: URL: POST /v1/envs/ is refused (400): Attempted to look up malformed environment ID 'Any-v0'"),
                arguments("envs", 404, "<html>\n<h1>Not Found</h1></html>", "url",
                        "url: URL: POST /v1/envs/ is refused (404): <html> <h1>Not Found</h1></html>"),
                arguments("envs", 200, "hello", "url",
                        "url: URL: POST /v1/envs/ is answered with what is not JSON: hello"),
                arguments("envs", 200, "{\"id\": 3}", "url",
                        "url: URL: expected an instance_id from POST /v1/envs/, got {\"id\":3}"),
                arguments("action_space", 200, "{\"n\": 2}", "url",
                        "url: URL: expected an info about the action_space, got {\"n\":2}"));
    }

    private static String box(List<? extends Number> shape) {
        return "{\"info\": {\"name\": \"Box\", \"shape\": " + shape + ", \"low\": 0, \"high\": 1}}";
    }

    @ParameterizedTest
    @MethodSource("unusable")
    void shouldSayWhatWouldFitWhereAnEnvironmentCannotBeUsed(String request, int status, String body, String key,
                                                             String message) {
        gym.on(request, status, body);

        assertRefused(Map.of("url", gym.url(), "name", "Any-v0"), key, message.replace("URL", gym.url()));
        assertThat(gym.requests().stream().filter("close {}"::equals)).hasSize(request.equals("envs") ? 0 : 1);
    }

    @Test
    void shouldSayThatNobodyIsThere() {
        gym.close();

        assertRefused(Map.of("url", gym.url()), "url", "url: " + gym.url()
                + ": the connection is refused; start a server there, such as ./topspin serve");
        assertRefused(Map.of("url", "http://nowhere.invalid:5000"), "url",
                "url: http://nowhere.invalid:5000: the host is not known");
    }

    @Test
    void shouldRefuseWhatIsNoAddressOrTime() {
        for (String url : List.of("127.0.0.1:5000", "ftp://host", "http:// host", "http:///x", "")) {
            assertRefused(Map.of("url", url), "url", "url: expected an address such as http://127.0.0.1:5000, got '" + url
                    + "'");
        }
        for (double timeout : new double[] {0, -1, Double.NaN, 1e9}) {
            assertRefused(Map.of("timeout", timeout), "timeout",
                    "timeout: expected seconds, 0.001 to 86400.0, got " + timeout);
        }
    }

    private void assertRefused(Map<String, Object> options, String key, String message) {
        assertThatExceptionOfType(InvalidOptionException.class)
                .isThrownBy(() -> registry.create("gym-http", options, streams))
                .withMessage(message).extracting(InvalidOptionException::key).isEqualTo(key);
    }

    static Stream<Arguments> broken() {
        String observation = "{\"observation\": [0, 0, 0, 0], ";
        return Stream.of(
                arguments(500, "{\"message\": \"the pole\\nbroke\"}", "URL: POST PATH is refused (500): the pole broke"),
                arguments(502, "", "URL: POST PATH is refused (502): "),
                arguments(200, "", "URL: expected an observation in SPACE, got null"),
                arguments(200, "{\"observation\": [0, 0, 0]}", "URL: expected an observation in SPACE, got [0,0,0]"),
                arguments(200, "{\"observation\": [0, 0, 0, 0, 0]}", "URL: expected an observation in SPACE, got [0,0,0,0,0]"),
                arguments(200, "{\"observation\": [0, 0, 0, \"up\"]}", "URL: expected an observation in SPACE, got [0,0,0,\"up\"]"),
                arguments(200, observation + "\"reward\": true, \"done\": false}",
                        "URL: expected a number as reward and true or false as done, got reward: true, done: false"),
                arguments(200, observation + "\"reward\": 1}",
                        "URL: expected a number as reward and true or false as done, got reward: 1, done: null"));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void shouldNameTheAddressWhenAStepFails(int status, String body, String message) {
        Environment cartPole = remote(gym.url(), "CartPole-v1");
        cartPole.reset(null, 0);
        gym.on("step", status, body);

        assertThatExceptionOfType(GymException.class).isThrownBy(() -> cartPole.step(0, null, 0))
                .withMessage(message.replace("URL", gym.url()).replace("PATH", "/v1/envs/3c657dbc/step/")
                        .replace("SPACE", "Box[4] of float32 in [-Infinity, Infinity]"));
    }

    @Test
    void shouldNotTakeFractionsForBytes() {
        gym.on("observation_space", 200, "{\"info\": {\"name\": \"Box\", \"shape\": [1], \"dtype\": \"uint8\", "
                + "\"low\": 0, \"high\": 255}}");
        Environment environment = remote(gym.url(), "any");
        for (String value : List.of("0.5", "256", "-1")) {
            gym.on("reset", 200, "{\"observation\": [" + value + "]}");
            assertThatExceptionOfType(GymException.class).isThrownBy(() -> environment.reset(null, 0)).withMessage(gym.url()
                    + ": expected an observation in Box[1] of uint8 in [0.0, 255.0], got [" + value + "]");
        }
        gym.on("observation_space", 200, "{\"info\": {\"name\": \"Box\", \"shape\": [1], \"dtype\": \"uint8\", "
                + "\"low\": 0, \"high\": 1}}");
        Environment binary = remote(gym.url(), "any");
        gym.on("reset", 200, "{\"observation\": [2]}");
        assertThatExceptionOfType(GymException.class).isThrownBy(() -> binary.reset(null, 0)).withMessage(gym.url()
                + ": expected an observation in Box[1] of uint8 in [0.0, 1.0], got [2]");

        gym.on("reset", 200, "{\"observation\": [255]}");
        Observations observation = new Observations(environment.observationSpace(), 1);
        environment.reset(observation, 0);
        assertThat(observation.bytes()).containsExactly(-1);
    }

    @Test
    void shouldNotWaitForever() {
        Environment cartPole = registry.create("gym-http", Map.of("url", gym.url(), "timeout", 2.0), streams);
        cartPole.reset(null, 0);
        gym.silentOn("step");

        assertThatExceptionOfType(GymException.class).isThrownBy(() -> cartPole.step(0, null, 0))
                .withMessage(gym.url() + ": no answer to POST /v1/envs/3c657dbc/step/ within 2.0 s; is it busy? env.timeout "
                        + "may be longer");
    }

    @Test
    void shouldNotWaitForAnAnswerThatDripsOrIsTooLarge() throws IOException {
        try (RawServer dripping = RawServer.dripping("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n", "[", 20)) {
            assertRefused(Map.of("url", dripping.uri().toString(), "timeout", 0.3), "url", "url: " + dripping.uri()
                    + ": no end of the answer to POST /v1/envs/ within 0.3 s; is it busy? env.timeout may be longer");
        }
        try (RawServer large = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 200000000\r\n\r\n")) {
            assertRefused(Map.of("url", large.uri().toString()), "url", "url: " + large.uri()
                    + ": the answer to POST /v1/envs/ cannot be read: it has more than 33554432 bytes");
        }
    }

    /** Else a run of 64 environments would end an hour after the server fell silent. */
    @Test
    void shouldNotAskASilentServerToCloseItsEnvironments() {
        Environment one = registry.create("gym-http", Map.of("url", gym.url(), "timeout", 1.0), streams);
        Environment other = registry.create("gym-http", Map.of("url", gym.url()), streams);
        one.reset(null, 0);
        gym.silentOn("step").silentOn("close");
        assertThatExceptionOfType(GymException.class).isThrownBy(() -> one.step(0, null, 0));

        one.close();
        other.close();

        assertThat(gym.requests()).last().isEqualTo("step {\"action\":0}");
    }

    @Test
    void shouldGiveUpWaitingWhenTheRunIsToStop() {
        try (Environment cartPole = remote(gym.url(), "CartPole-v1")) {
            cartPole.reset(null, 0);
            cartPole.hurry();
            cartPole.step(0, null, 0);
            gym.silentOn("step");

            assertThatExceptionOfType(GivenUpException.class).isThrownBy(() -> cartPole.step(0, null, 0))
                    .withMessage(gym.url() + ": POST /v1/envs/3c657dbc/step/ was not answered within 2 s");
        }
    }

    /** What a run says whose server goes away: no class name stands between number and reason. */
    @Test
    void shouldFailAsEnvironmentsDo() {
        try (WorkerPool pool = new WorkerPool(1)) {
            VectorEnvironment environments = VectorEnvironment.of(registry, "gym-http", Map.of("url", gym.url()), 1,
                    streams, pool);
            environments.reset();
            environments.step(new int[] {1});
            gym.close();

            assertThatExceptionOfType(EnvironmentException.class).isThrownBy(() -> environments.step(new int[] {1}))
                    .withMessageStartingWith("environment 0 failed at step 2: " + gym.url() + ": the connection ");
        }
    }

    @Test
    void shouldTruncateTheGameThatWasLostAndBeginAnother() throws IOException {
        Map<String, Object> options = Map.of("url", gym.url());
        try (WorkerPool pool = new WorkerPool(1);
             VectorEnvironment before = VectorEnvironment.of(registry, "gym-http", options, 1, streams, pool);
             VectorEnvironment after = VectorEnvironment.of(registry, "gym-http", options, 1, streams, pool)) {
            before.reset();
            before.step(new int[] {1});
            SavedState.of(before).restore(after);
            assertThat(after.observations().floats()).containsExactly(0.1f, 0.2f, 0.3f, 0.4f);
            int asked = gym.requests().size();

            after.step(new int[] {1});

            assertThat(after.truncated()).containsExactly(true);
            assertThat(after.terminated()).containsExactly(false);
            assertThat(after.rewards()).containsExactly(0);
            assertThat(after.finalObservations().floats()).containsExactly(0.1f, 0.2f, 0.3f, 0.4f);
            assertThat(after.observations().floats()).containsExactly(0.03f, -0.01f, 0.02f, 0.04f);
            assertThat(gym.requests().subList(asked, gym.requests().size())).containsExactly("reset {}");

            after.step(new int[] {1});
            assertThat(after.truncated()).containsExactly(false);
            assertThat(after.rewards()).containsExactly(1);
        }
    }

    private Environment remote(String url, String name) {
        return registry.create("gym-http", Map.of("url", url, "name", name), streams);
    }
}
