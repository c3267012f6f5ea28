package topspin.train;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

class CollapseWatchTest {
    private static final Path LOG = Path.of("results/reference/experiment-log/experiment-log.txt");
    private static final double UNKNOWN = Double.NaN;

    private final CollapseWatch watch = new CollapseWatch();

    @ParameterizedTest
    @CsvSource({"2, 960000, 1000000, 19.9", "6, 800000, 840000, 5.6"})
    void shouldFireOnTheRunsOfTheLogThatCollapsed(int run, long step, long noticed, double level) throws IOException {
        List<double[]> rows = logged(run);
        for (double[] row : rows) {
            Optional<CollapseWatch.Collapse> collapse = watch.observe((long) row[0], row[1], UNKNOWN);
            assertThat(collapse.isPresent()).as("row %s", row[0]).isEqualTo(row[0] >= noticed);
            collapse.ifPresent(found -> {
                assertThat(found.step()).isEqualTo(step);
                assertThat(found.level()).isEqualTo(level);
                assertThat(found.score()).isEqualTo(-21);
            });
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 5, 7, 8, 9})
    void shouldStaySilentOnTheOtherRunsOfTheLog(int run) throws IOException {
        for (double[] row : logged(run)) {
            assertThat(watch.observe((long) row[0], row[1], UNKNOWN)).as("row %s", row[0]).isEmpty();
        }
    }

    @Test
    void shouldStaySilentOnHealthyNoise() {
        Random random = new Random(1);
        for (int run = 0; run < 200; run++) {
            watch.forgetFrom(0);
            for (int row = 1; row <= 100; row++) {
                double learned = 40 / (1 + Math.exp(-(row - 40) / 8.0));
                double score = Math.max(-21, Math.min(21, -20.5 + learned + random.nextGaussian() * (0.4 + learned / 6)));
                assertThat(watch.observe(row, score, 0.7 - learned / 80)).as("run %d row %d", run, row).isEmpty();
            }
        }
    }

    @Test
    void shouldStaySilentWhereNothingWasEverLearned() {
        Random random = new Random(2);
        for (int row = 1; row <= 1000; row++) {
            assertThat(watch.observe(row, Math.max(-21, -20.5 + 0.5 * random.nextGaussian()), 0.01)).isEmpty();
        }
    }

    @Test
    void shouldTakeTwoRowsFromAStiffPolicyAndFourFromALivelyOne() {
        assertThat(rowsUntilFound(0.001)).isEqualTo(CollapseWatch.ROWS);
        watch.forgetFrom(0);
        assertThat(rowsUntilFound(0.5)).isEqualTo(CollapseWatch.PATIENCE);
    }

    @Test
    void shouldWaitInALogWhoseScoresJumpAboutAnyway() {
        for (int row = 1; row <= 20; row++) {
            assertThat(watch.observe(row, row % 2 == 0 ? 10 : -15, UNKNOWN)).isEmpty();
        }
        watch.observe(21, 12, UNKNOWN);
        watch.observe(22, 12, UNKNOWN);
        for (int row = 1; row < CollapseWatch.PATIENCE; row++) {
            assertThat(watch.observe(22 + row, -21, UNKNOWN)).isEmpty();
        }
        assertThat(watch.observe(26, -21, UNKNOWN)).isPresent();
    }

    /** From −20 a rise of a quarter of 20 is learning; the level is what two rows in a row reached, so one 9 is luck. */
    @ParameterizedTest
    @CsvSource({"-15.0, true", "-15.1, false"})
    void aRiseOfAQuarterShouldBeLearning(double level, boolean learned) {
        int row = 0;
        for (double score : new double[] {-20, -20, level, 9, -20, -20, -20}) {
            assertThat(watch.observe(++row, score, 1)).as("row %d", row).isEmpty();
        }
        assertThat(watch.observe(++row, -20, 1).isPresent()).as("four rows on the floor").isEqualTo(learned);
    }

    /** On the floor are rows within 15 % of the rise, which is 10. */
    @ParameterizedTest
    @CsvSource({"1.5, true", "1.6, false"})
    void rowsShouldLieOnTheFloorWithinFifteenPercentOfTheRise(double third, boolean lies) {
        int row = 0;
        for (double score : new double[] {0, 0, 10, 10, 0, 0, third}) {
            assertThat(watch.observe(++row, score, 1)).as("row %d", row).isEmpty();
        }
        assertThat(watch.observe(++row, 0, 1).isPresent()).isEqualTo(lies);
    }

    /** The highest entropy was 0.5: both rows on the floor must be at a tenth of it. */
    @ParameterizedTest
    @CsvSource({"0.05, 0.05, true", "0.051, 0.05, false", "0.05, 0.051, false"})
    void aPolicyShouldBeStiffBelowATenthOfItsHighestEntropy(double first, double second, boolean stiff) {
        int row = 0;
        for (double score : new double[] {0, 0, 10, 10}) {
            watch.observe(++row, score, 0.5);
        }
        assertThat(watch.observe(++row, 0, first)).isEmpty();
        assertThat(watch.observe(++row, 0, second).isPresent()).isEqualTo(stiff);
    }

    /** Scores that change by 1 from row to row: a fall of six times that is no unrest. */
    @ParameterizedTest
    @CsvSource({"4.0, true", "4.1, false"})
    void aFallOfSixMedianChangesShouldBeNoUnrest(double floor, boolean collapsed) {
        int row = 0;
        for (double score : new double[] {10, 11, 10, 11, 10, 11, 10, floor}) {
            assertThat(watch.observe(++row, score, UNKNOWN)).as("row %d", row).isEmpty();
        }
        assertThat(watch.observe(++row, floor, UNKNOWN).isPresent()).isEqualTo(collapsed);
    }

    @Test
    void shouldNoticeWhatIsLostAgainAtOnceAfterARollback() {
        rise();
        watch.observe(101, -21, 0.001);
        assertThat(watch.observe(102, -21, 0.001)).isPresent();
        watch.forgetFrom(101);
        assertThat(watch.observe(103, -21, 0.001)).isEmpty();
        assertThat(watch.observe(104, -21, 0.001).orElseThrow().level()).isEqualTo(18);
    }

    /** On a task whose chance level is no wall, as Pong's −21 is, scores scatter about it. */
    @Test
    void shouldNoticeARunThatScattersAboutChance() {
        Random random = new Random(3);
        for (int run = 0; run < 50; run++) {
            watch.forgetFrom(0);
            for (int row = 1; row <= 10; row++) {
                assertThat(watch.observe(row, 1, 0.3)).isEmpty();
            }
            int row = 10;
            boolean noticed = false;
            while (!noticed && row++ < 40) {
                noticed = watch.observe(row, 0.1 * random.nextGaussian(), 0.25).isPresent();
            }
            assertThat(row).as("run %d", run).isLessThan(30);
        }
    }

    @Test
    void shouldRememberItsRows() throws IOException {
        rise();
        watch.observe(100, -21, 0.001);
        ByteArrayOutputStream saved = new ByteArrayOutputStream();
        watch.save(new DataOutputStream(saved));
        CollapseWatch other = new CollapseWatch();
        other.observe(1, 5, 1);
        other.restore(new DataInputStream(new ByteArrayInputStream(saved.toByteArray())));

        assertThat(other.observe(101, -21, 0.001)).isEqualTo(watch.observe(101, -21, 0.001)).isPresent();
    }

    private int rowsUntilFound(double entropy) {
        rise();
        int rows = 1;
        while (watch.observe(100 + rows, -21, entropy).isEmpty()) {
            rows++;
        }
        return rows;
    }

    private void rise() {
        for (int row = 0; row <= 20; row++) {
            watch.observe(row, -20 + 2 * row, 0.69);
        }
    }

    /** Rows {@code {step, score}} of one of the log's runs, without the placeholder at step 0. */
    private static List<double[]> logged(int run) throws IOException {
        List<double[]> rows = new ArrayList<>();
        int heading = 0;
        for (String line : Files.readAllLines(LOG)) {
            if (line.matches("#+ ?\\d+")) {
                heading = Integer.parseInt(line.replaceAll("\\D", ""));
            } else if (heading == run && line.matches("\\d+ \\S+ \\S+") && !line.startsWith("0 ")) {
                String[] cells = line.split(" ");
                rows.add(new double[] {Double.parseDouble(cells[0]), Double.parseDouble(cells[1])});
            }
        }
        assertThat(rows).hasSize(25);
        return rows;
    }
}
