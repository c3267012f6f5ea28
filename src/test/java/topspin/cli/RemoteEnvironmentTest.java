package topspin.cli;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import topspin.env.EnvironmentRegistry;
import topspin.interop.gym.GymServer;
import topspin.interop.gym.ScriptedGym;
import topspin.train.Trainer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code env: {id: gym-http}}: the real trainer, with environments in another place. */
@Timeout(120)
class RemoteEnvironmentTest {
    private static final int SIGTERM = 143;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final EnvironmentRegistry registry = EnvironmentRegistry.load();
    @TempDir
    private Path directory;
    private Path file;

    @BeforeEach
    void place() {
        file = directory.resolve("remote.yaml");
    }

    @Test
    void shouldTrainTheSameFromTheSameSeed() throws IOException {
        try (GymServer server = serve()) {
            write(server.url(), "recall?delay=2");
            assertThat(run("train", file.toString(), "--out", path("one"))).as(err.toString()).isZero();
            assertThat(run("train", file.toString(), "--out", path("other"), "--workers", "1")).isZero();
        }

        assertThat(scores("one")).hasSize(6).last().asString().startsWith("256 ");
        assertThat(scores("other")).isEqualTo(scores("one"));
    }

    @Test
    void shouldGoOnWithNewGames() throws IOException {
        try (GymServer server = serve()) {
            write(server.url(), "pong?observation=features");
            assertThat(run("train", file.toString(), "--out", path("run"), "--until", "128")).as(err.toString()).isZero();
            assertThat(run("train", "--resume", path("run"))).as(err.toString()).isZero();
        }

        assertThat(scores("run")).hasSize(6).last().asString().startsWith("256 ");
        // both games were cut short where the run was resumed, and no other has ended
        List<String> rows = Files.readAllLines(directory.resolve("run/progress.csv"));
        int episodes = List.of(rows.get(0).split(",")).indexOf("episodes");
        assertThat(rows.get(3).split(",")[episodes]).isEqualTo("0");
        assertThat(rows.get(5).split(",")[episodes]).isEqualTo("2");
    }

    @Test
    void shouldSayWhereAServerIsMissing() throws IOException {
        GymServer gone = serve();
        String url = gone.url();
        gone.close();
        write(url, "recall");

        assertThat(run("train", file.toString(), "--out", path("run"))).isEqualTo(2);
        assertThat(err()).isEqualTo(file + ":1: env.url: " + url
                + ": the connection is refused; start a server there, such as ./topspin serve\n");
        assertThat(directory.resolve("run")).doesNotExist();
    }

    @Test
    void shouldSayWhatTheServerDoesNotKnow() throws IOException {
        try (GymServer server = serve()) {
            write(server.url(), "pnog");

            assertThat(run("train", file.toString(), "--out", path("run"))).isEqualTo(2);
            assertThat(err()).isEqualTo(file + ":1: env.name: " + server.url() + ": POST /v1/envs/ is refused (400): "
                    + "unknown environment 'pnog'; nearest: 'pong'; known: acrobot,…ym/…, recall, t-maze (139 characters)\n");
        }
    }

    @Test
    void shouldSayWhatFitsARemoteObservation() throws IOException {
        try (GymServer server = serve()) {
            write(server.url(), "recall");

            assertThat(run("train", file.toString(), "--set", "policy.encoder=nature-cnn", "--out", path("run")))
                    .isEqualTo(2);
            assertThat(err()).isEqualTo("--set policy.encoder=nature-cnn: encoder nature-cnn needs pictures "
                    + "[height][width][channels] of bytes, at least 36x36, but this environment gives Box[3] of float32 in "
                    + "[0.0, 1.0]; mlp or none would fit\n");
        }
    }

    @Test
    void shouldFailInOneLineWhenTheServerDoes() throws IOException {
        try (ScriptedGym gym = new ScriptedGym()) {
            gym.then(40, "step", 500, "{\"message\": \"the pole\\nbroke\"}");
            write(gym.url(), "CartPole-v1");

            assertThat(run("train", file.toString(), "--out", path("run"), "--set", "environments=1", "--set",
                    "ppo.minibatches=1")).isEqualTo(1);
            assertThat(err()).endsWith("environment 0 failed at step 41: " + gym.url()
                    + ": POST /v1/envs/3c657dbc/step/ is refused (500): the pole broke; fix that, then begin again "
                    + "with ./topspin train --resume " + path("run") + "\n").doesNotContain("\tat ");
        }
    }

    /** With one worker, the other groups go on after one has failed: what they run into is not what happened. */
    @ParameterizedTest
    @ValueSource(strings = {"1", "2"})
    void shouldReportTheFirstFailureOfSeveral(String workers) throws IOException {
        try (ScriptedGym gym = new ScriptedGym()) {
            gym.then(40, "step", 500, "{\"message\": \"the pole broke\"}");
            write(gym.url(), "CartPole-v1");

            assertThat(run("train", file.toString(), "--out", path("run"), "--set", "shards=2", "--workers", workers))
                    .isEqualTo(1);
            assertThat(err()).contains("the pole broke; fix that, then begin again").doesNotContain("internal error");
        }
    }

    @Test
    void shouldNameTheNumberThatIsNone() throws IOException {
        try (ScriptedGym gym = new ScriptedGym()) {
            gym.then(20, "step", 200, "{\"observation\": [0, 0.5, NaN, 0], \"reward\": 1, \"done\": false}");
            write(gym.url(), "CartPole-v1");
            String[] train = {"train", file.toString(), "--set", "environments=1", "--set", "ppo.minibatches=1", "--out",
                path("run")};

            assertThat(run(train)).isEqualTo(1);
            assertThat(err()).contains("environment 0 failed at step 21: element 2 of its observation is NaN, expected a "
                    + "finite number (guard.environment-values: false lets it pass); ").doesNotContain("mixed up");
        }
    }

    @Test
    void shouldFailInOneLineWhenTheFirstResetDoes() throws IOException {
        try (ScriptedGym gym = new ScriptedGym()) {
            gym.on("reset", 200, "{\"observation\": [0, 0, 0, Infinity]}");
            write(gym.url(), "CartPole-v1");

            assertThat(run("train", file.toString(), "--out", path("run"))).isEqualTo(1);
            assertThat(err()).startsWith("run: " + path("run") + "\nenvironment ").contains(" failed at step 0: element 3 of its observation is "
                    + "Infinity, expected a finite number").endsWith("begin again with ./topspin train --resume " + path("run")
                    + "\n").hasLineCount(2);
        }
    }

    /** The update cannot be finished, so the run goes on from the checkpoint before it. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void shouldEndSoonAfterASignalWhileAServerIsSilent() throws Exception {
        try (ScriptedGym gym = new ScriptedGym()) {
            gym.then(100, "step", 0, "");
            write(gym.url(), "CartPole-v1");
            Process run = process("train", file.toString(), "--out", path("run"));
            while (!gym.isWaitedForIn("step")) {
                assertThat(run.isAlive()).as(said()).isTrue();
                Thread.sleep(10);
            }
            run.destroy();

            assertThat(run.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(run.exitValue()).isEqualTo(SIGTERM);
            assertThat(said()).contains("stopped waiting for environment ", ": " + gym.url() + ": POST /v1/envs/3c657dbc/step/ was not answered "
                    + "within 2 s; --resume repeats what came after the last checkpoint\n").endsWith("interrupted; go on with ./topspin train --resume "
                    + path("run") + "\n");
            assertThat(Files.readString(directory.resolve("run/run.json"))).contains("\"status\" : \"interrupted\"");

            gym.on("step", 200, "{\"done\": false, \"observation\": [0.1, 0.2, 0.3, 0.4], \"reward\": 1.0}");
            assertThat(run("train", "--resume", path("run"))).as(err()).isZero();
            assertThat(scores("run")).hasSize(6).last().asString().startsWith("256 ");
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void shouldEndAtOnceOnASignalBeforeItBegins() throws Exception {
        try (ScriptedGym gym = new ScriptedGym()) {
            gym.then(2, "envs", 0, "");
            write(gym.url(), "CartPole-v1");
            Process run = process("train", file.toString(), "--out", path("run"));
            while (!gym.isWaitedForIn("envs")) {
                assertThat(run.isAlive()).as(said()).isTrue();
                Thread.sleep(10);
            }
            run.destroy();

            assertThat(run.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(run.exitValue()).isEqualTo(SIGTERM);
        }
    }

    private Process process(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java",
                "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(directory.resolve("stderr").toFile()).start();
    }

    private String said() throws IOException {
        return Files.readString(directory.resolve("stderr"));
    }

    private GymServer serve() throws IOException {
        GymServer server = new GymServer(new InetSocketAddress(GymServer.DEFAULT_HOST, 0), registry, 1);
        server.start();
        return server;
    }

    private void write(String url, String name) throws IOException {
        Files.writeString(file, """
                env: {id: gym-http, url: "%s", name: "%s"}
                environments: 2
                steps: 16
                total-steps: 256
                ppo: {minibatches: 2}
                policy: {encoder: none, core: {units: 4}}
                log: {every: 64}
                checkpoint: {every: 64}
                """.formatted(url, name));
    }

    private List<String> scores(String run) throws IOException {
        return Files.readAllLines(directory.resolve(run).resolve("table.txt")).stream()
                .map(row -> row.substring(0, row.lastIndexOf(' '))).toList();
    }

    private String path(String run) {
        return directory.resolve(run).toString();
    }

    private int run(String... arguments) {
        out.reset();
        err.reset();
        return Main.run(new Console(new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8), false), plugins -> registry, Trainer::new,
                arguments);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
