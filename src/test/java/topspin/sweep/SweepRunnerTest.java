package topspin.sweep;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import topspin.run.Checkpoint;
import topspin.run.RunDirectory;
import topspin.run.RunDirectoryException;
import topspin.sweep.pruning.Pruning;
import topspin.sweep.pruning.SuccessiveHalving;
import topspin.train.StopSignal;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Sweeps over an executor that trains within this process, in no time. */
@Timeout(30)
class SweepRunnerTest {
    private static final long TOTAL = 400;
    private static final String HASH = "a".repeat(64);

    @TempDir
    private Path directory;
    private final List<String> events = new ArrayList<>();
    /** What was started: trial, the step it went on from, and how far. */
    private final List<String> starts = new ArrayList<>();
    private final Map<String, Integer> deathsLeft = new HashMap<>();
    /** Trials whose files get broken when they end, and which file; or that cannot be started. */
    private final Map<String, String> broken = new HashMap<>();
    private final Map<String, Double> slopes = new HashMap<>();
    private final StopSignal stop = new StopSignal();
    private int mostAtOnce;
    private int running;
    private int stopAfter = Integer.MAX_VALUE;
    private boolean diesWhenStopped;
    private Runnable atTick = () -> { };

    @Test
    void shouldRunEveryTrialAndNoMoreAtOnceThanAllowed() throws Exception {
        SweepRunner runner = sweep(2, 0, Optional.empty(), "a", "b", "c");
        runner.run(stop);

        assertThat(runner.trials()).hasSize(9).allMatch(trial -> trial.state() == TrialState.FINISHED && trial.step() == TOTAL);
        assertThat(mostAtOnce).isEqualTo(2);
    }

    @Test
    void shouldStartADeadTrialAgainFromItsCheckpointAndGoOnWithTheOthers() throws Exception {
        deathsLeft.put("a/seed-1", 1);
        deathsLeft.put("b/seed-1", 9);
        SweepRunner runner = sweep(2, 2, Optional.empty(), "a", "b");
        runner.run(stop);

        assertThat(starts).contains("a/seed-1 new to the end", "a/seed-1 from 200 to the end");
        assertThat(starts).filteredOn(start -> start.startsWith("b/seed-1")).hasSize(3);
        assertThat(states(runner)).containsEntry("a/seed-1", TrialState.FINISHED)
                .containsEntry("b/seed-1", TrialState.FAILED).containsEntry("b/seed-3", TrialState.FINISHED);
        assertThat(trial(runner, "b/seed-1").problem()).isEqualTo("struck by lightning");
        assertThat(trial(runner, "b/seed-1").deaths()).isEqualTo(3);
    }

    /** By its stop file: the others go on, and it is not started again by this sweep, but by the next. */
    @Test
    void aTrialThatIsStoppedFromOutsideShouldStayStopped() throws Exception {
        atTick = () -> {
            if (starts.size() == 1) {
                request(directory.resolve("a/seed-1"));
            }
        };
        SweepRunner first = sweep(1, 0, Optional.empty(), "a", "b");
        first.run(stop);
        assertThat(states(first)).containsEntry("a/seed-1", TrialState.STOPPED).containsEntry("a/seed-2", TrialState.FINISHED)
                .containsEntry("b/seed-3", TrialState.FINISHED);
        assertThat(starts).filteredOn(start -> start.startsWith("a/seed-1")).hasSize(1);

        atTick = () -> { };
        SweepRunner second = sweep(1, 0, Optional.empty(), "a", "b");
        second.run(stop);
        assertThat(states(second).values()).containsOnly(TrialState.FINISHED);
    }

    private static void request(Path run) {
        try {
            RunDirectory.requestStop(run);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldStopResumablyAndGoOn() throws Exception {
        stopAfter = 6;
        SweepRunner first = sweep(1, 0, Optional.empty(), "a", "b");
        first.run(stop);
        assertThat(states(first).values()).contains(TrialState.FINISHED, TrialState.WAITING).doesNotContain(TrialState.RUNNING);
        List<String> before = List.copyOf(starts);
        stopAfter = Integer.MAX_VALUE;

        SweepRunner second = sweep(1, 0, Optional.empty(), "a", "b");
        second.run(new StopSignal());
        assertThat(states(second).values()).containsOnly(TrialState.FINISHED);
        assertThat(starts.subList(before.size(), starts.size())).noneMatch(start -> start.startsWith("a/seed-1"));
    }

    @Test
    void shouldGoOnWithTheOthersWhenATrialsFilesCannotBeRead() throws Exception {
        broken.put("a/seed-1", "run.json");
        broken.put("a/seed-2", "table.txt");
        broken.put("a/seed-3", "at the start");
        SweepRunner runner = sweep(1, 1, Optional.empty(), "a", "b");
        runner.run(stop);

        assertThat(states(runner)).containsEntry("a/seed-1", TrialState.FAILED).containsEntry("a/seed-2", TrialState.FAILED)
                .containsEntry("a/seed-3", TrialState.FAILED).containsEntry("b/seed-3", TrialState.FINISHED);
        assertThat(trial(runner, "a/seed-1").problem()).contains("run.json is damaged");
        assertThat(trial(runner, "a/seed-2").problem()).endsWith("table.txt: expected rows of three numbers, found 'x y z'");
        assertThat(trial(runner, "a/seed-3").problem()).isEqualTo("cannot be started: /full: no space left on device");
    }

    @Test
    void shouldCountNoDeathThatItsOwnStopCaused() throws Exception {
        stopAfter = 1;
        diesWhenStopped = true;
        SweepRunner runner = sweep(2, 0, Optional.empty(), "a", "b");
        runner.run(stop);
        assertThat(states(runner).values()).doesNotContain(TrialState.FAILED, TrialState.RUNNING);
        assertThat(runner.trials()).allMatch(trial -> trial.deaths() == 0 && trial.problem().isEmpty());
    }

    @Test
    void shouldPruneByTheMeanOverSeedsAndLeaveThePrunedResumable() throws Exception {
        // the best single curve is that of a variant whose other seeds are bad
        slopes.putAll(Map.of("a/seed-1", 9.0, "a/seed-2", -1.0, "a/seed-3", -1.0, "b/seed-1", 3.0, "b/seed-2", 3.0,
                "b/seed-3", 3.0, "c/seed-1", 1.0, "c/seed-2", 1.0, "c/seed-3", 1.0));
        Optional<Pruning> pruning = Optional.of(new Pruning(new SuccessiveHalving(3, false), List.of(100L)));
        SweepRunner runner = sweep(2, 0, pruning, "a", "b", "c");
        runner.run(stop);

        assertThat(states(runner)).containsEntry("a/seed-1", TrialState.PRUNED).containsEntry("b/seed-1", TrialState.FINISHED)
                .containsEntry("b/seed-3", TrialState.FINISHED).containsEntry("c/seed-2", TrialState.PRUNED);
        assertThat(trial(runner, "a/seed-1").step()).isEqualTo(100);
        assertThat(events).contains("given up: a", "given up: c").doesNotContain("given up: b");
        assertThat(Files.readString(directory.resolve("a/seed-1/run.json"))).contains("\"pruned\"", "\"step\" : 100",
                "\"status\" : \"interrupted\"");

        int before = starts.size();
        SweepRunner again = sweep(2, 0, pruning, "a", "b", "c");
        again.run(stop);
        assertThat(starts).hasSize(before);
        assertThat(states(again)).isEqualTo(states(runner));
    }

    @Test
    void shouldPruneAVariantWhoseSeedsDie() throws Exception {
        deathsLeft.putAll(Map.of("a/seed-1", 9, "a/seed-2", 9));
        slopes.putAll(Map.of("a/seed-3", 100.0));
        SweepRunner runner = sweep(2, 0, Optional.of(new Pruning(new SuccessiveHalving(2, true), List.of(300L))), "a", "b");
        runner.run(stop);

        assertThat(states(runner)).containsEntry("a/seed-1", TrialState.FAILED).containsEntry("a/seed-3", TrialState.PRUNED)
                .containsEntry("b/seed-1", TrialState.FINISHED);
    }

    /** The trials of a sweep that was killed notice it, and save: this one does so after three looks. */
    @Test
    void shouldWaitForATrialThatAnotherProcessStillSaves() throws Exception {
        RunDirectory orphan = RunDirectory.create(directory.resolve("a/seed-1"), "", HASH);
        orphan.begin(List.of(), "none", 2);
        AtomicInteger looks = new AtomicInteger();
        atTick = () -> {
            if (looks.incrementAndGet() == 3) {
                save(orphan, RunDirectory.Status.INTERRUPTED);
            }
        };
        SweepRunner runner = sweep(1, 0, Optional.empty(), "a", "b");
        runner.run(stop);

        assertThat(events).containsOnlyOnce("busy: a/seed-1");
        assertThat(starts).first().as("the others go on meanwhile").isEqualTo("b/seed-1 new to the end");
        assertThat(starts).as("what it saved is gone on from").contains("a/seed-1 from 100 to the end");
        assertThat(states(runner).values()).containsOnly(TrialState.FINISHED);
    }

    @Test
    void shouldNotStartATrialThatTheOtherProcessFinished() throws Exception {
        RunDirectory orphan = RunDirectory.create(directory.resolve("a/seed-1"), "", HASH);
        orphan.begin(List.of(), "none", 2);
        AtomicInteger looks = new AtomicInteger();
        atTick = () -> {
            if (looks.incrementAndGet() == 1) {
                save(orphan, RunDirectory.Status.FINISHED);
            }
        };
        SweepRunner runner = sweep(1, 0, Optional.empty(), "a");
        runner.run(stop);

        assertThat(starts).hasSize(2).noneMatch(start -> start.startsWith("a/seed-1"));
        assertThat(states(runner).values()).containsOnly(TrialState.FINISHED);
    }

    @Test
    void shouldGiveUpATrialThatAnotherProcessKeeps() throws Exception {
        try (RunDirectory stranger = RunDirectory.create(directory.resolve("a/seed-1"), "", HASH)) {
            SweepRunner runner = new SweepRunner(plan(1, 0, Optional.empty(), "a"), this::start, new Events(), 0.05, 1);
            runner.run(stop);

            assertThat(stranger.begun()).isFalse();
            assertThat(states(runner)).containsEntry("a/seed-1", TrialState.FAILED)
                    .containsEntry("a/seed-2", TrialState.FINISHED);
            assertThat(trial(runner, "a/seed-1").problem()).isEqualTo("another process is writing "
                    + directory.resolve("a/seed-1") + ": wait for it or stop it");
        }
    }

    private static void save(RunDirectory run, RunDirectory.Status status) {
        try (run) {
            run.save(new Checkpoint.Writer(100, HASH), 2);
            run.end(status, Map.of());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldRefuseToMixConfigurations() throws Exception {
        sweep(1, 0, Optional.empty(), "a").run(stop);
        Trial changed = new Trial("a", 1, directory.resolve("a/seed-1"), "", "", "b".repeat(64), TOTAL);
        SweepPlan plan = new SweepPlan("s", "", directory, List.of(changed), 1, 1, 0, Optional.empty());

        assertThatThrownBy(() -> new SweepRunner(plan, this::start, new Events())).isInstanceOf(RunDirectoryException.class)
                .hasMessageContaining("another configuration").hasMessageContaining("--out");
    }

    private SweepRunner sweep(int parallel, int retries, Optional<Pruning> pruning, String... variants) throws IOException {
        return new SweepRunner(plan(parallel, retries, pruning, variants), this::start, new Events());
    }

    private SweepPlan plan(int parallel, int retries, Optional<Pruning> pruning, String... variants) {
        List<Trial> trials = new ArrayList<>();
        for (long seed = 1; seed <= 3; seed++) {
            for (String variant : variants) {
                trials.add(new Trial(variant, seed, directory.resolve(variant + "/seed-" + seed), "", "", HASH, TOTAL));
            }
        }
        return new SweepPlan("s", "", directory, trials, parallel, 1, retries, pruning);
    }

    private static Map<String, TrialState> states(SweepRunner runner) {
        Map<String, TrialState> states = new HashMap<>();
        runner.trials().forEach(trial -> states.put(trial.trial().name(), trial.state()));
        return states;
    }

    private static TrialStatus trial(SweepRunner runner, String name) {
        return runner.trials().stream().filter(trial -> trial.trial().name().equals(name)).findFirst().orElseThrow();
    }

    /** Trains a row of 100 steps at every look; dies after the second, as long as it has deaths left. */
    private TrialExecutor.Attempt start(Trial trial, boolean resume, OptionalLong until) throws IOException {
        if ("at the start".equals(broken.get(trial.name()))) {
            throw new FileSystemException("/full", null, "No space left on device");
        }
        RunDirectory run = resume ? RunDirectory.open(trial.directory())
                : RunDirectory.create(trial.directory(), "", HASH);
        run.begin(List.of(), "none", 2);
        Optional<Checkpoint> checkpoint = run.latest(warning -> { });
        long from = checkpoint.map(Checkpoint::step).orElse(0L);
        if (checkpoint.isPresent()) {
            checkpoint.get().close();
        }
        starts.add(trial.name() + (resume ? " from " + from : " new") + " to "
                + (until.isPresent() ? until.getAsLong() : "the end"));
        running++;
        mostAtOnce = Math.max(mostAtOnce, running);
        return new Attempt(trial, run, from, until);
    }

    private final class Attempt implements TrialExecutor.Attempt {
        private final Trial trial;
        private final RunDirectory run;
        private final OptionalLong until;
        private long step;
        private boolean stopped;
        private boolean over;
        private String death = "";

        Attempt(Trial trial, RunDirectory run, long from, OptionalLong until) {
            this.trial = trial;
            this.run = run;
            this.step = from;
            this.until = until;
        }

        @Override
        public boolean running() {
            try {
                if (!over) {
                    advance();
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            return !over;
        }

        private void advance() throws IOException {
            if (!stopped) {
                step += 100;
                write();
                run.save(new Checkpoint.Writer(step, HASH), 2);
            }
            if (--stopAfter == 0) {
                stop.request();
            }
            stopped |= Files.exists(run.file(RunDirectory.STOP));
            if (step >= 200 && deathsLeft.getOrDefault(trial.name(), 0) > 0) {
                deathsLeft.merge(trial.name(), -1, Integer::sum);
                death = "struck by lightning";
                step = 0;
                over = true;
            } else if (stopped && diesWhenStopped) {
                death = "ended by signal 2";
                over = true;
            } else if (stopped || step >= until.orElse(TOTAL)) {
                run.end(step >= TOTAL ? RunDirectory.Status.FINISHED : RunDirectory.Status.INTERRUPTED, Map.of());
                over = true;
            }
            if (over) {
                running--;
                run.close();
                if (broken.containsKey(trial.name())) {
                    Files.writeString(run.file(broken.get(trial.name())), "x y z\nx y z\n");
                }
            }
        }

        private void write() throws IOException {
            StringBuilder table = new StringBuilder("step score fps\n0 0.0 0.0\n");
            StringBuilder csv = new StringBuilder("step,score,fps,seconds,episodes\n0,0,0,0,0\n");
            for (long row = 100; row <= step; row += 100) {
                double score = slopes.getOrDefault(trial.name(), 1.0) * row;
                table.append(row).append(' ').append(score).append(" 10.0\n");
                csv.append(row).append(',').append(score).append(",10,1,").append(row).append('\n');
            }
            Files.writeString(run.file("table.txt"), table);
            Files.writeString(run.file("progress.csv"), csv);
        }

        @Override
        public void stop() {
            stopped = true;
        }

        @Override
        public String death() {
            return death;
        }

        @Override
        public boolean retriable() {
            return true;
        }
    }

    private final class Events implements SweepListener {
        @Override
        public void changed(TrialStatus trial) {
            events.add(trial.trial().name() + " " + trial.state());
        }

        @Override
        public void advanced(TrialStatus trial) {
            events.add(trial.trial().name() + " at " + trial.step());
        }

        @Override
        public void busy(TrialStatus trial) {
            events.add("busy: " + trial.trial().name());
        }

        @Override
        public void pruned(String variant, String reason) {
            events.add("given up: " + variant);
        }

        @Override
        public void tick(List<TrialStatus> trials) {
            assertThat(trials).isNotEmpty();
            atTick.run();
        }
    }
}
