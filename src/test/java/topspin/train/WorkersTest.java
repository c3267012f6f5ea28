package topspin.train;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import topspin.algorithm.Algorithm;
import topspin.algorithm.a2c.A2c;
import topspin.algorithm.ppo.Ppo;
import topspin.env.EnvironmentRegistry;
import topspin.metric.MetricSink;
import topspin.run.ConfigHash;
import topspin.run.RunConfig;
import topspin.run.RunDirectory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

class WorkersTest {
    @TempDir
    private Path directory;

    @Test
    void shouldBeAsManyAsAskedForIfAllHaveSomethingToDo() {
        RunConfig config = TrainingFixture.config(new Ppo());
        for (int workers : new int[] {1, 2, 16}) {
            Workers started = Workers.of(TrainingFixture.withWorkers(config, workers));
            assertThat(started.started()).isEqualTo(workers);
            assertThat(started.remark()).isEmpty();
        }
        assertThat(Workers.of(TrainingFixture.withWorkers(config, 17)).started()).isEqualTo(16);
    }

    @Test
    void shouldBeOneForEachOfManyShards() {
        assertThat(Workers.of(config(new A2c(), 60, "60")).started()).as("groups that act").isEqualTo(60);
        assertThat(Workers.of(config(new Ppo(), 60, "20")).started()).as("groups that act").isEqualTo(20);
        assertThat(Workers.of(config(new Ppo(), 60, "1")).started()).as("row parts").isEqualTo(16);
    }

    private static RunConfig config(Algorithm algorithm, int environments, String shards) {
        RunConfig c = TrainingFixture.config(algorithm);
        return c.with().environments(environments).algorithm(algorithm).workers("1000").shards(shards).build();
    }

    @Test
    void aRunShouldSayThatItStartsFewer() throws IOException {
        RunConfig config = TrainingFixture.withWorkers(TrainingFixture.config(new A2c()), 1000);
        List<String> notices = new ArrayList<>();
        Set<Thread> others = threads();
        Set<Thread> mine = new HashSet<>();
        MetricSink counter = row -> mine.addAll(threads());
        try (RunDirectory run = RunDirectory.create(directory.resolve("run"), "", ConfigHash.of(config))) {
            new Run(config, run, new Trainer(EnvironmentRegistry.load()), List.of("train")).execute(new StringBuilder(),
                    step -> List.of(counter), new StopSignal(), notices::add);
        }
        assertThat(notices).contains(
                "workers: 16, not 1000, since this experiment has no more parts that can be computed at once");
        assertThat(Files.readString(directory.resolve("run/run.json"))).contains("\"workers\" : 16");
        mine.removeAll(others);
        assertThat(mine).as("threads besides the one that trains").hasSize(15);
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("topspin-worker-")).collect(Collectors.toSet());
    }
}
