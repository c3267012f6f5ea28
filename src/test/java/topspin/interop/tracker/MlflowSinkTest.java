package topspin.interop.tracker;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import topspin.interop.tracker.FakeMlflow.Fault;
import topspin.metric.Metric;
import topspin.metric.MetricRecord;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

import static org.assertj.core.api.Assertions.assertThat;

/** What training has to do with an MLflow server: nothing, whatever the server does. */
@Timeout(60)
class MlflowSinkTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    private Path results;

    private FakeMlflow mlflow;
    private TrackedDirectory run;
    private final List<String> notices = new CopyOnWriteArrayList<>();

    @BeforeEach
    void make() throws IOException {
        mlflow = new FakeMlflow();
        run = new TrackedDirectory(results.resolve("pong/seed-1"));
    }

    @AfterEach
    void stop() {
        mlflow.close();
    }

    private MlflowSink sink() {
        MlflowSink sink = new MlflowSink(run.path(), MlflowAddress.of(mlflow.url(), Map.of()), PATIENCE, "COMMAND", notices::add);
        sink.write(new MetricRecord());
        return sink;
    }

    private static void await(BooleanSupplier moment) throws InterruptedException {
        while (!moment.getAsBoolean()) {
            Thread.sleep(5);
        }
    }

    private List<Long> steps() {
        return mlflow.runs().isEmpty() ? List.of() : mlflow.runs().get(0).of("score").stream().map(FakeMlflow.Point::step).toList();
    }

    @Test
    void rowsShouldArriveWhileTheRunGoesOnAndTheEndWithClosing() throws Exception {
        mlflow.start();
        try (MlflowSink sink = sink()) {
            run.rows(0, 2000, 1000, 500);
            await(() -> steps().equals(List.of(1000L, 2000L)));
            assertThat(mlflow.runs().get(0).status()).isEqualTo("RUNNING");
            run.rows(2000, 3000, 1000, 500).status("finished");
        }
        assertThat(steps()).containsExactly(1000L, 2000L, 3000L);
        assertThat(mlflow.runs().get(0).status()).isEqualTo("FINISHED");
        assertThat(notices).containsExactly("MLflow: " + mlflow.url() + "/#/experiments/1/runs/run1");
    }

    @Test
    void aServerThatStartsLaterShouldGetEverything() throws Exception {
        try (MlflowSink sink = sink()) {
            run.rows(0, 2000, 1000, 500);
            await(() -> !notices.isEmpty());
            mlflow.start();
            await(() -> steps().size() == 2);
            run.rows(2000, 3000, 1000, 500).status("interrupted");
        }
        assertThat(steps()).containsExactly(1000L, 2000L, 3000L);
        assertThat(mlflow.runs().get(0).status()).isEqualTo("KILLED");
        assertThat(notices).hasSize(2).first().asString().isEqualTo("MLflow at " + mlflow.url()
                + " cannot be reached (connection refused) (experiments/get-by-name); training goes on, and what is new is sent once it answers");
        assertThat(mlflow.violations()).isEmpty();
    }

    @Test
    void anOutageShouldBeToldOnceAndItsEndToo() throws Exception {
        mlflow.start();
        try (MlflowSink sink = sink()) {
            run.rows(0, 1000, 1000, 500);
            await(() -> steps().size() == 1 && notices.size() == 1);
            mlflow.always(Fault.FAILS);
            run.rows(1000, 2000, 1000, 500);
            await(() -> mlflow.requests().size() > 8);
            mlflow.always(null);
            await(() -> steps().size() == 2);
            await(() -> notices.size() == 3);
            run.status("finished");
        }
        assertThat(notices.get(1)).contains("answers 500, 'the database is locked' (runs/log-batch); training goes on");
        assertThat(notices.get(2)).isEqualTo("MLflow at " + mlflow.url() + " answers again");
        assertThat(notices).hasSize(3);
        assertThat(mlflow.violations()).isEmpty();
    }

    @Test
    void aServerThatHangsShouldHoldTheEndUpForTwoSecondsAndNoMore() throws Exception {
        mlflow.start();
        MlflowSink sink = sink();
        run.rows(0, 1000, 1000, 500);
        await(() -> steps().size() == 1);
        mlflow.always(Fault.HANGS);
        run.rows(1000, 2000, 1000, 500).status("finished");
        long began = System.nanoTime();
        sink.write(new MetricRecord().set(Metric.STEP, 2000));
        sink.episode(null);
        sink.advanced(2000);
        assertThat(System.nanoTime() - began).isLessThan(Duration.ofMillis(50).toNanos());
        sink.close();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isBetween(Duration.ofMillis(1900), Duration.ofMillis(4500));
        assertThat(notices.get(notices.size() - 1))
                .isEqualTo("MLflow at " + mlflow.url() + " does not have what came after step 1000 yet; send it later with COMMAND");

        mlflow.always(null);
        MlflowTransfer.send(run.path(), MlflowAddress.of(mlflow.url(), Map.of()), Duration.ofSeconds(5), notices::add);
        assertThat(steps()).containsExactly(1000L, 2000L);
        assertThat(mlflow.violations()).isEmpty();
        assertThat(MlflowTransfer.send(run.path(), MlflowAddress.of(mlflow.url(), Map.of()), Duration.ZERO, notices::add).text())
                .isEqualTo("was sent before");
    }

    @Test
    void aServerThatRefusesShouldBeAskedNoMore() throws Exception {
        mlflow.always(Fault.FORBIDS).start();
        try (MlflowSink sink = sink()) {
            await(() -> !notices.isEmpty());
            run.rows(0, 1000, 1000, 500).status("finished");
            Thread.sleep(1500);
        }
        assertThat(mlflow.requests()).hasSize(1);
        assertThat(notices).containsExactly("MLflow at " + mlflow.url()
                + " answers 403, 'not you' (experiments/get-by-name); training goes on without it",
                "MLflow at " + mlflow.url() + " does not have this run yet; send it later with COMMAND");
    }

    @Test
    void aSessionWithoutARowShouldSendWhatTheOneBeforeCouldNot() throws Exception {
        mlflow.start();
        run.rows(0, 2000, 1000, 500).status("finished");
        new MlflowSink(run.path(), MlflowAddress.of(mlflow.url(), Map.of()), PATIENCE, "COMMAND", notices::add).close();
        assertThat(steps()).containsExactly(1000L, 2000L);
        assertThat(mlflow.runs().get(0).status()).isEqualTo("FINISHED");
    }

    @Test
    void aBrokenFileShouldBeToldWithItsLine() throws Exception {
        mlflow.start();
        run.append("1000,oops,1,1,1,1,\n");
        try (MlflowSink sink = sink()) {
            await(() -> notices.size() == 1);
        }
        assertThat(notices.get(0)).startsWith("the run is not sent to MLflow any more: ")
                .endsWith("progress.csv:2: expected numbers, found '1000,oops,1,1,1,1,'");
        assertThat(Files.exists(run.path().resolve("mlflow.json"))).isTrue();
    }
}
