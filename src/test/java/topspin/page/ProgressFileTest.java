package topspin.page;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import topspin.metric.ShortestDecimal;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import static org.assertj.core.api.Assertions.assertThat;

/** A file that another process writes is followed row by row, and told apart from one that was cut back. */
class ProgressFileTest {
    private static final String HEADER = "step,score,fps,seconds,episodes,entropy\n";

    @TempDir
    private Path directory;

    private Path file() {
        return directory.resolve("progress.csv");
    }

    private void add(String text) throws IOException {
        Files.writeString(file(), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Test
    void shouldTakeWholeLinesAsTheyCome() throws IOException {
        ProgressFile progress = new ProgressFile(file());
        assertThat(progress.look()).as("nothing there yet").isFalse();
        add("step,sc");
        assertThat(progress.look()).isFalse();
        add("ore,fps,seconds,episodes,entropy\n0,0,0,0,0,\n100,1.5,50,2.25,3,0.7\n200,2.");
        assertThat(progress.look()).isTrue();
        assertThat(progress.rows()).isEqualTo(2);
        assertThat(progress.scored(0)).as("before the first game").isFalse();
        assertThat(progress.scored(1)).isTrue();
        assertThat(new double[] {progress.step(1), progress.score(1), progress.seconds(1)}).containsExactly(100, 1.5, 2.25);
        assertThat(progress.look()).as("half a line is none").isFalse();
        add("5,50,4,6,nan\n");
        assertThat(progress.look()).isTrue();
        assertThat(progress.score(2)).isEqualTo(2.5);
        assertThat(progress.column("entropy")).containsExactly(Double.NaN, 0.7, Double.NaN);
        assertThat(progress.column("fps")).containsExactly(0, 50, 50);
        assertThat(progress.column("unknown")).containsOnly(Double.NaN).hasSize(3);
        assertThat(progress.generation()).isZero();
    }

    /** As a resume does: it may have grown beyond its former length before the next look. */
    @Test
    void shouldReadAnewWhatWasCutBack() throws IOException {
        ProgressFile progress = new ProgressFile(file());
        add(HEADER + "0,0,0,0,0,\n100,1,50,2,3,1\n200,2,50,4,6,1\n300,3,50,6,9,1\n");
        progress.look();
        Files.writeString(file(), HEADER + "0,0,0,0,0,\n100,1,50,2,3,1\n200,7,50,4,6,1\n300,8,50,6,9,1\n400,9,50,8,12,1\n");
        assertThat(progress.look()).isTrue();
        assertThat(progress.rows()).isEqualTo(5);
        assertThat(progress.score(2)).isEqualTo(7);
        assertThat(progress.generation()).isEqualTo(1);
        Files.writeString(file(), HEADER + "0,0,0,0,0,\n");
        assertThat(progress.look()).isTrue();
        assertThat(progress.rows()).isEqualTo(1);
        Files.delete(file());
        assertThat(progress.look()).isTrue();
        assertThat(progress.rows()).isZero();
        assertThat(progress.look()).isFalse();
    }

    @Test
    void shouldSayWhereAForeignFileIsWrong() throws IOException {
        add("a,b\n1,2\n");
        ProgressFile foreign = new ProgressFile(file());
        foreign.look();
        assertThat(foreign.problem()).isEqualTo("progress.csv:1: expected the columns step and score; is this a run's?");
        Files.writeString(file(), HEADER + "0,0,0,0,0,\n100,x,50,2,3,1\n200,2,50,4,6,1\n");
        assertThat(foreign.look()).isTrue();
        assertThat(foreign.problem()).isEqualTo("progress.csv:3: a cell is no number");
        assertThat(foreign.rows()).isEqualTo(1);
        Files.writeString(file(), HEADER + "0,0\n");
        foreign.look();
        assertThat(foreign.problem()).isEqualTo("progress.csv:2: expected 6 cells as in the header, found 2");
        Files.write(file(), new byte[200_000]);
        foreign.look();
        assertThat(foreign.problem()).contains("too long");
        assertThat(foreign.look()).as("it stays wrong, and is not read again and again").isFalse();
    }

    /** To the last bit, however a number is written. */
    @Test
    void shouldReadNumbersAsJavaDoes() throws IOException {
        RandomStream random = new RandomStreams(17).stream("numbers");
        StringBuilder csv = new StringBuilder("step,score,seconds\n");
        double[] expected = new double[5000];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = switch (i % 4) {
                case 0 -> (random.nextDouble() - 0.5) * Math.pow(10, (int) (random.nextDouble() * 30) - 15);
                case 1 -> Math.round((random.nextDouble() - 0.5) * 1e6) / 1e3;
                case 2 -> (float) random.nextDouble();
                default -> Math.round(random.nextDouble() * 1e15);
            };
            csv.append(i).append(',').append(i % 3 == 0 ? Double.toString(expected[i]) : ShortestDecimal.of(expected[i])).append(",1\n");
        }
        Files.writeString(file(), csv);
        ProgressFile progress = new ProgressFile(file());
        progress.look();
        assertThat(progress.problem()).isEmpty();
        for (int i = 0; i < expected.length; i++) {
            assertThat(progress.score(i)).as("row %d", i).isEqualTo(expected[i]);
        }
    }
}
