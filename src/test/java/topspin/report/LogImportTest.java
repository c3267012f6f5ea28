package topspin.report;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import topspin.stats.Analysis;
import topspin.stats.CollapseDetector;
import topspin.stats.Measure;
import topspin.stats.RecordedRun;
import topspin.stats.RunSet;
import topspin.stats.UnusableDataException;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class LogImportTest {
    private static final Path REFERENCE = Path.of("results/reference/experiment-log");
    private static final Path LOG = REFERENCE.resolve("experiment-log.txt");

    @TempDir
    Path out;

    private Path log(String text) throws IOException {
        return Files.writeString(out.resolve("log.txt"), text);
    }

    @Test
    void shouldReadTheNineRunsOfTheLogWithAllItsIrregularities() {
        LogImport log = LogImport.read(LOG, null, false);
        assertThat(log.runs()).extracting(ImportedRun::number).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(log.runs()).allSatisfy(run -> assertThat(run.rows()).hasSize(26));
        assertThat(log.rowCount()).isEqualTo(9 * 26);
        assertThat(log.broken()).isEmpty();
        assertThat(log.runs().get(2).notes()).containsExactly(
                "splitted = tf.split(axis=0, num_or_size_splits=batch_size, value=input2)", "tf.squeze()");
        assertThat(log.runs().get(6).heading()).isEqualTo("#7");
    }

    @Test
    void shouldTellThatTheThirdColumnIsSecondsAndWhy() {
        LogImport log = LogImport.read(LOG, null, false);
        assertThat(log.thirdIsSeconds()).isTrue();
        assertThat(log.thirdBecause()).contains("cannot run 23 times faster");
        ImportedRun.Row second = log.runs().get(0).rows().get(2);
        assertThat(second.seconds()).isCloseTo(207.2 + 219.1, within(1e-9));
        assertThat(second.fps()).isCloseTo(40_000 / 219.1, within(1e-9));
    }

    @Test
    void shouldFlagTheStalls() {
        LogImport log = LogImport.read(LOG, null, false);
        assertThat(log.runs().get(0).stalls()).isEmpty();
        assertThat(log.runs().get(2).stalls()).extracting(ImportedRun.Row::step).containsExactly(200_000L, 240_000L);
        assertThat(log.runs().get(7).stalls()).hasSize(15).extracting(ImportedRun.Row::took).contains(4759.2);
    }

    @Test
    void shouldWriteWhatIsCommittedByteForByte() throws IOException {
        Path again = out.resolve("experiment-log");
        LogImport.read(LOG, null, false).write(again);
        try (Stream<Path> files = Files.walk(again)) {
            List<Path> written = files.filter(Files::isRegularFile).toList();
            assertThat(written).hasSize(9 * 4);
            for (Path file : written) {
                assertThat(file).hasSameTextualContentAs(REFERENCE.resolve(again.relativize(file)));
            }
        }
    }

    @Test
    void shouldReachAVerdictOnTheLogThatFollowsFromItsData() {
        RunSet runs = RunSet.read(List.of(REFERENCE));
        Analysis analysis = Analysis.of(runs.cutToCommonStep(), Measure.FINAL, 0.0);
        assertThat(analysis.horizon()).isEqualTo(1_000_000);
        assertThat(analysis.verdict()).startsWith("One seed supports no verdict")
                .contains("2 of 9 runs collapsed and did not recover: run-2 at step 960,000, run-6 at step 800,000.");
        assertThat(REFERENCE.resolve("report.html")).as("the committed report").content()
                .contains(Markup.escaped(analysis.verdict()));
        assertThat(analysis.comparisons()).hasSize(36).noneMatch(comparison -> comparison.different());
    }

    @Test
    void shouldFindNoCollapseButRuns2And6WhenEachRunIsJudgedByItself() {
        for (RecordedRun run : RunSet.read(List.of(REFERENCE)).runs()) {
            CollapseDetector detector = CollapseDetector.forScoresOf(List.of(run.curve()));
            assertThat(detector.find(run.curve()).isPresent()).as(run.variant())
                    .isEqualTo(run.variant().equals("run-2") || run.variant().equals("run-6"));
        }
    }

    @Test
    void shouldTakeLowOutliersForARate() throws IOException {
        LogImport log = LogImport.read(log("# 1\n0 0.0 0.0\n100 1.0 50.0\n200 1.0 51.0\n300 1.0 49.0\n400 1.0 2.0\n"), null,
                false);
        assertThat(log.thirdIsSeconds()).isFalse();
        assertThat(log.runs().get(0).rows().get(4).took()).isEqualTo(50);
        assertThat(log.runs().get(0).stalls()).extracting(ImportedRun.Row::step).containsExactly(400L);
    }

    @Test
    void shouldAskWhenNothingTellsSecondsFromARate() throws IOException {
        Path log = log("# 1\n0 0.0 0.0\n100 1.0 50.0\n200 1.0 51.0\n300 1.0 49.0\n400 1.0 50.0\n");
        assertThatThrownBy(() -> LogImport.read(log, null, false)).isInstanceOf(UnusableDataException.class)
                .hasMessageContaining("--third seconds or --third fps");
        assertThat(LogImport.read(log, "fps", false).runs().get(0).rows().get(1).seconds()).isEqualTo(2);
        assertThat(LogImport.read(log, "seconds", false).runs().get(0).rows().get(1).seconds()).isEqualTo(50);
        Path wild = log("# 1\n100 1.0 50.0\n200 1.0 500.0\n300 1.0 49.0\n400 1.0 5.0\n500 1.0 51.0\n");
        assertThatThrownBy(() -> LogImport.read(wild, null, false)).hasMessageContaining("cannot tell");
    }

    @Test
    void shouldBelieveATitleLine() throws IOException {
        assertThat(LogImport.read(log("# 1\nstep score fps\n100 1.0 50.0\n"), null, false).thirdIsSeconds()).isFalse();
    }

    @Test
    void shouldPointAtBrokenRowsAndCountTheGoodOnes() throws IOException {
        Path log = log("# 1\na note\n0 0.0 0.0\n100 1.0\n200 1.x 5.0\n300 1.0 5.0\n250 1.0 5.0\n");
        assertThatThrownBy(() -> LogImport.read(log, "seconds", false)).isInstanceOf(UnusableDataException.class)
                .hasMessageContaining("log.txt:4: expected 'step score third', found '100 1.0'")
                .hasMessageContaining("broken too: line 5, 7").hasMessageContaining("2 of 5 rows are good")
                .hasMessageNotContaining("\n");
        LogImport kept = LogImport.read(log, "seconds", true);
        assertThat(kept.rowCount()).isEqualTo(2);
        assertThat(kept.broken()).hasSize(3);
        assertThat(kept.runs().get(0).notes()).containsExactly("a note");
    }

    private static final String ROWS = "0 0.0 0.0\n100 %s 5.0\n200 1.5 5.0\n";

    private static String rows(int run) {
        return ROWS.formatted(run + ".0");
    }

    /** Files of other editors: with a mark, in UTF-16, with other line ends. */
    @Test
    void shouldReadTheSameRunsFromTheFilesOfAllEditors() throws IOException {
        String text = "# 1\n" + rows(1) + "\n# 2 größer\n" + rows(2);
        List<ImportedRun> runs = LogImport.read(log(text), "seconds", false).runs();
        assertThat(runs).extracting(ImportedRun::number).containsExactly(1, 2);
        for (Charset charset : List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            for (String end : List.of("\n", "\r\n", "\r")) {
                Path file = Files.write(out.resolve("log.txt"), ("\ufeff" + text.replace("\n", end)).getBytes(charset));
                assertThat(LogImport.read(file, "seconds", false).runs()).as("%s %s", charset, end.length()).isEqualTo(runs);
            }
        }
    }

    @Test
    void shouldRefuseWhatIsNoText() throws IOException {
        Path file = Files.write(out.resolve("log.txt"), new byte[] {'#', ' ', '1', '\n', (byte) 0xc3, 0x28});
        assertThatThrownBy(() -> LogImport.read(file, "seconds", false)).isInstanceOf(UnusableDataException.class)
                .hasMessage(file + ": is not UTF-8 text; expected rows 'step score third' in UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"# 4", "#4", "## run 4", "# Run #4", "# run 4: lstm", "# 4 (lstm, 256 units)", "run 4", "run 4:", "Run #4 (lstm)",
        "RUN 4 - again", "=== run 4 ===", "**Run 4**", "# run-4", "# run no. 4", "Run: 4", "# 4. the last"})
    void shouldTakeTheNumberOfAHeadingWithWords(String heading) throws IOException {
        LogImport log = LogImport.read(log("# 1\n" + rows(1) + heading + "\n" + rows(2)), "seconds", false);

        assertThat(log.runs()).extracting(ImportedRun::number).containsExactly(1, 4);
        assertThat(log.runs()).allSatisfy(run -> assertThat(run.rows()).hasSize(3));
        assertThat(log.runs().get(1).heading()).isEqualTo(heading);
        assertThat(log.remarks()).isEmpty();
    }

    /** Not every line with a run and a number is a heading, nor every number a run's. */
    @ParameterizedTest
    @ValueSource(strings = {"run 4 was as good", "in run 4: lstm", "running 4", "rerun 4", "reward clipped"})
    void shouldTakeSentencesForNotes(String note) throws IOException {
        LogImport log = LogImport.read(log("# 1\n" + note + "\n" + rows(1)), "seconds", false);

        assertThat(log.runs()).extracting(ImportedRun::number).containsExactly(1);
        assertThat(log.runs().get(0).notes()).containsExactly(note);
    }

    @Test
    void shouldMakeARunOfRowsUnderWordsOrUnderNothing() throws IOException {
        LogImport log = LogImport.read(log("first try\n" + rows(1) + "# 2\n" + rows(2) + "# lstm\n" + rows(3) + "# 2.5 million\n"
                + rows(4) + "# todo\nbuy more memory\n"), "seconds", false);

        assertThat(log.runs()).extracting(ImportedRun::name).containsExactly("run-1", "run-2", "run-3", "run-4");
        assertThat(log.runs()).extracting(ImportedRun::heading).containsExactly("", "# 2", "# lstm", "# 2.5 million");
        assertThat(log.runs().get(0).notes()).containsExactly("first try");
        assertThat(log.remarks()).containsExactly("run-1 is what stands under no heading, from line 1",
                "run-3 is what stands under '# lstm' on line 9", "run-4 is what stands under '# 2.5 million' on line 13");
    }

    @Test
    void shouldKeepTheRowsBelowANumberedHeadingsOwnHeadings() throws IOException {
        LogImport log = LogImport.read(log("# Run 1\n## setting\nlr 1e-3\n## results\n" + rows(1) + "# Run 2\n## results\n" + rows(2)),
                "seconds", false);

        assertThat(log.runs()).extracting(ImportedRun::number).containsExactly(1, 2);
        assertThat(log.runs().get(0).notes()).containsExactly("## setting", "lr 1e-3", "## results");
    }

    /** Whatever looks like a row is a row, or is named. */
    @Test
    void shouldCountEveryLineThatLooksLikeARow() throws IOException {
        Path log = log("100 1.0\n# notes\n1 (1, 256)\n12 units\n2024-01-05\n100 2.0 nan\n100,1.0,5.0\n# 3\n# 1\n" + rows(1)
                + "300 1.0\n12 units\n");
        assertThatThrownBy(() -> LogImport.read(log, "seconds", false)).hasMessageContaining("log.txt:1: expected 'step score "
                + "third', found '100 1.0'; broken too: line 6, 7, 13, 14; 3 of 8 rows are good");

        LogImport kept = LogImport.read(log, "seconds", true);
        assertThat(kept.broken()).hasSize(5);
        assertThat(kept.remarks()).containsExactly("under '# 3' on line 8 is no row");
        assertThat(kept.rowCount()).isEqualTo(3);
    }

    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void shouldTakeNoTimeForLongLines() throws IOException {
        String spaces = " ".repeat(500_000);
        LogImport log = LogImport.read(log("# a" + spaces + "b\nrun" + spaces + "x\n#" + spaces + "1\n" + rows(1) + "1" + spaces + "x\n"),
                "seconds", true);
        assertThat(log.runs()).extracting(ImportedRun::number).containsExactly(1);
        assertThat(log.broken()).singleElement().asString().hasSizeLessThan(400);
    }

    @Test
    void shouldRefuseARunThatIsThereTwice() throws IOException {
        Path number = log("# 1\n100 1.0 5.0\n## 1\n100 2.0 5.0\n");
        assertThatThrownBy(() -> LogImport.read(number, "seconds", false))
                .hasMessageContaining("log.txt:3: run 1 is there already, on line 1");
        Path rows = log("# 1\n100 1.0 5.0\n200 1.5 5.0\n# 2\n100 1.0 5.0\n200 1.5 5.0\n");
        assertThatThrownBy(() -> LogImport.read(rows, "seconds", false)).hasMessageContaining("repeats every row of run 1");
    }

    @Test
    void shouldRefuseAFileWithoutRuns() throws IOException {
        Path notes = log("# LSTM\n1 (1, 256)\n");
        assertThatThrownBy(() -> LogImport.read(notes, null, false)).hasMessageContaining("no run found");
        assertThatThrownBy(() -> LogImport.read(out.resolve("none"), null, false))
                .hasMessageContaining("cannot be read: no such file or directory");
        assertThatThrownBy(() -> LogImport.read(out, null, false)).hasMessageContaining("cannot be read: it is a directory");
    }

    @Test
    void shouldOverwriteNothing() throws IOException {
        LogImport log = LogImport.read(log("# 1\n100 1.0 5.0\n# 2\n100 2.0 5.0\n"), "seconds", false);
        Files.writeString(Files.createDirectories(out.resolve("runs/run-2/seed-0")).resolve("progress.csv"), "step,score\n");
        assertThatThrownBy(() -> log.write(out.resolve("runs"))).isInstanceOf(UnusableDataException.class)
                .hasMessageContaining("exists and is not overwritten");
        assertThat(out.resolve("runs/run-1")).as("nothing is written if one run is in the way").doesNotExist();
    }
}
