package topspin.interop.gym;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import topspin.env.CountingEnvironment;
import topspin.env.Environment;
import topspin.env.EnvironmentRegistry;
import topspin.env.Observations;
import topspin.env.ProviderOf;
import topspin.env.wrapper.RewardClip;
import topspin.random.RandomStreams;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

@Timeout(120)
class GymServerTest {
    private static final int SEED = 5;
    private static final String FEATURES = "{\"env_id\": \"pong\", \"options\": {\"observation\": \"features\"}}";

    private final EnvironmentRegistry registry = EnvironmentRegistry.load();
    private GymServer server;
    private GymRequests client;

    @BeforeEach
    void serve() throws IOException {
        server = new GymServer(new InetSocketAddress(GymServer.DEFAULT_HOST, 0), registry, SEED);
        server.start();
        client = new GymRequests(server.url());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void shouldPlayWhatTheEnvironmentPlays() {
        String pong = client.make(FEATURES);

        assertThat(played(pong, 400)).isEqualTo(direct(SEED, "env/0", 400));
    }

    @Test
    void shouldGiveEveryEnvironmentStreamsOfItsOwn() {
        String first = client.make(FEATURES);
        String second = client.make(FEATURES);

        assertThat(played(second, 100)).isEqualTo(direct(SEED, "env/1", 100)).isNotEqualTo(played(first, 100));
    }

    @Test
    void shouldPlayTheSameForOneSeedWhateverElseIsServed() {
        client.make(FEATURES);
        String seeded = client.make("{\"env_id\": \"pong?observation=features\", \"seed\": 9}");

        assertThat(played(seeded, 100)).isEqualTo(direct(9, "env/0", 100));
    }

    @Test
    void shouldServeSeveralClientsAtOnce() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(8);
        try {
            List<Future<List<Float>>> games = new ArrayList<>();
            for (int seed = 0; seed < 8; seed++) {
                String pong = client.make("{\"env_id\": \"pong?observation=features\", \"seed\": " + seed + "}");
                games.add(clients.submit(() -> played(pong, 200)));
            }
            for (int seed = 0; seed < 8; seed++) {
                assertThat(games.get(seed).get()).as("seed %d", seed).isEqualTo(direct(seed, "env/0", 200));
            }
        } finally {
            clients.shutdownNow();
        }
    }

    @Test
    void shouldLetClientsOfOneEnvironmentWaitForEachOther() throws Exception {
        String recall = client.make("{\"env_id\": \"recall\", \"options\": {\"delay\": 400}}");
        client.post(recall + "reset/", "");
        ExecutorService clients = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> steps = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                steps.add(clients.submit(() -> client.step(recall, 0)));
            }
            for (Future<?> step : steps) {
                step.get();
            }
        } finally {
            clients.shutdownNow();
        }
        // 400 steps were counted, so this one is the answer to the question
        assertThat(client.step(recall, 0).get("done").booleanValue()).isTrue();
    }

    @Test
    void shouldTakeOptionsFromTheNameToo() {
        String pong = client.make("{\"env_id\": \"pong?observation=features&actions=6&sticky=0.25&reward-clip=true\"}");

        assertThat(client.get(pong + "action_space/").body().get("info").get("n").intValue()).isEqualTo(6);
        assertThat(client.get(pong + "observation_space/").body().get("info").get("shape")).hasToString("[6]");
    }

    @Test
    void shouldDescribeSpacesAsThePythonServerDoes() {
        String features = client.make(FEATURES);
        assertThat(client.get(features + "action_space/").body()).hasToString("{\"info\":{\"name\":\"Discrete\",\"n\":2}}");
        assertThat(client.get(features + "observation_space/").body())
                .hasToString("{\"info\":{\"name\":\"Box\",\"shape\":[6],\"low\":[-1.0,-1.0,-1.0,-1.0,-1.0,-1.0],"
                        + "\"high\":[1.0,1.0,1.0,1.0,1.0,1.0],\"dtype\":\"float32\"}}");

        JsonNode picture = client.get(client.make("{\"env_id\": \"pong\"}") + "observation_space/").body().get("info");
        assertThat(picture.get("shape")).hasToString("[80,80,1]");
        assertThat(picture.get("dtype").textValue()).isEqualTo("uint8");
        assertThat(picture.get("high")).hasSize(6400).allMatch(high -> high.intValue() == 1);
    }

    @Test
    void shouldShowPicturesAsNestedLists() {
        String pong = client.make("{\"env_id\": \"pong\", \"seed\": 3}");
        JsonNode shown = client.post(pong + "reset/", "").body().get("observation");

        try (Environment environment = registry.create("pong", Map.of(), new RandomStreams(3).scope("env/0"))) {
            Observations direct = new Observations(environment.observationSpace(), 1);
            environment.reset(direct, 0);
            int ones = 0;
            for (int y = 0; y < 80; y++) {
                for (int x = 0; x < 80; x++) {
                    assertThat(shown.get(y).get(x).get(0).intValue()).isEqualTo(direct.bytes()[80 * y + x]);
                    ones += direct.bytes()[80 * y + x];
                }
            }
            assertThat(ones).isPositive();
        }
        assertThat(shown).hasSize(80);
    }

    @Test
    void shouldSayWhatIsAnAction() {
        String pong = client.make(FEATURES);

        assertThat(client.get(pong + "action_space/contains/1").body()).hasToString("{\"member\":true}");
        assertThat(client.get(pong + "action_space/contains/2").body()).hasToString("{\"member\":false}");
        assertThat(Stream.generate(() -> client.get(pong + "action_space/sample").body().get("action").intValue())
                .limit(40)).contains(0, 1).allMatch(action -> action == 0 || action == 1);
    }

    @Test
    void shouldTellTerminatedFromTruncated() {
        String recall = client.make("{\"env_id\": \"recall?delay=1\"}");
        client.post(recall + "reset/", "");
        assertThat(client.step(recall, 0).get("info")).isEmpty();
        assertThat(client.step(recall, 0).get("info")).hasToString("{\"TimeLimit.truncated\":false}");

        String pong = client.make("{\"env_id\": \"pong?observation=features&no-op-max=0&time-limit=4\"}");
        client.post(pong + "reset/", "");
        JsonNode cut = client.step(pong, 0);
        assertThat(cut.get("done").booleanValue()).isTrue();
        assertThat(cut.get("info")).hasToString("{\"TimeLimit.truncated\":true}");
        assertThat(client.post(pong + "step/", "{\"action\": 0}").message())
                .isEqualTo("the episode is over; reset the environment before its next step");
    }

    @Test
    void shouldPayWhatALearnerIsToSee() throws IOException {
        EnvironmentRegistry clipping = EnvironmentRegistry.of(List.of(new ProviderOf("counting",
                () -> new RewardClip(CountingEnvironment.terminatingAfter(2)))));
        try (GymServer other = new GymServer(new InetSocketAddress(GymServer.DEFAULT_HOST, 0), clipping, SEED)) {
            other.start();
            GymRequests theirs = new GymRequests(other.url());
            String counting = theirs.make("{\"env_id\": \"counting\"}");
            theirs.post(counting + "reset/", "");
            assertThat(theirs.step(counting, 3).get("reward").floatValue()).isEqualTo(1);
        }
    }

    @Test
    void shouldListUnderBothNamesUntilClosed() {
        String pong = client.make(FEATURES);
        client.make("{\"env_id\": \"recall?cues=3\"}");
        assertThat(client.get("/v1/envs/").body().get("all_envs"))
                .hasToString("{\"00000000\":\"pong\",\"00000001\":\"recall?cues=3\"}")
                .isEqualTo(client.get("/v1/envs").body().get("envs"));

        assertThat(client.post(pong + "close/", "").status()).isEqualTo(204);
        assertThat(client.get("/v1/envs/").body().get("envs")).hasToString("{\"00000001\":\"recall?cues=3\"}");
        assertThat(client.post(pong + "reset/", "").status()).isEqualTo(400);
    }

    @Test
    void shouldLetTheMonitorBeSwitchedOnAndRecordNothing() {
        String pong = client.make(FEATURES);

        assertThat(client.post(pong + "monitor/start/", "{\"directory\": \"/tmp/x\"}").status()).isEqualTo(204);
        assertThat(client.post(pong + "monitor/close/", "").status()).isEqualTo(204);
    }

    @Test
    void shouldEndWhenAClientAsksForIt() throws Exception {
        assertThat(client.post("/v1/shutdown/", "").status()).isEqualTo(200);

        server.await();
    }

    static Stream<Arguments> refused() {
        String make = "POST /v1/envs/ ";
        String step = "POST /v1/envs/00000000/step/ ";
        return Stream.of(
                arguments(make + "{\"env_id\": \"pnog\"}", 400,
                        "unknown environment 'pnog'; nearest: 'pong'; known: acrobot, breakout, bsuite/…, cart-pole, catch, pendulum, pong, popgym/…, recall, t-maze"),
                arguments(make + "{}", 400, "env_id: is missing; expected one of acrobot, breakout, bsuite/…, cart-pole, catch, pendulum, pong, popgym/…, recall, t-maze"),
                arguments(make + "{\"env_idd\": \"pong\"}", 400, "unknown key 'env_idd'; nearest: 'env_id'; known: env_id, options, seed"),
                arguments(make + "pong", 400, "the request is not a JSON object"),
                arguments(make + "", 400, "the request is not a JSON object"),
                arguments(make + "[\"pong\"]", 400, "the request is not a JSON object"),
                arguments(make + "{\"env_id\": \"recall\", \"options\": {\"cuse\": 2}}", 400, "unknown key 'cuse' of environment 'recall'; nearest: 'cues'; known: cues, delay"),
                arguments(make + "{\"env_id\": \"recall\", \"options\": {\"cues\": \"two\"}}", 400, "cues: expected a whole number, got 'two'"),
                arguments(make + "{\"env_id\": \"recall?cues=two\"}", 400, "cues: expected a whole number, got 'two'"),
                arguments(make + "{\"env_id\": \"recall?cues\"}", 400, "expected key=value after the '?', such as pong?observation=features&frame-skip=2, got 'cues'"),
                arguments(make + "{\"env_id\": \"pong?frame-stack=100000\"}", 400, "frame-stack: expected 1 to 1000, got 100000"),
                arguments(make + "{\"env_id\": \"pong?frame-stack=2147483647\"}", 400, "frame-stack: expected 1 to 1000, got 2147483647"),
                arguments(make + "{\"env_id\": \"pong?observation=rgb&frame-stack=1000\"}", 400, "its observations have 100800000 elements; expected at most 1048576"),
                arguments(make + "{\"env_id\": \"recall?cues=100000000\"}", 400, "cues: expected 2 to 10000, got 100000000"),
                arguments(make + "{\"env_id\": \"recall\", \"options\": {\"cues\": 1}}", 400, "cues: expected 2 to 10000, got 1"),
                arguments(make + "{\"env_id\": \"recall\", \"options\": [2]}", 400, "options: expected an object such as {\"frame-skip\": 4}, got [2]"),
                arguments(make + "{\"env_id\": \"recall\", \"seed\": -1}", 400, "seed: expected a whole number, at least 0, got -1"),
                arguments(make + "{\"env_id\": \"recall\", \"seed\": 1.5}", 400, "seed: expected a whole number, at least 0, got 1.5"),
                arguments("POST /v1/envs/0000000a/reset/", 400, "Instance_id 0000000a unknown; GET /v1/envs/ lists those there are"),
                arguments("POST /v1/envs/0000000a/close/", 400, "Instance_id 0000000a unknown; GET /v1/envs/ lists those there are"),
                arguments("POST /v1/envs/0000000a/monitor/start/", 400, "Instance_id 0000000a unknown; GET /v1/envs/ lists those there are"),
                arguments("GET /v1/envs/00000000/action_space/contains/left", 400, "expected a whole number, got 'left'"),
                arguments("GET /v1/envs/00000000/reset", 405, "expected POST, got GET /v1/envs/00000000/reset"),
                arguments("DELETE /v1/envs/", 405, "expected POST, got DELETE /v1/envs"),
                arguments("GET /", 404, "there is nothing at /; environments are made by POST /v1/envs/"),
                arguments("POST /v1/upload/", 404, "there is nothing at /v1/upload; environments are made by POST /v1/envs/"),
                arguments(step + "{\"action\": 2}", 400, "action: expected a whole number from 0 to 1, got 2"),
                arguments(step + "{\"action\": -1}", 400, "action: expected a whole number from 0 to 1, got -1"),
                arguments(step + "{\"action\": 0.5}", 400, "action: expected a whole number from 0 to 1, got 0.5"),
                arguments(step + "{\"action\": [1]}", 400, "action: expected a whole number from 0 to 1, got [1]"),
                arguments(step + "{\"action\": 4294967296}", 400, "action: expected a whole number from 0 to 1, got 4294967296"),
                arguments(step + "{}", 400, "action: expected a whole number from 0 to 1, got none"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void shouldSayWhyARequestIsRefused(String request, int status, String message) {
        client.post(client.make("{\"env_id\": \"recall\"}") + "reset/", "");

        String[] parts = request.split(" ", 3);
        GymRequests.Answer answer = client.send(parts[0], parts[1], parts.length > 2 ? parts[2] : "");
        assertThat(answer.message()).isEqualTo(message);
        assertThat(answer.status()).isEqualTo(status);
    }

    /** Whatever a client sends, it is not sent back whole. */
    @Test
    void shouldRefuseInShort() {
        String pong = client.make(FEATURES);
        String longText = "x".repeat(3000);
        String longList = "[" + "9,".repeat(3000) + "9]";
        List<GymRequests.Answer> refusals = List.of(
                client.post("/v1/envs/", "{\"env_id\": \"" + longText + "\"}"),
                client.post("/v1/envs/", "{\"env_id\": \"" + longText.substring(0, 900) + "\"}"),
                client.post("/v1/envs/", "{\"env_id\": \"pong?" + longText.substring(0, 900) + "\"}"),
                client.post("/v1/envs/", "{\"env_id\": \"pong?" + longText.substring(0, 900) + "=1\"}"),
                client.post("/v1/envs/", "{\"env_id\": \"pong?observation=" + longText.substring(0, 900) + "\"}"),
                client.post("/v1/envs/", "{\"env_id\": \"pong\", \"" + longText + "\": 1}"),
                client.post("/v1/envs/", "{\"env_id\": \"pong\", \"seed\": \"" + longText + "\"}"),
                client.post("/v1/envs/", "{\"env_id\": \"pong\", \"options\": \"" + longText + "\"}"),
                client.post("/v1/envs/", "{\"env_id\": \"pong\", \"options\": {\"" + longText + "\": 1}}"),
                client.post("/v1/envs/", "{\"env_id\": \"pong\", \"options\": {\"observation\": \"" + longText + "\"}}"),
                client.post("/v1/envs/", "{\"env_id\": \"pong\", \"options\": {\"frame-skip\": " + longList + "}}"),
                client.post("/v1/envs/", "{\"env_id\": \"pong\", \"options\": {\"frame-skip\": {\"a\": \"" + longText + "\"}}}"),
                client.post(pong + "step/", "{\"action\": \"" + longText + "\"}"),
                client.get(pong + "action_space/contains/" + longText),
                client.get("/v1/envs/" + longText + "/action_space"),
                client.get("/v1/" + longText),
                client.send("GET" + "X".repeat(60), "/v1/envs/" + longText, ""),
                client.send("X".repeat(3000), "/v1/envs/", ""));

        assertThat(refusals).allSatisfy(refusal -> {
            assertThat(refusal.status()).isBetween(400, 499);
            assertThat(refusal.message()).hasSizeLessThan(400).doesNotContain("x".repeat(101)).doesNotContain("9,9,".repeat(50));
        });
    }

    /** Else a client could ask which files there are on this machine. */
    @Test
    void shouldNotServeWorldsOfFiles() {
        assertThat(registry.ids()).contains("ale");
        assertThat(server.ids()).doesNotContain("ale");
        assertThat(client.post("/v1/envs/", "{\"env_id\": \"ale?rom=/etc/passwd\"}").message())
                .startsWith("unknown environment 'ale'; nearest: ").doesNotContain("passwd");
    }

    /** Else a client could make this server ask any other, and itself. */
    @Test
    void shouldNotServeEnvironmentsOfOtherServers() {
        assertThat(server.ids()).contains("acrobot", "popgym/repeat-previous-easy", "recall").doesNotContain("gym-http");
        for (String name : List.of("gym-http", "gym-http?name=gym-http?name=pong", "gym-http?url=" + server.url())) {
            assertThat(client.post("/v1/envs/", "{\"env_id\": \"" + name + "\"}").message())
                    .isEqualTo("unknown environment 'gym-http'; nearest: 'acrobot'; known: acrobot, breakout, bsuite/…, cart-pole, catch, pendulum, pong, popgym/…, recall, t-maze");
        }
    }

    @Test
    void shouldNotLetAPageOfAnotherSitePlayOrShutDown() throws Exception {
        assertThat(statusFrom("http://evil.example", "/v1/shutdown/")).isEqualTo(403);
        assertThat(statusFrom("http://evil.example", "/v1/envs/")).isEqualTo(403);
        assertThat(statusFrom(server.url(), "/v1/envs/")).as("a page of its own").isEqualTo(400);
        assertThat(client.get("/v1/envs/").status()).isEqualTo(200);
    }

    private int statusFrom(String origin, String path) throws Exception {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(server.url() + path))
                .header("Origin", origin).POST(HttpRequest.BodyPublishers.noBody()).build(),
                HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    @Test
    void shouldKeepNoMoreEnvironmentsThanItMay() throws IOException {
        try (GymServer small = serve(2, Duration.ofHours(1))) {
            GymRequests requests = new GymRequests(small.url());
            String first = requests.make(FEATURES);
            requests.make(FEATURES);

            GymRequests.Answer third = requests.post("/v1/envs/", FEATURES);
            assertThat(third.message()).isEqualTo("there are 2 environments, as many as this server keeps: close some, or start "
                    + "it with --instances");
            assertThat(third.status()).isEqualTo(503);

            requests.post(first + "close/", "");
            assertThat(requests.make(FEATURES)).isEqualTo("/v1/envs/00000002/");
        }
    }

    /** 1,008,000 elements each. */
    @Test
    void shouldKeepNoMoreThanItHasRoomFor() {
        for (int i = 0; i < 66; i++) {
            client.make("{\"env_id\": \"pong?observation=rgb&frame-stack=10\"}");
        }
        GymRequests.Answer refusal = client.post("/v1/envs/", "{\"env_id\": \"pong?observation=rgb&frame-stack=10\"}");

        assertThat(refusal.message()).isEqualTo("the observations of all environments here have 67536000 elements, of which at "
                + "most 67108864 are kept: close some");
        assertThat(refusal.status()).isEqualTo(503);
    }

    @Test
    void shouldCloseWhatNobodyAsksAnything() throws Exception {
        try (GymServer forgetful = serve(10, Duration.ofMillis(400))) {
            GymRequests requests = new GymRequests(forgetful.url());
            String pong = requests.make(FEATURES);
            requests.make(FEATURES);
            long begin = System.nanoTime();
            while (requests.get("/v1/envs/").body().get("envs").size() > 1) {
                assertThat(requests.post(pong + "reset/", "").status()).isEqualTo(200);
                assertThat(System.nanoTime() - begin).isLessThan(20_000_000_000L);
            }
            assertThat(System.nanoTime() - begin).isGreaterThan(300_000_000L);
            assertThat(requests.get("/v1/envs/").body().get("envs")).hasToString("{\"00000000\":\"pong\"}");
        }
    }

    private GymServer serve(int instances, Duration expiry) throws IOException {
        GymServer other = new GymServer(new InetSocketAddress(GymServer.DEFAULT_HOST, 0), registry, SEED,
                new GymServer.Settings(Set.of(), instances, expiry));
        other.start();
        return other;
    }

    /** As clients of typed languages write what they leave out. */
    @Test
    void shouldTakeNullForAbsent() {
        String pong = client.make("{\"env_id\": \"pong?observation=features\", \"options\": null, \"seed\": null}");

        assertThat(played(pong, 50)).isEqualTo(direct(SEED, "env/0", 50));
    }

    @Test
    void shouldTakeSlashesThatStandTwice() {
        client.make(FEATURES);

        assertThat(client.get("//v1/envs/").body()).isEqualTo(client.get("/v1/envs/").body());
        assertThat(client.get("/v1//envs//00000000//action_space//").status()).isEqualTo(200);
    }

    /** The Python server compares what it is told with what it would say of the space. */
    @Test
    void shouldSayWhetherASpaceIsAsDescribed() {
        String contains = client.make(FEATURES) + "observation_space/contains";

        assertThat(client.post(contains, "{\"name\": \"Box\", \"shape\": [6]}").body()).hasToString("{\"member\":true}");
        assertThat(client.post(contains, "{}").body()).hasToString("{\"member\":true}");
        assertThat(client.post(contains, "{\"name\": \"Box\", \"shape\": [7]}").body()).hasToString("{\"member\":false}");
        assertThat(client.post(contains, "{\"volume\": 3}").body()).hasToString("{\"member\":false}");
        assertThat(client.post(contains, "[6]").status()).isEqualTo(400);
    }

    @Test
    void shouldRefuseAStepBeforeTheFirstReset() {
        GymRequests.Answer answer = client.post(client.make(FEATURES) + "step/", "{\"action\": 0}");

        assertThat(answer.message()).isEqualTo("reset the environment before its first step");
        assertThat(answer.status()).isEqualTo(400);
    }

    @Test
    void shouldRefuseARequestThatHasNoEnd() {
        assertThat(client.post("/v1/envs/", " ".repeat(2_000_000)).status()).isEqualTo(413);
    }

    /** Observations and rewards of a game with alternating actions, begun anew when it is over. */
    private List<Float> played(String pong, int steps) {
        List<Float> numbers = new ArrayList<>();
        client.post(pong + "reset/", "").body().get("observation").forEach(x -> numbers.add(x.floatValue()));
        for (int t = 0; t < steps; t++) {
            JsonNode answer = client.step(pong, t / 20 % 2);
            answer.get("observation").forEach(x -> numbers.add(x.floatValue()));
            numbers.add(answer.get("reward").floatValue());
            assertThat(answer.get("done").booleanValue()).isFalse();
        }
        return numbers;
    }

    private List<Float> direct(long seed, String name, int steps) {
        List<Float> numbers = new ArrayList<>();
        try (Environment environment = registry.create("pong", Map.of("observation", "features"),
                new RandomStreams(seed).scope(name))) {
            Observations observation = new Observations(environment.observationSpace(), 1);
            environment.reset(observation, 0);
            add(observation, numbers);
            for (int t = 0; t < steps; t++) {
                float reward = environment.step(t / 20 % 2, observation, 0);
                add(observation, numbers);
                numbers.add(reward);
            }
        }
        return numbers;
    }

    private static void add(Observations observation, List<Float> numbers) {
        for (float x : observation.floats()) {
            numbers.add(x);
        }
    }
}
