package topspin.stats;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RunSetTest {
    @TempDir
    Path results;

    private RunSet read() {
        return RunSet.read(List.of(results));
    }

    @Test
    void shouldGroupRunsByVariantAndSeedInNaturalOrder() {
        RunFixtures.run(results.resolve("run-10/seed-1"), 1);
        RunFixtures.run(results.resolve("run-2/seed-10"), 1);
        RunFixtures.run(results.resolve("run-2/seed-9"), 1);
        RunSet set = read();
        assertThat(set.variants().keySet()).containsExactly("run-2", "run-10");
        assertThat(set.variants().get("run-2")).extracting(RecordedRun::seed).containsExactly(9L, 10L);
        assertThat(set.remarks()).isEmpty();
    }

    @Test
    void shouldSayInWordsWhyAFolderCannotBeSearched() throws IOException {
        RunFixtures.run(results.resolve("a/seed-1"), 1);
        Path loop = Files.createSymbolicLink(results.resolve("latest"), results);
        assertThatThrownBy(this::read).isInstanceOf(UnusableDataException.class).hasMessage(results
                + " cannot be searched for runs: " + loop.toRealPath(LinkOption.NOFOLLOW_LINKS)
                + ": a link leads back to a directory above it; fix that, or give a directory without it");
        Files.delete(loop);
        Path closed = Files.createDirectories(results.resolve("b"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
        // root may read everything
        if (!Files.isReadable(closed)) {
            assertThatThrownBy(this::read).isInstanceOf(UnusableDataException.class)
                    .hasMessageContaining("/b: permission denied; mend that");
        }
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void shouldNameAnExperimentWithoutVariantsByItsDirectory() {
        RunFixtures.run(results.resolve("pong/seed-1"), 1);
        assertThat(RunSet.read(List.of(results.resolve("pong"))).variants().keySet()).containsExactly("pong");
        assertThat(RunSet.read(List.of(results.resolve("pong/seed-1"))).variants().keySet()).containsExactly("pong");
    }

    @Test
    void shouldLeaveOutTheRowBeforeTheFirstGame() {
        RunFixtures.run(results.resolve("a/seed-1"), -20, -19);
        assertThat(read().runs().get(0).curve().scores()).containsExactly(-20, -19);
        RunFixtures.progress(results.resolve("a/seed-1"),
                "step,score,episodes\n0,0.0,0\n100,0.0,0\n200,-21.0,3\n");
        assertThat(read().runs().get(0).curve().steps()).containsExactly(200);
    }

    @Test
    void shouldLeaveOutAHalfWrittenLastLineAndSaySo() {
        RunFixtures.progress(results.resolve("a/seed-1"), "step,score\n100,1.0\n200,-2");
        RunSet set = read();
        assertThat(set.runs().get(0).curve().scores()).containsExactly(1);
        assertThat(set.remarks()).singleElement().asString().contains("progress.csv:3").contains("half-written");
    }

    /** As some editors and spreadsheets save it. */
    @Test
    void shouldReadFilesOfOtherEditors() throws IOException {
        Path run = RunFixtures.progress(results.resolve("a/seed-1"), "");
        for (Charset charset : List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            for (String end : List.of("\n", "\r\n", "\r")) {
                Files.write(run.resolve("progress.csv"), ("\ufeff" + "step,score\n100,1.0\n200,-2\n".replace("\n", end)).getBytes(charset));
                assertThat(read().runs().get(0).curve().scores()).as("%s", charset).containsExactly(1, -2);
                assertThat(read().remarks()).isEmpty();
            }
        }
        Files.write(run.resolve("progress.csv"), new byte[] {'s', (byte) 0xc3, 0x28});
        assertThatThrownBy(this::read).isInstanceOf(UnusableDataException.class)
                .hasMessage(run.resolve("progress.csv") + " cannot be read: is not UTF-8 text; fix or remove it");
    }

    @Test
    void shouldPointAtABrokenLine() {
        RunFixtures.progress(results.resolve("a/seed-1"), "step,score\n100,1.0\n200,x\n300,2.0\n");
        assertThatThrownBy(this::read).isInstanceOf(UnusableDataException.class)
                .hasMessageContaining("progress.csv:3: expected a number for score, found 'x'");
        RunFixtures.progress(results.resolve("a/seed-1"), "step,score\n100,1.0\n100,2.0\n");
        assertThatThrownBy(this::read).hasMessageContaining(":3: expected a step above 100");
        RunFixtures.progress(results.resolve("a/seed-1"), "step,score\n100\n200,1.0\n");
        assertThatThrownBy(this::read).hasMessageContaining(":2: expected 2 cells");
        RunFixtures.progress(results.resolve("a/seed-1"), "time,reward\n1,2\n");
        assertThatThrownBy(this::read).hasMessageContaining(":1: expected a column 'step'");
    }

    @Test
    void shouldRefuseDirectoriesWithoutRuns() throws IOException {
        assertThatThrownBy(this::read).isInstanceOf(UnusableDataException.class).hasMessageContaining("holds no run");
        assertThatThrownBy(() -> RunSet.read(List.of(results.resolve("nowhere"))))
                .hasMessageContaining("is not a directory");
        RunFixtures.progress(results.resolve("a/seed-1"), "step,score\n0,0.0\n");
        assertThatThrownBy(this::read).hasMessageContaining("no run with a finished game");
        Files.writeString(results.resolve("a/seed-1/progress.csv"), "");
        assertThatThrownBy(this::read).hasMessageContaining("no run with a finished game");
    }

    @Test
    void shouldCountRowsAndGamesThatAreNoNumbers() {
        Path run = RunFixtures.progress(results.resolve("a/seed-1"),
                "step,score,episodes\n100,1,1\n200,nan,2\n300,inf,3\n400,2,4\n");
        RunFixtures.episodes(run, 1, Double.NaN, 3);
        RunSet set = read();
        assertThat(set.runs().get(0).curve().steps()).containsExactly(100, 400);
        assertThat(set.runs().get(0).curve().games().returns()).containsExactly(1, 3);
        assertThat(set.remarks()).anyMatch(remark -> remark.endsWith("left out 2 rows with a score that is no finite number"))
                .anyMatch(remark -> remark.endsWith("left out 1 game with a return that is no finite number"));
    }

    @Test
    void shouldReadTheGamesOfAllPartsInOrder() throws IOException {
        Path run = RunFixtures.progress(results.resolve("a/seed-1"), "step,score,episodes\n4000,1,2400\n");
        for (int part : new int[] {9, 10}) {
            Files.writeString(run.resolve("episodes-" + part + ".csv"),
                    "step,return,length,environment,seconds\n" + part * 100 + "," + part + ",1,0,0.5\n");
        }
        Files.writeString(run.resolve("episodes-notes.csv"), "no part");
        Games games = read().runs().get(0).curve().games();
        assertThat(games.returns()).containsExactly(9, 10);
        assertThat(games.steps()).containsExactly(900, 1_000);
        assertThat(games.missing()).as("2,400 were played").isEqualTo(2_398);
    }

    @Test
    void shouldPointAtABrokenGame() throws IOException {
        Path run = RunFixtures.run(results.resolve("a/seed-1"), 1);
        Files.writeString(run.resolve("episodes.csv"), "step,return\n20,1\n10,1\n");
        assertThatThrownBy(this::read).isInstanceOf(UnusableDataException.class)
                .hasMessageContaining("episodes.csv:3: expected a step of at least 20");
        Files.writeString(run.resolve("episodes.csv"), "step,score\n20,1\n");
        assertThatThrownBy(this::read).hasMessageContaining("episodes.csv:1: expected a column 'return'");
        Files.writeString(run.resolve("episodes.csv"), "step,return\n20,1\n30,");
        assertThat(read().remarks()).singleElement().asString().contains("episodes.csv:3: the last line is half-written");
    }

    @Test
    void aFinishedRunShouldNotBeWaitedFor() {
        RunFixtures.status(RunFixtures.progress(results.resolve("a/seed-1"), "step,score,episodes\n0,0,0\n900,0,0\n"), "finished");
        assertThatThrownBy(this::read).hasMessageContaining("finished without a single finished game")
                .hasMessageNotContaining("yet");
        RunFixtures.status(results.resolve("a/seed-1"), "failed");
        assertThatThrownBy(this::read).hasMessageContaining("a seed 1 failed before its first game ended");
    }

    @Test
    void shouldRefuseTwoVariantsOfOneName() {
        RunFixtures.run(results.resolve("x/pong/seed-1"), 1);
        RunFixtures.run(results.resolve("y/pong/seed-1"), 1);
        List<Path> both = List.of(results.resolve("x/pong"), results.resolve("y/pong"));
        assertThatThrownBy(() -> RunSet.read(both)).isInstanceOf(UnusableDataException.class)
                .hasMessageContaining("two variants are called 'pong'");
        assertThat(read().variants().keySet()).containsExactly("x/pong", "y/pong");
    }

    @Test
    void shouldRefuseOneRunTwice() {
        Path run = RunFixtures.run(results.resolve("a/seed-1"), 1);
        assertThatThrownBy(() -> RunSet.read(List.of(run, run))).hasMessageContaining("is given twice");
        RunFixtures.run(results.resolve("a/seed-01"), 2);
        assertThatThrownBy(this::read).hasMessageContaining("seed 1 of 'a' is there twice");
    }

    @Test
    void shouldCompareRunsOfDifferentLengthsWhereAllHaveRows() {
        RunFixtures.run(results.resolve("a/seed-1"), 1, 2, 3, 4);
        RunFixtures.run(results.resolve("a/seed-2"), 5, 6);
        RunSet cut = read().cutToCommonStep();
        assertThat(cut.commonStep()).isEqualTo(200);
        assertThat(cut.runs().get(0).curve().scores()).containsExactly(1, 2);
        assertThat(cut.remarks()).singleElement().asString().contains("all are compared at 200").contains("a seed 2");
    }

    /** Trials of very different lengths, each with a single row at its end. */
    @Test
    void shouldLeaveOutAndNameRunsWhoseFirstRowComesAfterTheCommonStep() {
        RunFixtures.progress(results.resolve("short/seed-1"), "step,score,fps,seconds\n100,1,50,2\n");
        RunFixtures.progress(results.resolve("long/seed-1"), "step,score,fps,seconds\n900,1,50,2\n");
        RunSet cut = read().cutToCommonStep();
        assertThat(cut.runs()).singleElement().extracting(RecordedRun::variant).isEqualTo("short");
        assertThat(cut.remarks()).last().isEqualTo("left out because they have no row up to step 100: long seed 1");
        assertThat(Analysis.of(cut, Measure.FINAL, null).standings()).hasSize(1);
    }

    @Test
    void prunedSeedsOfUnlikeLengthsShouldBeRankedByThoseThatHaveARow() {
        RunFixtures.run(results.resolve("a/seed-1"), 1, 2, 3, 4);
        RunFixtures.pruned(RunFixtures.progress(results.resolve("b/seed-1"), "step,score,fps,seconds\n100,1,50,2\n"));
        RunFixtures.pruned(RunFixtures.progress(results.resolve("b/seed-2"), "step,score,fps,seconds\n200,1,50,2\n"));
        assertThat(Analysis.of(read().cutToCommonStep(), Measure.FINAL, null).standings())
                .filteredOn(Standing::pruned).singleElement().extracting(Standing::seeds).isEqualTo(1);
    }

    @Test
    void aDeadRunShouldCutNoCurveAndAShortOneShouldNotDoSoUnsaid() {
        RunFixtures.run(results.resolve("a/seed-1"), 1, 2, 3, 4);
        RunFixtures.status(RunFixtures.run(results.resolve("a/seed-2"), 5, 6), "failed");
        RunFixtures.run(results.resolve("b/seed-1"), 1, 2, 3, 4);
        RunFixtures.run(results.resolve("b/seed-2"), 1, 2, 3);
        RunSet drawn = read().drawn();
        assertThat(drawn.runs()).hasSize(3);
        assertThat(drawn.remarks()).containsExactly("a seed 2 failed after step 200 and is not drawn",
                "b is drawn up to step 300, where seed 2 ends");
        RunSet cut = read().cutToCommonStep();
        assertThat(cut.commonStep()).isEqualTo(300);
        assertThat(cut.remarks()).singleElement().asString().contains("where b seed 2 ends");
    }

    @Test
    void shouldLeaveOutRunsThatEndBeforeAChosenStep() {
        RunFixtures.run(results.resolve("a/seed-1"), 1, 2, 3, 4);
        RunFixtures.run(results.resolve("a/seed-2"), 5, 6);
        RunSet cut = read().cutTo(300);
        assertThat(cut.runs()).singleElement().extracting(RecordedRun::seed).isEqualTo(1L);
        assertThat(cut.remarks()).singleElement().asString().contains("a seed 2");
        assertThatThrownBy(() -> read().cutTo(900)).hasMessageContaining("no run reaches step 900");
    }
}
