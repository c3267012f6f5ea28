package topspin.train;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.jupiter.params.provider.MethodSource;
import topspin.algorithm.Algorithm;
import topspin.run.RunConfig;
import topspin.run.RunDirectory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Whole runs that must not differ by a bit: more workers, and interruptions. */
class SameBitsTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @MethodSource("topspin.algorithm.Algorithms#all")
    void theNumberOfWorkersShouldChangeNoBit(Algorithm algorithm) throws IOException {
        RunConfig config = TrainingFixture.config(algorithm);
        Path one = directory.resolve("1");
        TrainingFixture.train(TrainingFixture.withWorkers(config, 1), one);
        assertThat(TrainingFixture.rows(one)).hasSize(12).doesNotHaveDuplicates();
        assertThat(TrainingFixture.scores(one)).as("games are counted").anyMatch(row -> !row.endsWith(" 0.0"));
        for (int workers : new int[] {2, 3, 8}) {
            Path path = directory.resolve(Integer.toString(workers));
            TrainingFixture.train(TrainingFixture.withWorkers(config, workers), path);
            assertThat(TrainingFixture.rows(path)).as("%d workers", workers).isEqualTo(TrainingFixture.rows(one));
            assertThat(TrainingFixture.scores(path)).as("%d workers", workers).isEqualTo(TrainingFixture.scores(one));
            assertThat(TrainingFixture.episodes(path)).as("%d workers", workers).isEqualTo(TrainingFixture.episodes(one));
            assertThat(TrainingFixture.weights(path)).as("%d workers", workers)
                    .isEqualTo(TrainingFixture.weights(one));
        }
    }

    @ParameterizedTest
    @MethodSource("topspin.algorithm.Algorithms#all")
    void aResumedRunShouldEqualOneThatNeverStopped(Algorithm algorithm) throws IOException {
        RunConfig config = TrainingFixture.config(algorithm);
        Path whole = directory.resolve("whole");
        Path parts = directory.resolve("parts");
        assertThat(TrainingFixture.train(config, whole).finished()).isTrue();
        assertThat(TrainingFixture.trainUntil(360, config, parts).finished()).isFalse();
        for (long stop : List.of(540L, 1260L)) {
            assertThat(TrainingFixture.resumeUntil(stop, config, parts).finished()).isFalse();
        }
        assertThat(TrainingFixture.resumeUntil(Long.MAX_VALUE, config, parts).finished()).isTrue();

        assertThat(TrainingFixture.rows(parts)).isEqualTo(TrainingFixture.rows(whole));
        assertThat(TrainingFixture.scores(parts)).isEqualTo(TrainingFixture.scores(whole));
        assertThat(TrainingFixture.episodes(parts)).isEqualTo(TrainingFixture.episodes(whole));
        assertThat(TrainingFixture.weights(parts)).isEqualTo(TrainingFixture.weights(whole));
    }

    /** A rollout is 60 steps, so the lines at 400, 800, 1200 and 1600 are first reached at 420, 840, 1200 and 1620. */
    @ParameterizedTest
    @ValueSource(strings = {"ppo", "reinforce"})
    void archivedCheckpointsShouldStayAndChangeNothing(Algorithm algorithm) throws IOException {
        RunConfig plain = TrainingFixture.config(algorithm);
        RunConfig archiving = TrainingFixture.withCheckpoints(plain, new RunConfig.Checkpoints(600, 1, 400L));
        Path without = directory.resolve("without");
        Path whole = directory.resolve("whole");
        Path parts = directory.resolve("parts");
        TrainingFixture.train(plain, without);
        TrainingFixture.train(archiving, whole);
        TrainingFixture.trainUntil(540, archiving, parts);
        TrainingFixture.resumeUntil(1260, archiving, parts);
        TrainingFixture.resumeUntil(Long.MAX_VALUE, archiving, parts);

        for (Path run : List.of(whole, parts)) {
            assertThat(archives(run)).containsExactly("archive-000000420.safetensors", "archive-000000840.safetensors",
                    "archive-000001200.safetensors", "archive-000001620.safetensors");
            for (String archive : archives(run)) {
                assertThat(archivedWeights(run, archive)).as(archive)
                        .isEqualTo(archivedWeights(whole, archive));
            }
            assertThat(TrainingFixture.rows(run)).isEqualTo(TrainingFixture.rows(without));
            assertThat(TrainingFixture.weights(run)).isEqualTo(TrainingFixture.weights(without));
        }
    }

    @ParameterizedTest
    @MethodSource("topspin.algorithm.Algorithms#all")
    void aRunShouldMoveItsWeights(Algorithm algorithm) throws IOException {
        RunConfig config = TrainingFixture.config(algorithm);
        Path still = directory.resolve("still");
        Path moving = directory.resolve("moving");
        TrainingFixture.train(TrainingFixture.withLearningRate(config, 0), still);
        TrainingFixture.train(config, moving);
        assertThat(TrainingFixture.weights(moving)).isNotEqualTo(TrainingFixture.weights(still));
    }

    private static List<String> archives(Path run) throws IOException {
        try (var files = Files.list(run.resolve(RunDirectory.CHECKPOINTS))) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.startsWith("archive-")).sorted()
                    .toList();
        }
    }

    private static List<Integer> archivedWeights(Path run, String archive) throws IOException {
        return TrainingFixture.weightsIn(run.resolve(RunDirectory.CHECKPOINTS).resolve(archive));
    }
}
