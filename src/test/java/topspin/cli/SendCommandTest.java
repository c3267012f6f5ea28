package topspin.cli;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import topspin.interop.tracker.FakeMlflow;
import topspin.run.RunConfig;
import topspin.run.RunFailedException;
import topspin.train.StopSignal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** {@code --mlflow} of {@code train} and {@code sweep}, and {@code send}, as people call them. */
@Timeout(120)
class SendCommandTest {
    @TempDir
    private Path scratch;

    private final CommandLineFixture topspin = new CommandLineFixture();
    private FakeMlflow mlflow;

    @BeforeEach
    void start() throws IOException {
        mlflow = new FakeMlflow();
    }

    @AfterEach
    void stop() {
        mlflow.close();
    }

    private Path experiment() throws IOException {
        return Files.writeString(scratch.resolve("pong.yaml"), """
                env: {id: pong}
                total-steps: 4000
                environments: 4
                steps: 250
                ppo: {clip: 0.2}
                optimiser: {schedule: constant}
                log: {every: 1000}
                checkpoint: {every: 2000}
                """);
    }

    private List<Long> steps() {
        return mlflow.runs().get(0).of("score").stream().map(FakeMlflow.Point::step).toList();
    }

    @Test
    void aTrainedRunShouldBeThere() throws IOException {
        mlflow.start();
        Path run = scratch.resolve("results/pong/seed-7");
        assertThat(topspin.run("train", experiment().toString(), "--seed", "7", "--out", run.toString(), "--mlflow", mlflow.url()))
                .isZero();

        assertThat(mlflow.experiments()).containsExactly("pong");
        FakeMlflow.Run there = mlflow.runs().get(0);
        assertThat(there.info).containsEntry("run_name", "seed-7").containsEntry("status", "FINISHED");
        assertThat(there.params).containsEntry("seed", "7").containsEntry("ppo.clip", "0.2").hasSizeGreaterThan(40);
        assertThat(steps()).containsExactly(0L, 1000L, 2000L, 3000L, 4000L);
        assertThat(topspin.err()).contains("MLflow: " + mlflow.url() + "/#/experiments/1/runs/run1\n");
        assertThat(mlflow.violations()).isEmpty();
    }

    @Test
    void trackingShouldChangeNothingOfTheRun() throws IOException {
        mlflow.start();
        for (String name : List.of("with", "without")) {
            List<String> command = new ArrayList<>(List.of("train", experiment().toString(), "--out", scratch.resolve(name).toString()));
            if (name.equals("with")) {
                command.addAll(List.of("--mlflow", mlflow.url()));
            }
            assertThat(topspin.run(command.toArray(String[]::new))).isZero();
        }
        for (String file : List.of("config.yaml", "progress.csv", "table.txt")) {
            assertThat(scratch.resolve("with").resolve(file)).hasSameBinaryContentAs(scratch.resolve("without").resolve(file));
        }
    }

    @Test
    void whatADownServerMissedShouldBeSentLaterByTheCommandThatIsNamed() throws IOException {
        Path run = scratch.resolve("results/pong/seed-7");
        assertThat(topspin.run("train", experiment().toString(), "--out", run.toString(), "--mlflow", mlflow.url())).isZero();
        String command = "./topspin send " + run + " --mlflow " + mlflow.url();
        assertThat(topspin.err()).contains("training goes on", "does not have this run yet; send it later with " + command + "\n");

        assertThat(topspin.run("send", run.toString(), "--mlflow", mlflow.url(), "--wait", "0")).isEqualTo(1);
        assertThat(topspin.err()).contains("cannot be reached (connection refused) (experiments/get-by-name); 0 runs sent; "
                + "give the same command again once that is mended\n");

        mlflow.start();
        assertThat(topspin.run(command.substring("./topspin ".length()).split(" "))).isZero();
        assertThat(topspin.out()).isEqualTo(run + ": sent: " + mlflow.url() + "/#/experiments/1/runs/run1 (step 4,000)\n");
        assertThat(steps()).containsExactly(0L, 1000L, 2000L, 3000L, 4000L);
        assertThat(topspin.run("send", scratch.toString(), "--mlflow", mlflow.url())).isZero();
        assertThat(topspin.out()).isEqualTo(run + ": was sent before\n");
        assertThat(mlflow.violations()).isEmpty();
    }

    @Test
    void aResumedRunShouldGoOnInTheSameRunThere() throws IOException {
        mlflow.start();
        Path run = scratch.resolve("seed-1");
        topspin.train(new CommandLineFixture.Counting() {
            @Override
            void beforeStep(long step, StopSignal stop) {
                if (step == 3000) {
                    // after the checkpoint of 2000
                    throw new RunFailedException("the cable was pulled");
                }
            }
        });
        assertThat(topspin.run("train", experiment().toString(), "--out", run.toString(), "--mlflow", mlflow.url())).isEqualTo(1);
        assertThat(mlflow.runs().get(0).status()).isEqualTo("FAILED");
        assertThat(steps()).containsExactly(0L, 1000L, 2000L, 3000L);

        topspin.train(new CommandLineFixture.Counting());
        assertThat(topspin.run("train", "--resume", run.toString(), "--mlflow", mlflow.url())).isZero();
        assertThat(mlflow.runs()).hasSize(1);
        assertThat(steps()).containsExactly(0L, 1000L, 2000L, 3000L, 4000L);
        assertThat(mlflow.runs().get(0).status()).isEqualTo("FINISHED");
        assertThat(mlflow.violations()).isEmpty();
    }

    @Test
    void shouldRefuseWhatIsNoServerAndWhatIsNoRun() throws IOException {
        String expected = "--mlflow localhost:5000: is no address of a server; expected a tracking server, such as http://localhost:5000\n";
        assertThat(topspin.run("train", experiment().toString(), "--mlflow", "localhost:5000")).isEqualTo(2);
        assertThat(topspin.err()).isEqualTo(expected);
        assertThat(topspin.run("sweep", "x.yaml", "--mlflow", "localhost:5000")).isEqualTo(2);
        assertThat(topspin.err()).isEqualTo(expected);
        assertThat(topspin.run("send", scratch.toString(), "--mlflow", mlflow.url())).isEqualTo(2);
        assertThat(topspin.err()).isEqualTo(scratch + " holds no run: there is no progress.csv with a run.json below it; "
                + "train one first, or give another directory\n");
        assertThat(topspin.run("send", "nowhere", "--mlflow", mlflow.url())).isEqualTo(2);
        assertThat(topspin.err()).isEqualTo("nowhere does not exist: expected a run directory, such as results/pong/seed-1, "
                + "or one above it\n");
    }

    @Test
    void prometheusShouldBeAnsweredWhileTheRunIsTrained() throws Exception {
        List<String> answers = new ArrayList<>();
        topspin.train(new CommandLineFixture.Counting() {
            @Override
            void beforeStep(long step, StopSignal stop) {
                if (step == 3000) {
                    answers.add(asked());
                }
            }
        });
        assertThat(topspin.run("train", experiment().toString(), "--out", scratch.resolve("pong/lstm/seed-1").toString(), "--metrics-port", "0"))
                .isZero();
        assertThat(answers.get(0)).contains("topspin_step{experiment=\"pong\",run=\"lstm/seed-1\",seed=\"1\"} 3000\n",
                "topspin_score{", "} 30\n").endsWith("# EOF\n");
        assertThatThrownBy(this::asked).as("after the run").hasRootCauseInstanceOf(ConnectException.class);
    }

    private String asked() {
        Matcher said = Pattern.compile("metrics: (http://127\\.0\\.0\\.1:[0-9]+/metrics)\n").matcher(topspin.err());
        assertThat(said.find()).isTrue();
        try (InputStream answer = URI.create(said.group(1)).toURL().openStream()) {
            return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void shouldRefuseAPortThatIsTakenBeforeAnythingIsWritten() throws IOException {
        Path run = scratch.resolve("run");
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String port = Integer.toString(other.getLocalPort());
            assertThat(topspin.run("train", experiment().toString(), "--out", run.toString(), "--metrics-port", port)).isEqualTo(2);
            assertThat(topspin.err()).isEqualTo("--metrics-port " + port + " cannot be used (address already in use); "
                    + "choose another port, or 0 for any\n");
        }
        assertThat(run).doesNotExist();
        assertThat(topspin.run("train", experiment().toString(), "--metrics-port", "http")).isEqualTo(2);
        assertThat(topspin.err()).isEqualTo("--metrics-port http: expected a port from 0 to 65535, such as 9100, "
                + "or an address and a port, such as 0.0.0.0:9100\n");
    }

    @Test
    void configHashShouldNotKnowOfIt() {
        assertThat(Arrays.stream(RunConfig.class.getRecordComponents()).map(RecordComponent::getName))
                .doesNotContain("mlflow", "metricsPort");
    }
}
