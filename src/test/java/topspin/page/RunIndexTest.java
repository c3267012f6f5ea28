package topspin.page;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import topspin.stats.RunFixtures;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** Runs are found, put in order, and followed while they write. */
@Timeout(60)
class RunIndexTest {
    @TempDir
    private Path root;
    private final List<RunIndex> indexes = new ArrayList<>();

    @AfterEach
    void close() {
        indexes.forEach(RunIndex::close);
    }

    private RunIndex index(Path... roots) throws InterruptedException {
        RunIndex index = new RunIndex(List.of(roots));
        indexes.add(index);
        index.start();
        while (!index.complete()) {
            Thread.sleep(5);
        }
        return index;
    }

    private static WatchedRun looked(Path directory) {
        WatchedRun run = new WatchedRun(new RunPlace("x", "x", "x", 0, directory, directory));
        run.look(Instant.now());
        return run;
    }

    @Test
    void shouldKnowWhatAnExperimentIs() throws Exception {
        Files.createDirectories(root.resolve("deep/sweep"));
        Files.writeString(root.resolve("deep/sweep/sweep.json"), "{}");
        for (String run : List.of("pong/seed-1", "pong/seed-2", "cells/lstm/seed-1", "cells/gru/seed-1", "deep/sweep/a,b=1/seed-10",
                "deep/sweep/a,b=1/seed-9", "deep/single/seed-3", "alone")) {
            RunFixtures.run(root.resolve(run), 1, 2);
        }
        RunIndex index = index(root);
        assertThat(index.runs()).extracting(run -> run.place().id() + " | " + run.place().experiment() + " | " + run.place().variant()
                + " | " + run.place().seed()).containsExactlyInAnyOrder(
                "alone | alone | alone | 0", "pong/seed-1 | pong | pong | 1", "pong/seed-2 | pong | pong | 2",
                "cells/lstm/seed-1 | cells | lstm | 1", "cells/gru/seed-1 | cells | gru | 1",
                "deep/sweep/a,b=1/seed-10 | deep/sweep | a,b=1 | 10", "deep/sweep/a,b=1/seed-9 | deep/sweep | a,b=1 | 9",
                "deep/single/seed-3 | deep/single | single | 3");
        assertThat(index.variants("deep/sweep").get("a,b=1")).extracting(run -> run.place().seed()).containsExactly(9L, 10L);
        assertThat(index(root.resolve("pong"), root.resolve("cells")).runs()).extracting(run -> run.place().id())
                .contains("pong/seed-1", "cells/lstm/seed-1");
        assertThat(index(root.resolve("pong")).runs()).extracting(run -> run.place().experiment()).containsOnly("pong");
    }

    /** Neither a directory nor a file of another place is read by way of a link. */
    @Test
    void linksShouldNotBeFollowed(@TempDir Path elsewhere) throws Exception {
        RunFixtures.run(elsewhere.resolve("secret/seed-1"), 1, 2);
        RunFixtures.run(root.resolve("pong/seed-1"), 1, 2);
        Files.createSymbolicLink(root.resolve("link"), elsewhere.resolve("secret"));
        Files.createDirectories(root.resolve("false/seed-1"));
        Files.createSymbolicLink(root.resolve("false/seed-1/progress.csv"), elsewhere.resolve("secret/seed-1/progress.csv"));
        assertThat(index(root).runs()).extracting(run -> run.place().id()).containsExactly("pong/seed-1");
    }

    @Test
    void shouldTellStatesApart() throws IOException {
        Path run = RunFixtures.run(root.resolve("a/seed-1"), 1, 2, 3);
        Instant now = Instant.now();
        for (Map.Entry<String, RunState> status : Map.of("finished", RunState.FINISHED, "interrupted", RunState.INTERRUPTED, "failed",
                RunState.FAILED, "running", RunState.RUNNING, "imported", RunState.IMPORTED).entrySet()) {
            RunFixtures.status(run, status.getKey());
            assertThat(looked(run).state(now)).isEqualTo(status.getValue());
        }
        RunFixtures.status(run, "running");
        // rows are two seconds apart: a minute is patience enough
        assertThat(looked(run).state(now.plusSeconds(50))).isEqualTo(RunState.RUNNING);
        assertThat(looked(run).state(now.plusSeconds(70))).isEqualTo(RunState.STALE);
        Files.writeString(run.resolve("progress.csv"), "step,score,fps,seconds\n0,0,0,0\n100,1,1,100\n200,1,1,200\n");
        assertThat(looked(run).state(now.plusSeconds(590))).as("six rows of a hundred seconds").isEqualTo(RunState.RUNNING);
        assertThat(looked(run).state(now.plusSeconds(620))).isEqualTo(RunState.STALE);
        RunFixtures.pruned(run);
        assertThat(looked(run).state(now)).isEqualTo(RunState.PRUNED);
        Files.delete(run.resolve("run.json"));
        assertThat(looked(run).state(now.plusSeconds(10_000))).as("rows alone, of another program").isEqualTo(RunState.IMPORTED);
        Files.writeString(run.resolve("run.json"), "{\"status\": ");
        WatchedRun damaged = looked(run);
        assertThat(damaged.state(now)).isEqualTo(RunState.UNREADABLE);
        assertThat((String) damaged.summary(now).get("problem")).startsWith("damaged");
        RunFixtures.status(run, "finished");
        assertThat(damaged.look(now)).isTrue();
        assertThat(damaged.state(now)).as("it was half-written").isEqualTo(RunState.FINISHED);
    }

    @Test
    void shouldTellOfARowWithinASecond() throws Exception {
        Path run = RunFixtures.run(root.resolve("a/seed-1"), 1, 2, 3);
        RunFixtures.status(run, "running");
        RunIndex index = index(root);
        BlockingQueue<Long> steps = new LinkedBlockingQueue<>();
        index.listen((runs, gone) -> runs.forEach(changed -> steps.add((Long) changed.summary(Instant.now()).get("step"))));
        for (int i = 4; i < 8; i++) {
            Files.writeString(run.resolve("progress.csv"), 100 * i + ",1,50," + 2 * i + "\n", StandardOpenOption.APPEND);
            assertThat(steps.poll(1, TimeUnit.SECONDS)).isEqualTo(100L * i);
        }
    }

    @Test
    void shouldTakeInWhatComesAndForgetWhatGoes() throws Exception {
        RunIndex index = index(root.resolve("later"));
        assertThat(index.runs()).isEmpty();
        BlockingQueue<String> news = new LinkedBlockingQueue<>();
        index.listen((runs, gone) -> {
            runs.forEach(run -> news.add("+" + run.place().id()));
            gone.forEach(id -> news.add("-" + id));
        });
        Path run = RunFixtures.run(root.resolve("later/a/seed-1"), 1, 2, 3);
        assertThat(news.poll(10, TimeUnit.SECONDS)).isEqualTo("+a/seed-1");
        Files.delete(run.resolve("progress.csv"));
        Files.delete(run);
        String last = news.poll(10, TimeUnit.SECONDS);
        while (last != null && last.startsWith("+")) {
            last = news.poll(10, TimeUnit.SECONDS);
        }
        assertThat(last).isEqualTo("-a/seed-1");
    }

    @Test
    void shouldSayHowFarARunIs() throws IOException {
        Path run = RunFixtures.run(root.resolve("a/seed-1"), 1, 5, 3);
        RunFixtures.status(run, "running");
        Files.writeString(run.resolve("config.yaml"), "total-steps: 800\nppo: {clip: 0.2}\nenv: {id: pong}\n");
        WatchedRun watched = looked(run);
        assertThat(watched.keys()).containsEntry("ppo.clip", "0.2").containsEntry("env.id", "pong");
        assertThat(watched.summary(Instant.now())).containsEntry("step", 300L).containsEntry("total", 800L).containsEntry("score", 3.0)
                .containsEntry("best", 5.0).containsEntry("fps", 50.0).containsEntry("eta", 10.0);
    }
}
