package topspin.train;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import topspin.algorithm.a2c.A2c;
import topspin.algorithm.ppo.Ppo;
import topspin.metric.Metric;
import topspin.run.RunConfig;
import topspin.run.RunDirectory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** {@code episodes.csv} of a run against what is known of its environment, and against its rows. */
class EpisodeLogTest {
    /** Of an episode of recall with a delay of 3. */
    private static final int LENGTH = 4;

    @TempDir
    private Path directory;

    private static RunConfig withLog(RunConfig c, RunConfig.Log log) {
        return c.with().log(log).build();
    }

    private List<String[]> episodes() throws IOException {
        return Files.readAllLines(directory.resolve(RunDirectory.EPISODES)).stream().skip(1).map(line -> line.split(","))
                .toList();
    }

    private List<String[]> rows() throws IOException {
        return Files.readAllLines(directory.resolve(RunDirectory.PROGRESS)).stream().skip(1)
                .map(line -> line.split(",", -1)).toList();
    }

    /** All six environments end an episode with every 24th decision. */
    @Test
    void everyEpisodeShouldHaveItsStepLengthAndEnvironment() throws IOException {
        RunConfig config = TrainingFixture.config(new Ppo());
        TrainingFixture.train(config, directory);
        List<String[]> episodes = episodes();
        assertThat(episodes).hasSize((int) (config.totalSteps() / (6 * LENGTH)) * 6);
        for (int i = 0; i < episodes.size(); i++) {
            String[] line = episodes.get(i);
            assertThat(List.of(line[0], line[2], line[3])).as("line %d", i + 2)
                    .containsExactly("" + (i / 6 + 1) * 6 * LENGTH, "" + LENGTH, "" + i % 6);
        }
    }

    @Test
    void aRowShouldBeTheMeanOfTheLastLines() throws IOException {
        RunConfig config = TrainingFixture.config(new A2c());
        TrainingFixture.train(config, directory);
        List<String[]> rows = rows();
        List<String[]> episodes = episodes();
        assertThat(rows.get(rows.size() - 1)[5]).as("episodes").isEqualTo("" + episodes.size());
        double mean = episodes.subList(episodes.size() - 10, episodes.size()).stream()
                .mapToDouble(line -> Double.parseDouble(line[1])).average().orElseThrow();
        assertThat(Double.parseDouble(rows.get(rows.size() - 1)[1])).isCloseTo(mean, within(1e-12));
        assertThat(Double.parseDouble(rows.get(rows.size() - 1)[Metric.EPISODE_LENGTH.ordinal()])).isEqualTo(LENGTH);
    }

    @Test
    void theEndOfARunShouldBeARow() throws IOException {
        RunConfig config = TrainingFixture.config(new A2c());
        TrainingFixture.train(withLog(config, new RunConfig.Log(10_000, 10)), directory);
        assertThat(rows()).extracting(row -> row[0]).containsExactly("0", "1800");
        assertThat(Long.parseLong(rows().get(1)[5])).isPositive();
    }

    @Test
    void theEndShouldBeTheLastRowOnTheGridWhereItFallsOnIt() throws IOException {
        TrainingFixture.train(withLog(TrainingFixture.config(new A2c()), new RunConfig.Log(700, 10)),
                directory);
        assertThat(rows()).extracting(row -> row[0]).containsExactly("0", "700", "1400", "1800");
    }

    @Test
    void shouldWriteNoneWhereNoneAreWanted() throws IOException {
        TrainingFixture.train(withLog(TrainingFixture.config(new A2c()), new RunConfig.Log(180, 10, 0)),
                directory);
        assertThat(directory.resolve(RunDirectory.EPISODES)).doesNotExist();
    }
}
