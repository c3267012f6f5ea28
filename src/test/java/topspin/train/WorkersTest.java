package topspin.train;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import topspin.env.EnvironmentRegistry;
import topspin.metric.MetricSink;

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
        RunConfig config = TrainingFixture.config(RunConfig.Algorithm.PPO);
        for (int workers : new int[] {1, 2, 16}) {
            Workers started = Workers.of(TrainingFixture.withWorkers(config, workers));
            assertThat(started.started()).isEqualTo(workers);
            assertThat(started.remark()).isEmpty();
        }
        assertThat(Workers.of(TrainingFixture.withWorkers(config, 17)).started()).isEqualTo(16);
    }

    @Test
    void shouldBeOneForEachOfManyShards() {
        assertThat(Workers.of(config(RunConfig.Algorithm.A2C, 60, "60")).started()).as("groups that act").isEqualTo(60);
        assertThat(Workers.of(config(RunConfig.Algorithm.PPO, 60, "20")).started()).as("groups that act").isEqualTo(20);
        assertThat(Workers.of(config(RunConfig.Algorithm.PPO, 60, "1")).started()).as("row parts").isEqualTo(16);
    }

    private static RunConfig config(RunConfig.Algorithm algorithm, int environments, String shards) {
        RunConfig c = TrainingFixture.config(algorithm);
        return new RunConfig(c.name(), c.env(), environments, c.steps(), c.totalSteps(), algorithm, c.ppo(), c.a2c(),
                c.gamma(), c.entropy(), c.value(), c.maxGradNorm(), c.optimiser(), c.policy(), c.seed(), "1000", shards,
                c.engine(), c.precision(), c.log(), c.checkpoint(), c.guard());
    }

    @Test
    void aRunShouldSayThatItStartsFewer() throws IOException {
        RunConfig config = TrainingFixture.withWorkers(TrainingFixture.config(RunConfig.Algorithm.A2C), 1000);
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
