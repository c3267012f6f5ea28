package topspin.train;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import topspin.algorithm.Algorithm;
import topspin.algorithm.a2c.A2c;
import topspin.config.InvalidConfigException;
import topspin.env.CountingEnvironment;
import topspin.env.Environment;
import topspin.env.EnvironmentRegistry;
import topspin.env.ProviderOf;
import topspin.env.wrapper.Wrapper;
import topspin.nn.engine.LiveNatives;
import topspin.policy.PolicyConfig;
import topspin.policy.ActionChoice;
import topspin.run.Checkpoint;
import topspin.run.ConfigHash;
import topspin.run.RunConfig;
import topspin.run.RunDirectory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A program may train a hundred times: what a session took goes back when it ends, and also when it does not begin. */
@Timeout(60)
class EquipmentTest {
    @TempDir
    private Path directory;
    private int opened;
    private int closed;
    private final Set<Thread> others = workers();

    @ParameterizedTest
    @MethodSource("topspin.algorithm.Algorithms#all")
    void sessionsShouldLeaveNeitherNativeObjectsNorThreads(Algorithm algorithm) throws Exception {
        RunConfig config = TrainingFixture.config(algorithm);
        long before = LiveNatives.afterCollection();
        for (int i = 0; i < 3; i++) {
            Path run = directory.resolve(Integer.toString(i));
            TrainingFixture.train(config, run);
            try (RunDirectory read = RunDirectory.view(run);
                 Checkpoint checkpoint = read.latest(notice -> { }).orElseThrow()) {
                new Trainer(EnvironmentRegistry.load()).evaluate(config, checkpoint, ActionChoice.SAMPLED, 10);
            }
            assertThat(LiveNatives.now()).as("native objects after run %d", i).isLessThanOrEqualTo(before);
        }
        awaitTheEndOfThreads();
    }

    @Test
    void anEnvironmentThatFailsToStartShouldTakeTheOthersWithIt() throws Exception {
        long before = LiveNatives.afterCollection();
        assertThatThrownBy(() -> open(() -> {
            if (opened == 4) {
                throw new IllegalStateException("the server has no place left");
            }
            return counted();
        })).hasMessage("the server has no place left");
        assertThat(opened).isEqualTo(4);
        assertEverythingIsGone(before);
    }

    @Test
    void aPolicyThatDoesNotFitShouldTakeEverythingWithIt() throws Exception {
        long before = LiveNatives.afterCollection();
        assertThatThrownBy(() -> open(this::counted)).isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("nature-cnn");
        assertThat(opened).isEqualTo(6);
        assertEverythingIsGone(before);
    }

    private void open(Supplier<Environment> make) throws IOException {
        RunConfig c = TrainingFixture.config(new A2c());
        RunConfig config = c.with().env(TrainingFixture.env("counting", Map.of()))
                .policy(new PolicyConfig("nature-cnn", 8, c.policy().core(), "fused")).build();
        Path path = directory.resolve("run");
        try (RunDirectory run = RunDirectory.create(path, "", ConfigHash.of(config))) {
            new Trainer(EnvironmentRegistry.of(List.of(new ProviderOf("counting", make))))
                    .open(config, run, Optional.empty(), List.of());
        }
    }

    private Environment counted() {
        opened++;
        return new Wrapper(CountingEnvironment.terminatingAfter(5)) {
            @Override
            public void close() {
                closed++;
            }
        };
    }

    private void assertEverythingIsGone(long before) throws InterruptedException {
        assertThat(closed).as("closed environments").isEqualTo(opened);
        assertThat(LiveNatives.now()).as("native objects").isLessThanOrEqualTo(before);
        awaitTheEndOfThreads();
    }

    private void awaitTheEndOfThreads() throws InterruptedException {
        Set<Thread> mine = workers();
        mine.removeAll(others);
        for (Thread thread : mine) {
            thread.join();
        }
    }

    private static Set<Thread> workers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("topspin-worker-")).collect(Collectors.toSet());
    }
}
