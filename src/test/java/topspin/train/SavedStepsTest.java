package topspin.train;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import topspin.algorithm.ppo.Ppo;
import topspin.env.Actions;
import topspin.env.CountingEnvironment;
import topspin.env.EnvironmentRegistry;
import topspin.env.Observations;
import topspin.env.ProviderOf;
import topspin.env.wrapper.Wrapper;
import topspin.run.Checkpoint;
import topspin.run.ConfigHash;
import topspin.run.RunConfig;
import topspin.run.RunDirectory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Which steps a run saves: its best against the scores that it logged, the others against the interval. */
class SavedStepsTest {
    private static final int ROLLOUT = 60;

    @TempDir
    private Path directory;

    @Test
    void theBestShouldBeOfTheFirstRowWithTheHighestScore() throws IOException {
        RunConfig config = config(TrainingFixture.env("recall", Map.of("cues", 2, "delay", 3)));
        TrainingFixture.trainUntil(10 * ROLLOUT, config, directory);
        long early = bestLogged();
        assertThat(bestKept()).isEqualTo(early);

        TrainingFixture.resumeUntil(Long.MAX_VALUE, config, directory);
        assertThat(bestKept()).isEqualTo(bestLogged()).isGreaterThan(early);
    }

    /** A run that has solved its task would otherwise save its best with every row. */
    @Test
    void ofEqualScoresTheFirstShouldBeKept() throws IOException {
        RunConfig config = config(TrainingFixture.env("even", Map.of()));
        try (RunDirectory run = RunDirectory.create(directory, "", ConfigHash.of(config))) {
            new Run(config, run, new Trainer(EnvironmentRegistry.of(List.of(new ProviderOf("even", SavedStepsTest::even)))),
                    List.of("train")).execute(new StringBuilder(), step -> List.of(), new StopSignal(), notice -> { });
        }
        assertThat(bestKept()).as("20 decisions are an episode").isEqualTo(2 * ROLLOUT);
    }

    /** Where an interval ends with a rollout, the checkpoint is of that step; where it does not, of the rollout's end. */
    @ParameterizedTest
    @CsvSource({"600, 600 1200 1800", "500, 540 1020 1500 1800", "7000, 1800"})
    void checkpointsShouldBeOfTheFirstRolloutAtOrPastTheInterval(long every, String steps) throws IOException {
        RunConfig config = TrainingFixture.withCheckpoints(config(TrainingFixture.env("recall", Map.of("cues", 2))),
                new RunConfig.Checkpoints(every, 9));
        TrainingFixture.train(config, directory);
        try (Stream<Path> files = Files.list(directory.resolve(RunDirectory.CHECKPOINTS))) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.startsWith("step-")).sorted())
                    .containsExactly(Arrays.stream(steps.split(" ")).map(Long::parseLong)
                            .map("step-%09d.safetensors"::formatted).toArray(String[]::new));
        }
    }

    /** Every episode has 20 decisions and the return 20. */
    private static Wrapper even() {
        return new Wrapper(CountingEnvironment.terminatingAfter(20)) {
            @Override
            public float step(Actions actions, int index, Observations out, int row) {
                super.step(actions, index, out, row);
                return 1;
            }
        };
    }

    /** A row for every rollout. */
    private static RunConfig config(Map<String, Object> env) {
        RunConfig c = TrainingFixture.config(new Ppo());
        return c.with().env(env).log(new RunConfig.Log(ROLLOUT, 10)).build();
    }

    private long bestKept() throws IOException {
        try (Checkpoint best = Checkpoint.read(directory.resolve(RunDirectory.CHECKPOINTS).resolve("best.safetensors"))) {
            return best.step();
        }
    }

    private long bestLogged() throws IOException {
        double highest = Double.NEGATIVE_INFINITY;
        long step = 0;
        for (String line : Files.readAllLines(directory.resolve(RunDirectory.PROGRESS)).stream().skip(1).toList()) {
            String[] cells = line.split(",", -1);
            boolean played = Double.parseDouble(cells[5]) > 0;
            if (played && Double.parseDouble(cells[1]) > highest) {
                highest = Double.parseDouble(cells[1]);
                step = Long.parseLong(cells[0]);
            }
        }
        return step;
    }
}
