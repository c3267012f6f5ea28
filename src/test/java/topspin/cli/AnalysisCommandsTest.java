package topspin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import topspin.config.InputException;
import topspin.stats.RunFixtures;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code stats}, {@code plot}, {@code report} and {@code import-log} as people call them. */
class AnalysisCommandsTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(Object command, Object... arguments) {
        CommandLine line = new CommandLine(command).setOut(new PrintWriter(out)).setErr(new PrintWriter(err, true));
        line.setParameterExceptionHandler((e, args) -> {
            line.getErr().println(e.getMessage());
            return CommandLine.ExitCode.USAGE;
        });
        line.setExecutionExceptionHandler((e, failed, result) -> {
            line.getErr().println(e.getMessage());
            return e instanceof InputException ? Main.WRONG_INPUT : Main.FAILED;
        });
        String[] words = new String[arguments.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = arguments[i].toString();
        }
        int code = line.execute(words);
        line.getOut().flush();
        return code;
    }

    private Path results() {
        for (int seed = 1; seed <= 6; seed++) {
            Path a = RunFixtures.run(folder.resolve("results/a/seed-" + seed), 0, 1, seed);
            Path b = RunFixtures.run(folder.resolve("results/b/seed-" + seed), 0, 1, 10.5 + seed);
            write(a.resolve("config.yaml"), "name: results\nppo: {clip: 0.1}\nseed: " + seed + "\n");
            write(b.resolve("config.yaml"), "name: results\nppo: {clip: 0.2}\nseed: " + seed + "\n");
            write(b.resolve("run.json"), "{\"status\": \"finished\", \"sessions\": [{\"command\": [\"train\", \"b.yaml\"], "
                    + "\"commit\": \"abc\", \"process\": 1}]}");
        }
        return folder.resolve("results");
    }

    @Test
    void statsShouldScoreAsBsuiteDoes() {
        Path home = folder.resolve("bsuite");
        for (String agent : List.of("lstm", "none")) {
            for (int length : new int[] {1, 10}) {
                double[] returns = new double[200];
                java.util.Arrays.setAll(returns, i -> agent.equals("lstm") || length == 1 ? i < 50 ? -1 : 1 : i % 2 == 0 ? -1 : 1);
                Path seed = RunFixtures.episodes(RunFixtures.run(home.resolve(agent + ",length=" + length + ",total-steps=" + 10 * length
                        + "/seed-1"), 0, 1), returns);
                write(seed.resolve("config.yaml"), "env: {id: bsuite/memory-len, length: " + length + "}\ntotal-steps: " + length + "\n");
            }
        }
        assertThat(run(new StatsCommand(), home, "--bsuite")).isZero();
        assertThat(out.toString()).contains("bsuite/memory-len: score\n", "\nlstm    1.00           2 of 2\n", "\nnone    0.50           1 of 2\n",
                "\n1           0.500  0.500\n", "\n10          0.500  1.000\n", "Some runs have fewer");
        assertThat(run(new StatsCommand(), results(), "--bsuite")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains("is a run in a world that it does not name; expected one in bsuite/memory-len or bsuite/memory-size");
    }

    private static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void assertRefused(int code, String expected) {
        assertThat(code).isEqualTo(2);
        assertThat(err.toString()).contains(expected);
        assertThat(err.toString().lines()).as("one line").hasSize(1);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void shouldPrintTheVerdictFirstAndThenTheTables() {
        assertThat(run(new StatsCommand(), results(), "--threshold", "3")).isZero();
        assertThat(out.toString()).startsWith("b beats a: its final score at step 300 is higher by 10.5")
                .contains("Time to a mean score of 3.00").contains("Differences");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void shouldTurnTheDifferenceWithTheOrderOfTheNames() {
        assertThat(run(new StatsCommand(), results(), "--compare", "b", "a", "--json")).isZero();
        assertThat(json().at("/comparisons/0/first").asText()).isEqualTo("b");
        assertThat(json().at("/comparisons/0/difference").asDouble()).isEqualTo(10.5);
    }

    @Test
    void shouldWriteEverythingAsJsonWithNullForTheUnknown() {
        RunFixtures.run(folder.resolve("one/a/seed-1"), 1, 2);
        assertThat(run(new StatsCommand(), folder.resolve("one"), "--json", "--threshold", "9", "--metric", "auc")).isZero();
        assertThat(json().at("/metric").asText()).isEqualTo("auc");
        assertThat(json().at("/variants/0/threshold/median_steps").isNull()).isTrue();
        assertThat(json().at("/variants/0/measures/final/iqm_interval").isNull()).isTrue();
        assertThat(json().at("/verdict").asText()).startsWith("One seed supports no verdict");
    }

    private JsonNode json() {
        try {
            return new ObjectMapper().readTree(out.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void shouldPoolRunsThatAreOneFunction() {
        assertThat(run(new StatsCommand(), results(), "--pool")).isZero();
        assertThat(out.toString()).startsWith("all runs has a final score of").contains("12 seeds");
    }

    @Test
    void shouldNoteAHalfWrittenRowAndRunsOfDifferentLengthAndGoOn() {
        Path results = results();
        RunFixtures.progress(results.resolve("a/seed-1"), "step,score\n100,1.0\n200,2.0\n300,");
        assertThat(run(new StatsCommand(), results)).isZero();
        assertThat(err.toString()).contains("half-written").contains("all are compared at 200");
    }

    /** A solver beside trials that a sweep gave up early is judged at its own end. */
    @Test
    void prunedTrialsShouldStandInTheLeaderboardAndCutNobodyShort() {
        Path results = results();
        for (int seed = 1; seed <= 2; seed++) {
            Path pruned = RunFixtures.run(results.resolve("p/seed-" + seed), -7 * seed);
            write(pruned.resolve("config.yaml"), "name: results\nppo: {clip: 9.1E-4}\nseed: " + seed + "\n");
            write(pruned.resolve("run.json"), "{\"status\": \"interrupted\", \"summary\": {\"pruned\": {\"step\": 100}}}");
        }
        assertThat(run(new StatsCommand(), results)).isZero();
        String leaderboard = out.toString().substring(out.toString().indexOf("Leaderboard by final score"));
        assertThat(leaderboard.lines().skip(1).limit(4).map(line -> line.strip().replaceAll(" +", " "))).satisfiesExactly(
                line -> assertThat(line).startsWith("variant clip seeds IQM"),
                line -> assertThat(line).startsWith("b 0.2 6 14.0 ").endsWith(" 300"),
                line -> assertThat(line).startsWith("a 0.1 6 3.50 ").endsWith(" 300"),
                line -> assertThat(line).startsWith("p 0.00091 2 -10.5 ").endsWith(" 100 pruned"));
        assertThat(out.toString()).startsWith("b beats a: its final score at step 300");
        assertThat(err.toString()).contains("2 runs were pruned early and are not compared");
        assertThat(run(new ReportCommand(), results, "-o", folder.resolve("page.html"))).isZero();
        assertThat(folder.resolve("page.html")).content().contains("Leaderboard by final score").contains("100 pruned");
    }

    @Test
    void aVariantThatFailedThroughoutShouldStandInTheReport() {
        Path results = results();
        RunFixtures.status(RunFixtures.progress(results.resolve("dead/seed-1"), "step,score,episodes\n0,0,0\n"), "failed");
        assertThat(run(new ReportCommand(), results, "-o", folder.resolve("page.html"))).isZero();
        assertThat(folder.resolve("page.html")).content().contains("1 of 13 runs failed").contains(">dead<");
        assertThat(run(new PlotCommand(), results, "-o", folder.resolve("curves.svg"))).isZero();
        out.getBuffer().setLength(0);
        assertThat(run(new StatsCommand(), results, "--json")).isZero();
        assertThat(out.toString()).doesNotContain("NaN");
        assertThat(json().at("/variants/2/failures/0/step").asLong()).isZero();
        assertThat(json().at("/variants/2/measures/final/iqm").isNull()).isTrue();
    }

    @Test
    void shouldRefuseToCompareScoresOfDifferentWorlds() {
        Path results = results();
        write(results.resolve("a/seed-1/config.yaml"), "env: {id: pong}\n");
        write(results.resolve("b/seed-1/config.yaml"), "env: {id: recall}\n");
        assertRefused(run(new StatsCommand(), results), "these runs are of different worlds, whose scores cannot be "
                + "compared: pong (a), recall (b); give the runs of one world");
    }

    @Test
    void shouldSayWhereTheWorldItselfDiffers() {
        Path results = results();
        write(results.resolve("a/seed-1/config.yaml"), "env: {id: recall, delay: 2}\n");
        write(results.resolve("b/seed-1/config.yaml"), "env: {id: recall, delay: 9}\n");
        assertThat(run(new StatsCommand(), results)).isZero();
        assertThat(err.toString()).contains("the world itself differs between runs (env.delay)");
    }

    @Test
    void shouldRefuseWhatItCannotUse() throws IOException {
        Files.createDirectories(folder.resolve("empty"));
        assertRefused(run(new StatsCommand(), folder.resolve("empty")), "holds no run");
    }

    @Test
    void shouldRefuseAStepBeforeTheFirstGame() {
        assertRefused(run(new StatsCommand(), results(), "--at", "5"), "no run can be judged at step 5");
        err.getBuffer().setLength(0);
        assertRefused(run(new StatsCommand(), results(), "--at", "99999999"), "no run reaches step 99,999,999");
    }

    @Test
    void shouldRefuseAnUnknownVariant() {
        assertRefused(run(new StatsCommand(), results(), "--compare", "a", "c"), "no variant 'c'; there are a, b");
    }

    @Test
    void shouldRefuseAnUnknownMetric() {
        assertRefused(run(new StatsCommand(), results(), "--metric", "last"), "expected final, best or auc");
    }

    @Test
    void shouldRefuseABrokenRow() {
        Path results = results();
        RunFixtures.progress(results.resolve("a/seed-1"), "step,score\n100,x\n200,2.0\n");
        assertRefused(run(new PlotCommand(), results, "-o", folder.resolve("c.svg")), "progress.csv:2");
        assertThat(folder.resolve("c.svg")).doesNotExist();
    }

    @Test
    void shouldDrawSeveralExperimentsInOneFigure() {
        RunFixtures.run(folder.resolve("other/seed-1"), 1, 2, 3);
        Path figure = folder.resolve("c.svg");
        assertThat(run(new PlotCommand(), results(), folder.resolve("other"), "-o", figure, "--x", "seconds", "--band",
                "minmax", "--smooth", "ema:0.5", "--threshold", "3", "--threshold", "7")).isZero();
        assertThat(figure).content().contains(">results/a<").contains(">other<").contains("threshold 7");
        assertThat(run(new PlotCommand(), results(), "-o", folder.resolve("c.png"))).isZero();
        assertThat(folder.resolve("c.png")).isNotEmptyFile();
    }

    @Test
    void shouldRefuseALevelThatIsNoNumber() {
        Path results = results();
        for (String level : List.of("NaN", "Infinity", "1e999", "x")) {
            assertRefused(run(new PlotCommand(), results, "-o", folder.resolve("c.svg"), "--threshold", level),
                    "expected a finite number, found '" + level + "'");
            err.getBuffer().setLength(0);
            assertRefused(run(new StatsCommand(), results, "--collapse", "1", level),
                    "expected a finite number, found '" + level + "'");
            err.getBuffer().setLength(0);
        }
    }

    @Test
    void shouldReportWithoutARecordThatIsNoSweeps() {
        Path results = results();
        write(results.resolve("sweep.json"), "{\"about\": \"Why.\"}");
        Path page = folder.resolve("r.html");
        assertThat(run(new ReportCommand(), results, "-o", page)).isZero();
        assertThat(page).content().contains("./topspin train b.yaml");
    }

    @Test
    void shouldRefuseAnUnknownFigureFormat() {
        assertRefused(run(new PlotCommand(), results(), "-o", folder.resolve("c.jpg")), ".svg or .png");
    }

    @Test
    void shouldRefuseToWriteIntoADirectoryThatIsNotThere() {
        Path nowhere = folder.resolve("nowhere/figure.svg");
        assertRefused(run(new PlotCommand(), results(), "-o", nowhere), "cannot be written");
        err.getBuffer().setLength(0);
        assertRefused(run(new ReportCommand(), results(), "-o", nowhere), "cannot be written");
    }

    @Test
    void shouldTakeNegativeLevels() {
        RunFixtures.run(folder.resolve("c/a/seed-1"), -20, -10, -10, -21, -21);
        assertThat(run(new StatsCommand(), folder.resolve("c"), "--threshold", "-10", "--collapse", "-12", "-20.5")).isZero();
        assertThat(out.toString()).contains("Time to a mean score of -10.0").contains("collapsed and did not recover: a at step 400");
    }

    @Test
    void shouldCountCollapsesAndNameTheFirst() {
        for (int seed = 1; seed <= 5; seed++) {
            RunFixtures.run(folder.resolve("c/a/seed-" + seed), -20, 10, 12, seed == 2 ? 11 : -21, seed == 2 ? 13 : -21);
        }
        assertThat(run(new StatsCommand(), folder.resolve("c"))).isZero();
        assertThat(out.toString()).contains("; 4 of 5 runs collapsed and did not recover: a seed 1 at step 400, ")
                .contains("4 of 5: 400 (seed 1), 400 (seed 3), 400 (seed 4), …");
    }

    @Test
    void shouldTellTheSweepsPurposeWallTimeAndCommand() {
        Path results = results();
        write(results.resolve("sweep.json"), "{\"about\": \"Why.\", \"command\": [\"sweep\", \"s.yaml\"], \"trials\": 12, "
                + "\"at-once\": 2, \"workers-each\": 1, \"wall-seconds\": 432.1, \"sessions\": 1}");
        Path page = folder.resolve("r.html");
        assertThat(run(new ReportCommand(), results, "-o", page)).isZero();
        assertThat(page).content().contains("<p class=\"about\">Why.</p>").contains("<pre>./topspin sweep s.yaml</pre>")
                .contains("12 runs, 2 at once, each with 1 worker: 7 min 12 s of wall time in all.");
    }

    @Test
    void shouldReportWithConfigurationsAndProvenance() {
        Path page = folder.resolve("r.html");
        assertThat(run(new ReportCommand(), results(), "-o", page)).isZero();
        assertThat(page).content().contains("b beats a").contains("<tr><th>variant</th><th>ppo.clip</th></tr>\n<tr><td>a</td><td>0.1</td></tr>")
                .contains("./topspin train b.yaml").contains("<td>commit</td><td>abc</td>").doesNotContain("<td>process</td>");
    }

    @Test
    void shouldImportALogAndRefuseToDoItTwice() {
        Path log = write(folder.resolve("log.txt"), "# 1\nnote\n0 0.0 0.0\n100 -20.0 10.0\n200 -19.0 10.0\n");
        Path runs = folder.resolve("imported");
        assertThat(run(new ImportLogCommand(), log, "--out", runs, "--third", "seconds")).isZero();
        assertThat(out.toString()).contains("1 run, 3 rows kept, 0 left out").contains("told by --third seconds");
        assertThat(runs.resolve("run-1/seed-0/table.txt")).content().isEqualTo(
                "step score fps\n0 0.0 0.0\n100 -20.0 10.0\n200 -19.0 10.0\n");
        out.getBuffer().setLength(0);
        assertRefused(run(new ImportLogCommand(), log, "--out", runs, "--third", "seconds"), "is not overwritten");
    }

    @Test
    void shouldAskForTheThirdColumn() {
        Path log = write(folder.resolve("log.txt"), "# 1\n100 -20.0 10.0\n200 -19.0 10.0\n");
        assertRefused(run(new ImportLogCommand(), log, "--out", folder.resolve("x")), "--third seconds or --third fps");
        assertThat(folder.resolve("x")).doesNotExist();
    }

    @Test
    void shouldImportWithoutBrokenRowsOnlyWhenTold() {
        Path log = write(folder.resolve("log.txt"), "# 1\n100 -20.0 10.0\n200 -19.0\n");
        Object[] arguments = {log, "--out", folder.resolve("x"), "--third", "fps"};
        assertRefused(run(new ImportLogCommand(), arguments), "log.txt:3: expected 'step score third', found '200 -19.0'; "
                + "1 of 2 rows are good");
        assertThat(run(new ImportLogCommand(), log, "--out", folder.resolve("x"), "--third", "fps", "--skip-broken")).isZero();
        assertThat(out.toString()).contains("1 row kept, 1 left out");
    }
}
