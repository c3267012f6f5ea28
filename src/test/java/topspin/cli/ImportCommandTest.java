package topspin.cli;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import topspin.interop.tracker.EventBytes;
import topspin.metric.Metric;
import topspin.metric.MetricRecord;
import topspin.metric.TensorBoard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code import} as people call it, on files as other programs write them. */
class ImportCommandTest {
    private static final String EVENTS = "events.out.tfevents.1690000000.host";
    private static final String MONITOR = "#{\"t_start\": %s, \"env_id\": \"CartPole-v1\"}\r\nr,l,t\r\n";

    @TempDir
    private Path scratch;

    private final CommandLineFixture topspin = new CommandLineFixture();

    private Path write(String name, byte[] content) {
        try {
            Path file = scratch.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path write(String name, String content) {
        return write(name, content.getBytes(StandardCharsets.UTF_8));
    }

    private Path imported(Object... words) {
        assertThat(run(words)).as(topspin.err()).isZero();
        return scratch.resolve("out");
    }

    private int run(Object... words) {
        String[] arguments = new String[words.length + 3];
        arguments[0] = "import";
        for (int i = 0; i < words.length; i++) {
            arguments[i + 1] = words[i].toString();
        }
        arguments[words.length + 1] = "--out";
        arguments[words.length + 2] = scratch.resolve("out").toString();
        return topspin.run(arguments);
    }

    private void assertRefused(String message, Object... words) {
        assertThat(run(words)).isEqualTo(2);
        assertThat(topspin.err()).isEqualTo(message + "\n");
        assertThat(scratch.resolve("out")).doesNotExist();
    }

    /** The third and the fourth game end at one step. */
    private static EventBytes cleanrl(int games, float better) {
        EventBytes events = new EventBytes().text("hyperparameters/text_summary", "|param|value|");
        for (int i = 1; i <= games; i++) {
            events.simple("charts/learning_rate", 20L * i - 5, 1_000 + i, 2.5e-4f);
            events.simple("charts/episodic_return", i == 3 ? 80 : 20L * i, 1_000 + i, better + i);
            events.simple("charts/episodic_length", i == 3 ? 80 : 20L * i, 1_000 + i, 20);
        }
        return events;
    }

    @Test
    void shouldReadCleanRlsRunsGameByGame() {
        write("runs/CartPole-v1__ppo__1__1690000000/" + EVENTS, cleanrl(4, 0).bytes());
        write("runs/CartPole-v1__ppo__2__1690000001/" + EVENTS, cleanrl(5, 10).bytes());
        Path out = imported(scratch.resolve("runs"));

        Path run = out.resolve("ppo/seed-1");
        assertThat(run.resolve("episodes.csv")).content().isEqualTo("""
                step,return,length,environment,seconds
                20,1,20,0,1
                40,2,20,0,2
                80,3,20,0,3
                80,4,20,0,4
                """);
        assertThat(run.resolve("progress.csv")).content().startsWith("step,score,fps,seconds,episodes\n0,0,,0,0\n1,0,,0,0\n")
                .contains("\n20,1,1,1,1\n", "\n60,1.5,,2,2\n").endsWith("\n80,2.5,0.5,4,4\n");
        assertThat(run.resolve("config.yaml")).content().contains("seed: 1\n", "env:\n  id: \"cart-pole\"");
        assertThat(run.resolve("run.json")).content().contains("\"status\" : \"imported\"", "\"format\" : \"TensorBoard, a point per game\"",
                "\"name\" : \"" + EVENTS + "\"", "\"read\" : \"charts/episodic_return\"");
        assertThat(topspin.out()).contains("seed-1: TensorBoard, a point per game, 4 games up to step 80\n", "2 runs imported\n");
        assertThat(topspin.err()).isEqualTo("next: ./topspin stats " + out + "\n      ./topspin plot " + out + "\n");

        assertThat(topspin.run("stats", out.toString())).isZero();
        assertThat(topspin.out()).contains("ppo");
        assertThat(topspin.run("plot", out.toString(), "-o", scratch.resolve("c.svg").toString())).isZero();
        assertThat(topspin.run("report", out.toString(), "-o", scratch.resolve("r.html").toString())).isZero();
    }

    @Test
    void importedRunsShouldStandBesideOurs() {
        for (int seed = 1; seed <= 5; seed++) {
            write("runs/CartPole-v1__ppo__" + seed + "__1690000000/" + EVENTS, cleanrl(30, 100).bytes());
            StringBuilder rows = new StringBuilder("step,score,fps,seconds,episodes\n");
            StringBuilder games = new StringBuilder("step,return,length,environment,seconds\n");
            for (int i = 1; i <= 30; i++) {
                rows.append(20 * i).append(',').append(seed).append(",1,1,").append(i).append('\n');
                games.append(20 * i).append(',').append(seed).append(",20,0,1\n");
            }
            write("ours/lstm/seed-" + seed + "/progress.csv", rows.toString());
            write("ours/lstm/seed-" + seed + "/episodes.csv", games.toString());
            write("ours/lstm/seed-" + seed + "/config.yaml", "env: {id: cart-pole}\n");
        }
        Path out = imported(scratch.resolve("runs"));
        assertThat(topspin.run("stats", scratch.resolve("ours").toString(), out.toString())).isZero();
        assertThat(topspin.out()).contains("out/ppo", "ours/lstm");

        imported(scratch.resolve("runs"), "--variant", "other", "--env", "pong");
        assertThat(topspin.run("stats", scratch.resolve("ours").toString(), out.resolve("other").toString())).isEqualTo(2);
        assertThat(topspin.err()).contains("these runs are of different worlds, whose scores cannot be compared: cart-pole");
    }

    @Test
    void shouldReadMeansOfStableBaselinesAndTensorsOfTensorFlow() {
        write("logs/PPO_1/" + EVENTS, new EventBytes().content("rollout/ep_rew_mean", 2048, 1_010, 20.5f)
                .doubled("rollout/ep_rew_mean", 4096, 1_020, 30.25).simple("time/fps", 4096, 1_020, 200).bytes());
        Path run = imported(scratch.resolve("logs")).resolve("PPO/seed-1");
        assertThat(run.resolve("progress.csv")).content().isEqualTo("step,score,fps,seconds,episodes\n2048,20.5,,10,\n4096,30.25,204.8,20,\n");
        assertThat(run.resolve("episodes.csv")).doesNotExist();
        assertThat(run.resolve("table.txt")).content().isEqualTo("step score fps\n2048 20.5 -\n4096 30.3 204.8\n");
    }

    @Test
    void shouldReadOurOwnEventsAsMeans() throws IOException {
        Path file = scratch.resolve("old/lstm/seed-3/events.out.tfevents.topspin");
        Files.createDirectories(file.getParent());
        try (TensorBoard events = new TensorBoard(file, 0)) {
            events.write(new MetricRecord().set(Metric.STEP, 1000).set(Metric.SCORE, -20.5).set(Metric.EPISODES, 3));
            events.write(new MetricRecord().set(Metric.STEP, 2000).set(Metric.SCORE, -19.5).set(Metric.EPISODES, 6));
        }
        Path run = imported(file).resolve("lstm/seed-3");
        assertThat(run.resolve("progress.csv")).content().contains("\n1000,-20.5,", "\n2000,-19.5,");
        assertThat(run.resolve("episodes.csv")).doesNotExist();
    }

    @Test
    void aStepBackShouldTakeBackWhatWasWrittenBefore() {
        EventBytes events = new EventBytes();
        for (long step : new long[] {100, 200, 300, 200, 300, 400}) {
            events.simple("rollout/ep_rew_mean", step, 1_000 + step, step);
        }
        Path run = imported(write("x/seed-1/" + EVENTS, events.bytes())).resolve("x/seed-1");
        assertThat(run.resolve("progress.csv")).content().containsPattern("(?s)episodes\n100,.*\n200,.*\n300,.*\n400,[^\n]*\n$");
        assertThat(topspin.err()).contains("the steps of rollout/ep_rew_mean go back: 2 points of before gave way to what was written again\n");
    }

    @Test
    void aRecordThatWasCutOffShouldBeLeftOut() {
        byte[] whole = cleanrl(4, 0).bytes();
        for (int cut : new int[] {1, 5, 30, 57}) {
            Path file = write("r" + cut + "/" + EVENTS, Arrays.copyOf(whole, whole.length - cut));
            assertThat(topspin.run("import", file.toString(), "--out", scratch.resolve("out" + cut).toString())).isZero();
            assertThat(topspin.err()).contains("note: " + file + ": the last record, at byte ", ", is half-written and was left out\n");
            assertThat(scratch.resolve("out" + cut + "/r" + cut + "/seed-0/episodes.csv")).content().endsWith("80,4,,0,4\n");
        }
    }

    @Test
    void aDamagedRecordShouldBeNamedOrLeftOutWhenTold() {
        byte[] bytes = cleanrl(4, 0).bytes();
        int at = new EventBytes().bytes().length;
        Path file = write("r/" + EVENTS, bytes);
        bytes[bytes.length - 20] ^= 1;
        write("r/" + EVENTS, bytes);
        assertThat(run(file)).isEqualTo(2);
        assertThat(topspin.err()).containsPattern(EVENTS + ": the record at byte \\d+ is damaged: its checksum is wrong; give another copy, "
                + "or import what stands before it with --skip-broken\n");
        imported(file, "--skip-broken");
        assertThat(topspin.err()).contains(" is damaged: it and all after it were left out\n");

        // the length of the second record
        byte[] other = cleanrl(4, 0).bytes();
        other[at] ^= 1;
        write("q/" + EVENTS, other);
        assertThat(run(scratch.resolve("q"))).isEqualTo(2);
        assertThat(topspin.err()).contains("the record at byte " + at + " is damaged");
    }

    @Test
    void shouldNameTheTagsIfNoneIsKnown() {
        Path file = write("r/" + EVENTS, new EventBytes().simple("b/return", 1, 1, 1).simple("a/x", 1, 1, 1).bytes());
        assertRefused(file + ": no tag is known to be a score; name one with --score: a/x, b/return", file);
        assertRefused(file + ": --score y: there is no such tag; expected one of a/x, b/return", file, "--score", "y");
        imported(file, "--score", "b/return");
    }

    @Test
    void shouldReadAMonitor() {
        Path file = write("sb3/seed-4/monitor.csv", MONITOR.formatted("1000.5") + "10.0,10,1.5\r\n20.0,20,2.5\r\n5.0,5");
        Path run = imported(file).resolve("sb3/seed-4");
        assertThat(run.resolve("episodes.csv")).content()
                .isEqualTo("step,return,length,environment,seconds\n10,10,10,0,1.5\n30,20,20,0,2.5\n");
        assertThat(run.resolve("config.yaml")).content().contains("id: \"cart-pole\"");
        assertThat(topspin.err()).contains("note: " + file + ":5: the last line is half-written and was left out\n");
    }

    @Test
    void shouldPutTheGamesOfSeveralMonitorsInOrderOfTime() {
        write("logs/ppo/CartPole-v1_2/0.monitor.csv", MONITOR.formatted("1000") + "1,10,1\n2,10,5\n");
        // began a second later
        write("logs/ppo/CartPole-v1_2/1.monitor.csv", MONITOR.formatted("1001") + "3,30,1\n4,30,3\n");
        Path run = imported(scratch.resolve("logs")).resolve("ppo/seed-2");
        assertThat(run.resolve("episodes.csv")).content().isEqualTo("""
                step,return,length,environment,seconds
                10,1,10,0,1
                40,3,30,1,2
                70,4,30,1,4
                80,2,10,0,5
                """);
    }

    @Test
    void aMonitorThatWasGoneOnWithShouldGoOnInTime() {
        Path run = imported(write("m/monitor.csv", MONITOR.formatted("1000") + "1,10,1\n2,10,100\n3,10,2\n4,10,3\n")).resolve("m/seed-0");
        assertThat(run.resolve("episodes.csv")).content().endsWith("30,3,10,0,102\n40,4,10,0,103\n");
    }

    @Test
    void shouldNameTheLineOfABrokenMonitor() {
        Path file = write("m/monitor.csv", MONITOR.formatted("1000") + "1,10,1\nx,10,2\n4,10,3\n");
        assertRefused(file + ":4: expected a game's return, length and time, found 'x,10,2'; fix or delete that line, or import the "
                + "others with --skip-broken", file);
        imported(file, "--skip-broken");
        Path foreign = write("n/monitor.csv", "a,b\n1,2\n");
        assertThat(run(foreign)).isEqualTo(2);
        assertThat(topspin.err()).isEqualTo(foreign + ":1: expected Stable-Baselines3's line #{\"t_start\": …}, found 'a,b'; is it a "
                + "monitor.csv? Other tables are named *.csv\n");
    }

    @Test
    void shouldReadTablesByTheNamesOfTheirColumns() {
        Path sb3 = write("PPO_7/progress.csv", "rollout/ep_rew_mean,time/fps,time/time_elapsed,time/total_timesteps\n,900,1,\n20.5,900,2,2048\n30,900,4,4096\n");
        Path wandb = write("gru-seed-2.csv", "\"Step\",\"a \"\"b\"\", c\",\"_runtime\"\n\"10\",\"1.5\",\"3\"\n\"20\",\"NaN\",\"4\"\n\"30\",\"2.5\",\"5\"\n");
        imported(sb3, "--score", "rollout/ep_rew_mean");
        Path out = imported(wandb, "--score", "a \"b\", c", "--seconds", "_runtime");
        assertThat(out.resolve("PPO/seed-7/progress.csv")).content()
                .isEqualTo("step,score,fps,seconds,episodes\n2048,20.5,,2,\n4096,30,1024,4,\n");
        assertThat(out.resolve("gru/seed-2/progress.csv")).content()
                .isEqualTo("step,score,fps,seconds,episodes\n10,1.5,,3,\n30,2.5,10,5,\n");
    }

    @Test
    void everyRowMayBeAGame() {
        Path file = write("t.csv", "step,return\n10,1\n10,2\n20,3\n");
        assertRefused(file + ":3: expected a step above 10, found 10; is it a table of several runs? Give each a file of its own, or "
                + "--episodes if every row is a game, or leave such rows out with --skip-broken", file);
        Path run = imported(file, "--episodes", "--window", "2").resolve("t/seed-0");
        assertThat(run.resolve("episodes.csv")).content().isEqualTo("step,return,length,environment,seconds\n10,1,,0,\n10,2,,0,\n20,3,,0,\n");
        assertThat(run.resolve("progress.csv")).content().contains("\n10,1.5,,,2\n").endsWith("\n20,2.5,,,3\n");
        assertThat(topspin.run("stats", scratch.resolve("out").toString())).isZero();
    }

    @Test
    void shouldNameLineAndRemedyOfABrokenTable() {
        Path file = write("t.csv", "step,score\n10,1\n20,x\n30");
        assertRefused(file + ":3: expected a number for score, found 'x'; fix or delete that line, or import the others with --skip-broken",
                file);
        assertRefused(file + ":1: --score skore: there is no such column; did you mean 'score'? They are step, score", file, "--score", "skore");
        imported(file, "--skip-broken");
        assertThat(topspin.err()).contains("note: " + file + ":3: expected a number for score, found 'x'; left out\n",
                "note: " + file + ":4: the last line is half-written and was left out\n");
        Path unknown = write("u.csv", "when,what\n1,2\n");
        assertThat(run(unknown)).isEqualTo(2);
        assertThat(topspin.err()).isEqualTo(unknown + ":1: no column is known to have steps; name it with --step: when, what\n");
    }

    @Test
    void shouldReadALogKeptByHand() {
        Path log = write("log.txt", "# 1\n0 0.0 0.0\n100 -20.0 10.0\n200 -19.0 10.0\n300 -19.0 10.0\n400 -19.0 30.0\n500 -19.0 10.0\n");
        Path out = imported(log);
        assertThat(out.resolve("run-1/seed-0/table.txt")).content().startsWith("step score fps\n0 0.0 0.0\n100 -20.0 10.0\n");
    }

    @Test
    void shouldRefuseWhatIsNoRun() {
        Path empty = scratch.resolve("empty");
        assertThat(empty.toFile().mkdir()).isTrue();
        assertRefused(empty + " holds no run of another program: there is no file with 'tfevents' in its name, no monitor.csv and no "
                + "progress.csv; give a table as a file", empty);
        assertRefused(scratch.resolve("no") + " does not exist; expected a file or a directory of runs", scratch.resolve("no"));
        Path noEvents = write("e/" + EVENTS, "hello, this is no event file at all\n");
        assertRefused(noEvents + " is no TensorBoard event file: it does not begin with a record; expected one with 'tfevents' in its name",
                noEvents);
        Path picture = write("p/picture.png", new byte[] {(byte) 0x89, 'P', 'N', 'G', (byte) 0xff, 0, 1, 2});
        assertThat(run(picture)).isEqualTo(2);
        assertThat(topspin.err()).startsWith(picture + " is of no known kind (").contains("expected TensorBoard's event files").hasLineCount(1);
    }

    @Test
    void shouldWriteAllRunsOrNone() {
        write("runs/CartPole-v1__ppo__1__1690000000/" + EVENTS, cleanrl(4, 0).bytes());
        write("runs/CartPole-v1__ppo__1__1690000009/" + EVENTS, cleanrl(4, 0).bytes());
        assertThat(run(scratch.resolve("runs"))).isEqualTo(2);
        assertThat(topspin.err()).contains("seed 1 of 'ppo' is there twice: ", "import one of them alone, with --variant or --seed\n");
        assertThat(scratch.resolve("out")).doesNotExist();

        imported(scratch.resolve("runs/CartPole-v1__ppo__1__1690000000"));
        assertThat(run(scratch.resolve("runs/CartPole-v1__ppo__1__1690000009"))).isEqualTo(2);
        assertThat(topspin.err()).contains("ppo/seed-1 exists and is not overwritten; remove it, or give another --out\n");
        imported(scratch.resolve("runs/CartPole-v1__ppo__1__1690000009"), "--seed", "2");
    }

    @Test
    void runsOfSeveralWorldsShouldHaveTheWorldInTheirPath() {
        write("runs/CartPole-v1__ppo__1__1690000000/" + EVENTS, cleanrl(4, 0).bytes());
        write("runs/ALE/Pong-v5__ppo_lstm__3__1690000000/" + EVENTS, cleanrl(4, 0).bytes());
        Path out = imported(scratch.resolve("runs"));
        assertThat(out.resolve("cart-pole/ppo/seed-1/progress.csv")).exists();
        assertThat(out.resolve("Pong-v5/ppo_lstm/seed-3/progress.csv")).exists();
    }

    @Test
    void ourOwnRunsShouldBeLeftOut() {
        write("all/lstm/seed-1/run.json", "{}");
        write("all/lstm/seed-1/" + EVENTS, cleanrl(4, 0).bytes());
        write("all/PPO_1/" + EVENTS, cleanrl(4, 0).bytes());
        imported(scratch.resolve("all"));
        assertThat(topspin.out()).contains("1 run imported");
        assertThat(topspin.err()).contains("lstm/seed-1 is a run of ours already, and was left out\n");
    }
}
