package topspin.train;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import topspin.algorithm.Algorithm;
import topspin.algorithm.ppo.Ppo;
import topspin.env.Actions;
import topspin.env.Environment;
import topspin.env.EnvironmentOption;
import topspin.env.EnvironmentProvider;
import topspin.env.EnvironmentRegistry;
import topspin.env.Observations;
import topspin.env.wrapper.Wrapper;
import topspin.random.RandomStreams;
import topspin.run.ConfigHash;
import topspin.run.RunConfig;
import topspin.run.RunDirectory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** A run that is to stop does not wait for an update that would take minutes, and loses nothing by it but time. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GivenUpTest {
    private static final String WORLD = "slow";

    @TempDir
    private Path directory;
    private final List<String> notices = new ArrayList<>();
    private volatile StopSignal stop = new StopSignal();
    private volatile boolean slow;
    private volatile long reached;

    @Test
    void anUpdateOfTwoThousandMillionEpochsShouldEndWithTheRun() throws Exception {
        RunConfig config = TrainingFixture.withPpo(TrainingFixture.config(new Ppo()),
                new Ppo(Integer.MAX_VALUE, 2, 0.1, true, 0.95, true, null));
        Path path = directory.resolve("run");
        Thread signal = new Thread(() -> {
            sleep(1500);
            stop.request();
        });
        signal.start();
        Training.Outcome outcome;
        try (RunDirectory run = RunDirectory.create(path, "", ConfigHash.of(config))) {
            outcome = train(config, run);
        }
        signal.join();
        assertThat(outcome.finished()).isFalse();
        assertThat((String) outcome.summary().get("given-up")).contains("of 4294967294 minibatches (ppo.epochs");
        assertThat(notices).anyMatch(notice -> notice.contains("--resume repeats what came after the last checkpoint"));

        RunConfig sane = TrainingFixture.config(new Ppo());
        try (RunDirectory run = RunDirectory.open(path)) {
            stop = new StopSignal();
            assertThat(train(sane, run).finished()).as("goes on, from the start, as there is no checkpoint").isTrue();
        }
        Path whole = directory.resolve("whole");
        TrainingFixture.train(sane, whole);
        assertThat(TrainingFixture.weights(path)).isEqualTo(TrainingFixture.weights(whole));
    }

    /** 100 steps of 0.4 s each would take 40 seconds. */
    @ParameterizedTest
    @ValueSource(strings = {"a2c", "ppo"})
    void aSlowRolloutShouldBePlayedAgain(Algorithm algorithm) throws Exception {
        RunConfig c = TrainingFixture.config(algorithm);
        RunConfig config = c.with().env(TrainingFixture.env(WORLD, Map.of("cues", 2, "delay", 3))).steps(100)
                .totalSteps(6000).algorithm(algorithm).workers("3").log(new RunConfig.Log(600, 10))
                .checkpoint(new RunConfig.Checkpoints(1800, 2)).build();
        Path whole = directory.resolve("whole");
        try (RunDirectory run = RunDirectory.create(whole, "", ConfigHash.of(config))) {
            assertThat(train(config, run).finished()).isTrue();
        }
        Path parts = directory.resolve("parts");
        try (RunDirectory run = RunDirectory.create(parts, "", ConfigHash.of(config))) {
            slow = true;
            Training.Outcome outcome = train(config, run);
            assertThat(outcome.finished()).isFalse();
            assertThat((String) outcome.summary().get("given-up")).contains("of 100 steps");
        }
        slow = false;
        stop = new StopSignal();
        try (RunDirectory run = RunDirectory.open(parts)) {
            assertThat(train(config, run).finished()).isTrue();
        }
        assertThat(notices).anyMatch(notice -> notice.contains("going on from") && notice.contains("step-000001800"));
        assertThat(TrainingFixture.rows(parts)).hasSize(12).isEqualTo(TrainingFixture.rows(whole));
        assertThat(TrainingFixture.weights(parts)).isEqualTo(TrainingFixture.weights(whole));
    }

    private Training.Outcome train(RunConfig config, RunDirectory directory) throws IOException {
        EnvironmentRegistry registry = EnvironmentRegistry.of(List.of(new Slow(), recall()));
        return new Run(config, directory, new Trainer(registry), List.of("train")).execute(new StringBuilder(),
                start -> List.of(row -> reached = row.step()), stop, notices::add);
    }

    private static EnvironmentProvider recall() {
        return EnvironmentRegistry.load().provider("recall");
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The recall task, whose steps take time from step 2,400 on, where the run is asked to stop. */
    private final class Slow implements EnvironmentProvider {
        @Override
        public String id() {
            return WORLD;
        }

        @Override
        public String description() {
            return "a recall task that may be slow";
        }

        @Override
        public List<EnvironmentOption> options() {
            return recall().options();
        }

        @Override
        public Environment create(Map<String, Object> options, RandomStreams streams) {
            return new Wrapper(recall().create(options, streams)) {
                @Override
                public float step(Actions actions, int index, Observations out, int row) {
                    if (slow && reached >= 2400) {
                        stop.request();
                        sleep(200);
                    }
                    return super.step(actions, index, out, row);
                }
            };
        }
    }
}
