package topspin.metric;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EpisodeFileTest {
    @TempDir
    private Path directory;

    private static FinishedEpisode episode(long step) {
        return new FinishedEpisode(step, -21, 7, 3, 0.25);
    }

    private static MetricRecord row() {
        return new MetricRecord().set(Metric.STEP, 100);
    }

    private List<String> lines(String name) throws IOException {
        return Files.readAllLines(directory.resolve(name));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void shouldWriteALinePerEpisode() throws IOException {
        try (EpisodeFile file = new EpisodeFile(directory, 100, 0)) {
            file.episode(new FinishedEpisode(1_024, -21, 764, 3, 0.0504));
            file.episode(new FinishedEpisode(1_024, 0.1 + 0.2, 1, 11, 61.9996));
            file.episode(new FinishedEpisode(2_000_000_000_000L, -0.0, 9, 0, 86_400));
        }
        assertThat(lines("episodes.csv")).containsExactly("step,return,length,environment,seconds",
                "1024,-21,764,3,0.050", "1024,0.30000000000000004,1,11,62.000", "2000000000000,-0,9,0,86400.000");
    }

    @Test
    void shouldTellOfTheSameMomentAsTheRows() throws IOException {
        try (EpisodeFile file = new EpisodeFile(directory, 100, 0)) {
            file.episode(episode(10));
            assertThat(lines("episodes.csv")).as("before the row").hasSize(1);
            file.write(row());
            assertThat(lines("episodes.csv")).hasSize(2);
            file.episode(episode(20));
            file.sync();
            assertThat(lines("episodes.csv")).hasSize(3);
        }
    }

    @Test
    void shouldBeCutBackWhenResumed() throws IOException {
        long written;
        try (EpisodeFile file = new EpisodeFile(directory, 100, 0)) {
            file.episode(episode(10));
            written = file.sync();
            file.episode(episode(20));
        }
        try (EpisodeFile file = new EpisodeFile(directory, 100, written)) {
            file.episode(episode(30));
        }
        assertThat(lines("episodes.csv")).containsExactly(EpisodeFile.HEADER, "10,-21,7,3,0.250", "30,-21,7,3,0.250");
        Files.writeString(directory.resolve("episodes.csv"), "lost");
        assertThatThrownBy(() -> new EpisodeFile(directory, 100, written)).isInstanceOf(IOException.class)
                .hasMessageContaining("episodes.csv has 0 whole lines, the checkpoint was made at 2");
    }

    @Test
    void shouldKeepTheNewestAndBoundTheDisk() throws IOException {
        try (EpisodeFile file = new EpisodeFile(directory, 6, 0)) {
            for (int step = 1; step <= 10; step++) {
                file.episode(episode(step));
            }
            assertThat(files()).as("nothing goes before a checkpoint")
                    .containsExactly("episodes-2.csv", "episodes-3.csv", "episodes-4.csv", "episodes.csv");
            file.sync();
        }
        assertThat(files()).containsExactly("episodes-3.csv", "episodes-4.csv");
        assertThat(lines("episodes-3.csv")).hasSize(4).startsWith(EpisodeFile.HEADER).last().asString().startsWith("9,");
        assertThat(lines("episodes-4.csv")).hasSize(2).last().asString().startsWith("10,");
    }

    /** A run that is killed anywhere and goes on from its last checkpoint has the very files of one that never stopped. */
    @Test
    void shouldEqualAFileThatNeverStoppedWhereverItWasKilled() throws IOException {
        Path whole = Files.createDirectory(directory.resolve("whole"));
        try (EpisodeFile file = new EpisodeFile(whole, 4, 0)) {
            play(file, 1, 12);
        }
        for (int checkpoint = 1; checkpoint < 9; checkpoint++) {
            for (int killed = checkpoint; killed < 12; killed++) {
                Path parts = Files.createDirectory(directory.resolve(checkpoint + "-" + killed));
                long written;
                try (EpisodeFile file = new EpisodeFile(parts, 4, 0)) {
                    play(file, 1, checkpoint);
                    written = file.sync();
                    play(file, checkpoint + 1, killed);
                }
                try (EpisodeFile file = new EpisodeFile(parts, 4, written)) {
                    play(file, checkpoint + 1, 12);
                }
                assertThat(content(parts)).as("checkpoint after %d, killed after %d", checkpoint, killed)
                        .isEqualTo(content(whole));
            }
        }
    }

    private static void play(EpisodeFile file, int from, int to) {
        for (int step = from; step <= to; step++) {
            file.episode(episode(step));
        }
        file.sync();
    }

    private static List<String> content(Path directory) throws IOException {
        List<String> content = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.sorted().toList()) {
                content.add(file.getFileName() + ": " + Files.readString(file));
            }
        }
        return content;
    }

    @Test
    void shouldGoOnFromACheckpointWhosePartIsPastTheBound() throws IOException {
        long written;
        try (EpisodeFile file = new EpisodeFile(directory, 4, 0)) {
            file.episode(episode(1));
            written = file.sync();
            play(file, 2, 9);
        }
        assertThat(files()).doesNotContain("episodes.csv");
        try (EpisodeFile file = new EpisodeFile(directory, 4, written)) {
            file.episode(episode(2));
        }
        assertThat(lines("episodes.csv")).containsExactly(EpisodeFile.HEADER, "2,-21,7,3,0.250");
    }
}
