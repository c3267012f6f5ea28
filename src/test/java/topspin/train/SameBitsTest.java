package topspin.train;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Whole runs that must not differ by a bit: more workers, and interruptions. */
class SameBitsTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource
    void theNumberOfWorkersShouldChangeNoBit(RunConfig.Algorithm algorithm) throws IOException {
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
            assertThat(TrainingFixture.weights(config, path)).as("%d workers", workers)
                    .isEqualTo(TrainingFixture.weights(config, one));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aResumedRunShouldEqualOneThatNeverStopped(RunConfig.Algorithm algorithm) throws IOException {
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
        assertThat(TrainingFixture.weights(config, parts)).isEqualTo(TrainingFixture.weights(config, whole));
    }

    @ParameterizedTest
    @EnumSource
    void aRunShouldMoveItsWeights(RunConfig.Algorithm algorithm) throws IOException {
        RunConfig config = TrainingFixture.config(algorithm);
        Path still = directory.resolve("still");
        Path moving = directory.resolve("moving");
        TrainingFixture.train(TrainingFixture.withLearningRate(config, 0), still);
        TrainingFixture.train(config, moving);
        assertThat(TrainingFixture.weights(config, moving)).isNotEqualTo(TrainingFixture.weights(config, still));
    }
}
