package topspin.interop.tracker;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import topspin.interop.http.RawServer;
import topspin.interop.tracker.FakeMlflow.Fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

@Timeout(60)
class MlflowUploadTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration LITTLE = Duration.ofMillis(600);
    private static final String BATCH = "runs/log-batch";
    private static final String METRICS = FakeMlflow.METRICS;

    @TempDir
    private Path results;

    private FakeMlflow mlflow;
    private TrackedDirectory run;
    private final List<String> notices = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        mlflow = new FakeMlflow().start();
        run = new TrackedDirectory(results.resolve("pong/lstm/seed-1"));
    }

    @AfterEach
    void stop() {
        mlflow.close();
    }

    private MlflowUpload upload() {
        return upload(PATIENCE);
    }

    /** Waits no longer than a test can, for a server that never answers. */
    private MlflowUpload upload(Fault fault) {
        return upload(fault == Fault.HANGS ? LITTLE : PATIENCE);
    }

    private MlflowUpload upload(Duration patience) {
        return new MlflowUpload(run.path(), MlflowAddress.of(mlflow.url(), Map.of()), patience, notices::add);
    }

    private void send(boolean live) throws IOException {
        try (MlflowUpload upload = upload()) {
            upload.pass(live);
        }
    }

    private FakeMlflow.Run only() {
        assertThat(mlflow.runs()).hasSize(1);
        return mlflow.runs().get(0);
    }

    private void assertStepsArrivedOnce(long to, long every) {
        assertThat(only().of("score").stream().map(FakeMlflow.Point::step))
                .containsExactly(LongStream.rangeClosed(1, to / every).mapToObj(i -> i * every).toArray(Long[]::new));
        assertThat(mlflow.violations()).isEmpty();
    }

    @Test
    void shouldSendARunWithItsConfigurationRowsAndEnd() throws IOException {
        run.rows(0, 3000, 1000, 500).status("finished");
        send(false);

        FakeMlflow.Run there = only();
        assertThat(mlflow.experiments()).containsExactly("pong");
        assertThat(there.info).containsEntry("run_name", "lstm/seed-1").containsEntry("status", "FINISHED")
                .containsEntry("start_time", Instant.parse("2026-11-25T22:46:49Z").toEpochMilli())
                .containsEntry("end_time", Instant.parse("2026-11-25T22:56:49Z").toEpochMilli());
        assertThat(there.params).containsEntry("env.id", "pong").containsEntry("env.frame-skip", "4")
                .containsEntry("total-steps", "9000");
        assertThat(there.tags).containsEntry("mlflow.source.git.commit", "c0ffee").containsEntry("topspin.engine", "counting")
                .containsEntry("topspin.command", "train x.yaml").doesNotContainKey("topspin.cpu");
        assertThat(there.of("score")).extracting(FakeMlflow.Point::value).containsExactly(10.0, 20.0, 30.0);
        assertThat(there.of("score").get(1).timestamp())
                .isEqualTo(Instant.parse("2026-11-25T22:46:49Z").toEpochMilli() + 4000);
        assertThat(there.of("approx_kl")).as("an empty cell").isEmpty();
        assertThat(there.of("step")).isEmpty();
        assertStepsArrivedOnce(3000, 1000);
    }

    @Test
    void shouldStayWithinTheLimitsHoweverMuchThereIs() throws IOException {
        StringBuilder config = new StringBuilder("name: pong\n");
        for (int i = 0; i < 100; i++) {
            // a euro sign has three bytes: long values run out of bytes first, short ones of number
            config.append("long-").append(i).append(": \"").append("€".repeat(5990 + i)).append("\"\n");
        }
        for (int i = 0; i < 250; i++) {
            config.append("short-").append(i).append(": ").append(i).append('\n');
        }
        run.config(config + "\"odd:na/me\": 1\n\"" + "k".repeat(300) + "\": 2\n");
        // seven metrics a row: 143 rows would be one metric too many
        StringBuilder rows = new StringBuilder("step,a,b,c,d,e,f,g\n");
        for (int step = 1; step <= 5000; step++) {
            rows.append(step).append(",1,2,3,4,5,6,7\n");
        }
        Files.writeString(run.path().resolve("progress.csv"), rows);
        send(true);

        FakeMlflow.Run there = only();
        assertThat(there.params).hasSize(353).containsEntry("odd_na_me", "1").containsEntry("k".repeat(250), "2");
        assertThat(there.params.get("long-99")).hasSize(6000).endsWith("€…");
        assertThat(there.of("a")).hasSize(5000);
        assertThat(there.of("g")).hasSize(5000);
        assertThat(mlflow.violations()).isEmpty();
        assertThat(mlflow.requests().stream().filter(METRICS::equals).count()).as("requests for 35,000 metrics")
                .isBetween(35L, 60L);
    }

    @Test
    void shouldSayNumbersThatAreNone() throws IOException {
        run.append("1000,nan,inf,1,2,-inf,\n");
        send(true);
        assertThat(only().points).extracting(FakeMlflow.Point::value)
                .containsExactly(Double.NaN, Double.POSITIVE_INFINITY, 1.0, 2.0, Double.NEGATIVE_INFINITY);
        assertThat(mlflow.violations()).isEmpty();
    }

    @Test
    void shouldWaitForTheRestOfAHalfWrittenRow() throws IOException {
        run.rows(0, 1000, 1000, 500);
        try (MlflowUpload upload = upload()) {
            run.append("2000,20.0,500");
            upload.pass(true);
            assertStepsArrivedOnce(1000, 1000);
            run.append(".0,4.0,40,0.69,\n");
            upload.pass(true);
            assertStepsArrivedOnce(2000, 1000);
            assertThat(upload.step()).isEqualTo(2000);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FAILS", "FAILS_AFTERWARDS", "DROPS", "DROPS_AFTERWARDS", "HALF", "HANGS", "THROTTLES"})
    void shouldSendEveryRowOnceWhateverGoesWrongOnTheWay(Fault fault) throws IOException {
        run.rows(0, 400, 1, 500).status("finished");
        for (String method : List.of("experiments/get-by-name", "experiments/create", "runs/create", "runs/get", "runs/update")) {
            mlflow.failing(method, fault);
        }
        mlflow.failing(BATCH, fault).failing(METRICS, fault, fault, fault);
        for (int tries = 0; tries < 16 && (mlflow.runs().isEmpty() || !"FINISHED".equals(only().status())); tries++) {
            try (MlflowUpload upload = upload(fault)) {
                upload.pass(false);
            } catch (TrackerException e) {
                assertThat(e.kind()).isEqualTo(TrackerException.Kind.FOR_NOW);
            }
        }
        assertStepsArrivedOnce(400, 1);
        assertThat(only().status()).isEqualTo("FINISHED");
        assertThat(only().params).containsEntry("seed", "1");
    }

    /** The same thread tries again, as training's does. */
    @ParameterizedTest
    @EnumSource(names = {"FAILS", "FAILS_AFTERWARDS", "DROPS_AFTERWARDS", "HALF", "HANGS"})
    void shouldAskAfterAFailureWhatTheServerHas(Fault fault) throws IOException {
        run.rows(0, 1000, 1, 500).status("finished");
        mlflow.failing(METRICS, fault, fault);
        try (MlflowUpload upload = upload(fault)) {
            for (int tries = 0; tries < 6 && (mlflow.runs().isEmpty() || !"FINISHED".equals(only().status())); tries++) {
                try {
                    upload.pass(false);
                } catch (TrackerException e) {
                    assertThat(e.kind()).isEqualTo(TrackerException.Kind.FOR_NOW);
                }
            }
        }
        assertStepsArrivedOnce(1000, 1);
    }

    @Test
    void shouldTakeNoAnswerThatIsTooLongOrNeverEnds() throws IOException {
        String head = "HTTP/1.1 200 OK\r\nContent-Length: 30000000\r\n\r\n{";
        try (RawServer server = new RawServer(connection -> {
            while (connection.awaitHead()) {
                connection.say(head + " ".repeat(20_000_000));
            }
        })) {
            assertUnanswered(server, PATIENCE, "cannot be reached (the answer is longer than 16777216 bytes)");
        }
        try (RawServer server = new RawServer(connection -> {
            connection.awaitHead();
            connection.say(head);
            connection.sayForEver(" ", 50);
        })) {
            assertUnanswered(server, LITTLE, "has not answered within 0.6 s");
        }
    }

    private void assertUnanswered(RawServer server, Duration patience, String how) throws IOException {
        long began = System.nanoTime();
        try (MlflowUpload upload = new MlflowUpload(run.path(), MlflowAddress.of(server.uri().toString(), Map.of()), patience, notices::add)) {
            TrackerException e = catchThrowableOfType(TrackerException.class, () -> upload.pass(true));
            assertThat(e).hasMessage("MLflow at " + server.uri() + " " + how + " (experiments/get-by-name)");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void shouldGoOnWhereAnotherProcessWasKilled() throws IOException {
        run.rows(0, 3000, 1000, 500);
        send(true);
        // the record of how far it came was lost, but the server knows
        Path record = run.path().resolve("mlflow.json");
        Files.writeString(record, Files.readString(record).replaceFirst("\"step\" : \\d+", "\"step\" : -1"));
        run.rows(3000, 5000, 1000, 500);
        send(true);
        assertStepsArrivedOnce(5000, 1000);
    }

    @Test
    void shouldNotSendAgainWhatAResumedRunRepeatsWithOtherTimes() throws IOException {
        run.rows(0, 5000, 1000, 500);
        try (MlflowUpload upload = upload()) {
            upload.pass(true);
        }
        run.cutTo(2000).rows(2000, 3000, 1000, 77);
        send(true);
        assertStepsArrivedOnce(5000, 1000);
        run.rows(3000, 7000, 1000, 77);
        send(true);
        assertStepsArrivedOnce(7000, 1000);
        assertThat(only().of("fps").stream().map(FakeMlflow.Point::value)).containsExactly(500.0, 500.0, 500.0, 500.0, 500.0, 77.0, 77.0);
    }

    @Test
    void shouldBeginAnewInAFileThatWasCutBackMeanwhile() throws IOException {
        run.rows(0, 5000, 1000, 500);
        try (MlflowUpload upload = upload()) {
            upload.pass(true);
            run.cutTo(2000);
            upload.pass(true);
            run.rows(2000, 6000, 1000, 77);
            upload.pass(true);
        }
        assertStepsArrivedOnce(6000, 1000);
    }

    @Test
    void shouldTellMoreStepsInATagSinceParamsNeverChange() throws IOException {
        run.rows(0, 1000, 1000, 500).status("finished");
        send(false);
        run.extend("name: pong\nenv:\n  id: pong\n  frame-skip: 4\nseed: 1\ntotal-steps: 20000\n", "def").rows(1000, 2000, 1000, 500);
        send(true);
        assertStepsArrivedOnce(2000, 1000);
        assertThat(only().params).containsEntry("total-steps", "9000");
        assertThat(only().tags).containsEntry("changed.total-steps", "20000").doesNotContainKey("changed.seed");
        assertThat(only().status()).isEqualTo("RUNNING");
    }

    @Test
    void anotherRunInTheDirectoryShouldBeAnotherRunThere() throws IOException {
        run.rows(0, 1000, 1000, 500);
        send(true);
        Files.writeString(run.path().resolve("run.json"), Files.readString(run.path().resolve("run.json")).replace("abc", "xyz"));
        send(true);
        assertThat(mlflow.runs()).hasSize(2);
        assertThat(mlflow.runs().get(1).of("score")).hasSize(1);
    }

    @Test
    void shouldSendARunAnewThatWasDeletedThere() throws IOException {
        run.rows(0, 1000, 1000, 500);
        try (MlflowUpload upload = upload()) {
            upload.pass(true);
            mlflow.delete(only());
            run.rows(1000, 2000, 1000, 500);
            assertThatThrownBy(() -> upload.pass(true)).hasMessageContaining("answers 404");
        }
        send(true);
        assertThat(mlflow.runs()).hasSize(2);
        assertThat(mlflow.runs().get(1).of("score")).extracting(FakeMlflow.Point::step).containsExactly(1000L, 2000L);
        assertThat(notices).singleElement().asString().contains("was deleted there: the run is sent anew, as another one");
    }

    @Test
    void shouldShortenParamsForOldServers() throws IOException {
        mlflow.takingParamsUpTo(500);
        run.config("name: pong\nlong: " + "x".repeat(700) + "\nshort: 1\n").rows(0, 1000, 1000, 500);
        send(true);
        assertThat(only().params.get("long")).hasSize(250).startsWith("xxx").endsWith("x…");
        assertThat(only().params).containsEntry("short", "1").containsEntry("name", "pong");
        assertThat(only().of("score")).hasSize(1);
    }

    @Test
    void shouldGoOnWithoutAParamThatIsRefused() throws IOException {
        mlflow.takingParamsUpTo(3);
        run.rows(0, 1000, 1000, 500);
        send(true);
        assertThat(only().params).containsEntry("seed", "1").doesNotContainKey("name");
        assertThat(only().of("score")).hasSize(1);
        assertThat(notices).anySatisfy(notice -> assertThat(notice)
                .contains(mlflow.url() + " does not take the param name; it is in ", "config.yaml"));
    }

    @Test
    void shouldTellWhoRefusesAndWhy() throws IOException {
        mlflow.always(Fault.FORBIDS);
        assertRefused("MLflow at " + mlflow.url() + " answers 403, 'not you' (experiments/get-by-name)");
        mlflow.always(Fault.IS_ANOTHER);
        assertRefused("MLflow at " + mlflow.url()
                + " gives an answer that is not MLflow's: is this its address? (experiments/get-by-name)");
        mlflow.always(null).requiring("Bearer secret");
        assertRefused("MLflow at " + mlflow.url() + " answers 401, 'who are you?' (experiments/get-by-name)");
        try (MlflowUpload upload = new MlflowUpload(run.path(),
                MlflowAddress.of(mlflow.url() + "/", Map.of("MLFLOW_TRACKING_TOKEN", "secret")), PATIENCE, notices::add)) {
            upload.pass(true);
        }
        assertThat(mlflow.runs()).hasSize(1);
    }

    private void assertRefused(String message) throws IOException {
        try (MlflowUpload upload = upload()) {
            TrackerException e = catchThrowableOfType(TrackerException.class, () -> upload.pass(true));
            assertThat(e).hasMessage(message);
            assertThat(e.kind()).isEqualTo(TrackerException.Kind.REFUSED);
        }
    }

    @Test
    void shouldHeedThePauseThatIsAskedFor() throws IOException {
        mlflow.always(Fault.THROTTLES);
        try (MlflowUpload upload = upload()) {
            TrackerException e = catchThrowableOfType(TrackerException.class, () -> upload.pass(true));
            assertThat(e.pause()).isEqualTo(Duration.ofSeconds(1));
            BackOff pauses = new BackOff();
            assertThat(pauses.after(e)).isEqualTo(Duration.ofSeconds(1));
            TrackerException other = new TrackerException(TrackerException.Kind.FOR_NOW, "");
            assertThat(IntStream.range(0, 9).mapToObj(i -> pauses.after(other)).map(Duration::toSeconds))
                    .containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
        }
    }

    @Test
    void oneProcessAtATimeShouldSend() throws IOException {
        run.rows(0, 1000, 1000, 500);
        try (MlflowUpload first = upload(); MlflowUpload second = upload()) {
            first.pass(true);
            assertThatThrownBy(() -> second.pass(true)).hasMessage("another process is sending " + run.path());
            first.close();
            second.pass(true);
        }
        assertStepsArrivedOnce(1000, 1000);
    }

    @Test
    void shouldNameRunsByVariantAndSeed() throws IOException {
        for (String path : List.of("pong/seed-2", "elsewhere/my run", "other/seed-3")) {
            run = new TrackedDirectory(results.resolve(path));
            send(true);
        }
        assertThat(mlflow.runs()).extracting(there -> there.info.get("run_name")).containsExactly("seed-2", "my run", "other/seed-3");
    }

    @Test
    void shouldRefuseWhatIsNoAddress() {
        assertThatThrownBy(() -> MlflowAddress.of("localhost:5000", Map.of()))
                .hasMessage("--mlflow localhost:5000: is no address of a server; expected a tracking server, such as http://localhost:5000");
        assertThatThrownBy(() -> MlflowAddress.of("http://me:secret@host", Map.of())).hasMessageContaining("MLFLOW_TRACKING_PASSWORD")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> MlflowAddress.of("http://host/?a=b", Map.of())).hasMessageContaining("has more than a server's address");
        assertThat(MlflowAddress.of("https://host/prefix/", Map.of("MLFLOW_TRACKING_USERNAME", "me", "MLFLOW_TRACKING_PASSWORD", "x"))
                .authorisation()).contains("Basic bWU6eA==");
    }
}
