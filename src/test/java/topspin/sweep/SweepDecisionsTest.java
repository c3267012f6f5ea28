package topspin.sweep;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import topspin.run.RunDirectory;
import topspin.sweep.pruning.MedianRule;
import topspin.sweep.pruning.Pruning;
import topspin.sweep.pruning.PruningRule;
import topspin.sweep.pruning.SuccessiveHalving;
import topspin.train.StopSignal;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;

/** Who is started again, who is given up and who goes on, by numbers worked out by hand. */
@Timeout(60)
class SweepDecisionsTest {
    private static final String FINISHED = "FINISHED at 400";
    private static final String PRUNED = "PRUNED at 100";
    private static final PruningRule HALVING = new SuccessiveHalving(2, false);

    @TempDir
    private Path directory;
    private final InstantTrials trials = new InstantTrials();

    @ParameterizedTest
    @CsvSource({"0,0,1,FINISHED", "0,1,1,FAILED", "1,1,2,FINISHED", "1,2,2,FAILED", "3,3,4,FINISHED", "3,9,4,FAILED"})
    void shouldStartADeadTrialAgainAsOftenAsToldAndNoOftener(int retries, int deaths, int starts, TrialState end)
            throws Exception {
        trials.scores("a", 1, 1).dies("a/seed-1", 150, deaths);

        SweepRunner runner = sweep(directory, retries, Optional.empty(), "a");
        runner.run(new StopSignal());

        assertThat(trials.startsOf("a/seed-1")).isEqualTo(starts);
        assertThat(runner.trials().get(0).state()).isEqualTo(end);
        assertThat(runner.trials().get(0).deaths()).isEqualTo(deaths > retries ? retries + 1 : deaths);
        assertThat(trials.startsOf("a/seed-2")).as("that of another seed").isOne();
    }

    /** A trial has its retries for itself: what others needed is not taken from it. */
    @Test
    void everyTrialShouldHaveRetriesOfItsOwn() throws Exception {
        trials.scores("a", 1, 1, 1).dies("a/seed-1", 0, 1).dies("a/seed-2", 100, 1).dies("a/seed-3", 200, 1);

        assertThat(outcome(directory, 1, Optional.empty(), "a").values()).containsOnly(FINISHED);
        assertThat(trials.starts()).containsExactly("a/seed-1 from 0", "a/seed-1 from 0", "a/seed-2 from 0",
                "a/seed-2 from 100", "a/seed-3 from 0", "a/seed-3 from 200");
    }

    @Test
    void shouldNotStartAgainWhatAnotherStartCannotMend() throws Exception {
        trials.scores("a", 1, 1).isWrong("a/seed-1", 0);

        assertThat(outcome(directory, 9, Optional.empty(), "a")).containsEntry("a/seed-1", "FAILED at 0")
                .containsEntry("a/seed-2", FINISHED);
        assertThat(trials.startsOf("a/seed-1")).isOne();
    }

    @Test
    void shouldTryOnceToStartWhatCannotBeStarted() throws Exception {
        trials.scores("a", 1);
        int[] calls = {0};
        TrialExecutor full = (trial, resume, until) -> {
            calls[0]++;
            throw new FileSystemException("/full", null, "No space left on device");
        };
        SweepRunner runner = new SweepRunner(plan(directory, 9, Optional.empty(), "a"), full, new SilentListener(), 1, 1);
        runner.run(new StopSignal());

        assertThat(calls[0]).isOne();
        assertThat(runner.trials().get(0).state()).isEqualTo(TrialState.FAILED);
    }

    /** Whoever gives the command again has mended something, and asks for another try. */
    @Test
    void shouldTryAgainWhatWasGivenUpOnlyWhenTheCommandIsGivenAgain() throws Exception {
        trials.scores("a", 1, 1).dies("a/seed-1", 150, 3);
        assertThat(outcome(directory, 1, Optional.empty(), "a")).containsEntry("a/seed-1", "FAILED at 150");

        assertThat(outcome(directory, 1, Optional.empty(), "a").values()).containsOnly(FINISHED);
        assertThat(trials.starts()).containsExactly("a/seed-1 from 0", "a/seed-1 from 150", "a/seed-2 from 0",
                "a/seed-1 from 150", "a/seed-1 from 150");
    }

    /** A process that is killed leaves a record that says it runs. */
    @Test
    void theRecordOfATrialThatIsGivenUpShouldSayThatItFailed() throws Exception {
        trials.scores("a", 1).dies("a/seed-1", 150, 9);
        outcome(directory, 1, Optional.empty(), "a");

        try (RunDirectory run = RunDirectory.view(directory.resolve("a/seed-1"))) {
            assertThat(run.status()).isEqualTo(RunDirectory.Status.FAILED);
            assertThat(run.summary()).containsEntry("failure", "struck by lightning");
        }
    }

    /** It reached the rung, and died before it could say so; b is given up with it. */
    @Test
    void aTrialThatDiesOnTheRungShouldBeJudgedAndMarkedAsTheOthersAre() throws Exception {
        trials.scores("a", 9, 9).scores("b", 1, 1).dies("b/seed-1", 100, 1);

        assertThat(outcome(directory, 1, halving(100), "a", "b")).containsEntry("b/seed-1", PRUNED)
                .containsEntry("b/seed-2", PRUNED);
        assertThat(trials.startsOf("b/seed-1")).isOne();
    }

    /** Its run.json says finished until it goes on. */
    @Test
    void aFinishedTrialThatIsToTakeMoreStepsShouldBeMarkedWhenItIsPruned() throws Exception {
        trials.scores("a", 9, 9).scores("b", 1, 1);
        assertThat(outcome(directory, 0, Optional.empty(), "a", "b")).containsEntry("b/seed-1", FINISHED);
        List<Trial> longer = trials.plan(directory, "a", "b").stream().map(trial -> new Trial(trial.variant(), trial.seed(),
                trial.directory(), "", "", "b".repeat(64), 2 * InstantTrials.TOTAL,
                Optional.of(new Trial.Shorter(trial.configHash(), List.of("total-steps=800"))))).toList();

        new SweepRunner(new SweepPlan("s", "", directory, longer, 1, 1, 0, halving(InstantTrials.TOTAL)), trials,
                new SilentListener(), 1, 1).run(new StopSignal());
        for (int seed = 1; seed <= 2; seed++) {
            try (RunDirectory run = RunDirectory.view(directory.resolve("b/seed-" + seed))) {
                assertThat(run.summary()).containsKey("pruned");
            }
        }
    }

    /**
     * The dead seed is cut off with the best one: (6 + 10) / 2 = 8 against (7.4 + 7.6) / 2 = 7.5. By the mean of all, of
     * those that live (9 to 10.5), by the best or the worst seed the other variant would win.
     */
    @Test
    void oneDeadSeedOfFourShouldNotDecide() throws Exception {
        trials.scores("a", 0, 10, 6, 11).dies("a/seed-1", 50, 9).scores("b", 7.4, 20, 7.6, 7);

        assertThat(outcome(directory, 0, halving(100), "a", "b")).containsEntry("a/seed-1", "FAILED at 50")
                .containsEntry("a/seed-2", FINISHED).containsEntry("b/seed-1", PRUNED);
    }

    /** With two dead of four, one of them is left in the middle half. */
    @Test
    void twoDeadSeedsOfFourShouldDecide() throws Exception {
        trials.scores("a", 0, 10, 0, 11).dies("a/seed-1", 50, 9).dies("a/seed-3", 50, 9).scores("b", -7, -8, -9, -9);

        assertThat(outcome(directory, 0, halving(100), "a", "b")).containsEntry("a/seed-2", PRUNED)
                .containsEntry("b/seed-1", FINISHED);
    }

    /** (0 + 9 + 9) / 3 = 6 against (7 + 7 + 8) / 3: by the median, 9 to 7, and the mean, 9.6 to 7.4, the first would win. */
    @Test
    void shouldJudgeFiveSeedsByTheMiddleThree() throws Exception {
        trials.scores("a", 30, 0, 9, 0, 9).scores("b", 8, 7, 7, 8, 7);

        assertThat(outcome(directory, 0, halving(100), "a", "b")).containsEntry("a/seed-1", PRUNED)
                .containsEntry("b/seed-1", FINISHED);
    }

    /** The seed's rows say 99; without a finished game that is a placeholder, and the seed counts as the worst. */
    @Test
    void aSeedWithoutAFinishedGameShouldCountAsTheWorst() throws Exception {
        trials.scores("a", 99, 5).finishesNoGame("a/seed-1").scores("b", -20, -21);

        assertThat(outcome(directory, 0, halving(100), "a", "b")).containsEntry("a/seed-2", PRUNED)
                .containsEntry("b/seed-1", FINISHED);
    }

    /** At step 100 a newcomer's 6 beats the 5 that the first had there, whatever the first has since become. */
    @Test
    void shouldCompareANewcomerAtEqualSteps() throws Exception {
        trials.scores("a", 5, 5).scoresFrom(150, "a", 80, 80);
        outcome(directory, 0, halving(100), "a");
        trials.scores("b", 6, 6).scores("c", 4, 4);

        assertThat(outcome(directory, 0, halving(100), "a", "b", "c")).containsEntry("b/seed-1", FINISHED)
                .containsEntry("c/seed-1", PRUNED);
    }

    /** Of three, one place in two goes to 9; a fourth variant makes two places, and the second is that of 8. */
    @Test
    void aPlaceThatMoreVariantsOpenShouldGoToTheBestOfAll() throws Exception {
        trials.scores("a", 9, 9).scores("b", 8, 8).scores("c", 7, 7).scores("d", 1, 1);
        assertThat(outcome(directory, 0, halving(100), "a", "b", "c")).containsEntry("b/seed-1", PRUNED);

        assertThat(outcome(directory, 0, halving(100), "a", "b", "c", "d")).containsEntry("b/seed-1", FINISHED)
                .containsEntry("c/seed-1", PRUNED).containsEntry("d/seed-1", PRUNED);
        assertThat(trials.startsOf("b/seed-1")).isEqualTo(2);
    }

    /** Of two judged the better goes on at once, and before those of the plan that have not begun. */
    @Test
    void whoGotFurtherShouldGoOnFirst() throws Exception {
        trials.scores("new", 0).scores("a", 1).scores("b", 2).scores("c", 3);
        Optional<Pruning> asha = Optional.of(new Pruning(new SuccessiveHalving(2, true), List.of(100L)));
        assertThat(isKilled(directory, asha, 2, "a", "b")).isTrue();

        outcome(directory, 0, asha, "new", "a", "b", "c");

        assertThat(trials.starts()).containsExactly("a/seed-1 from 0", "b/seed-1 from 0", "b/seed-1 from 100",
                "new/seed-1 from 0", "c/seed-1 from 0", "c/seed-1 from 100");
    }

    /** 2 of 4 go on at step 100, 1 of 2 at step 200; b, third at step 100 and pruned there, would win at step 200. */
    @Test
    void shouldDecideTheSameWhereverItIsKilledWhileHalving() throws Exception {
        trials.scores("a", 9).scores("b", 6, 6).scoresFrom(150, "b", 99, 99).scores("c", 8).scoresFrom(150, "c", 10)
                .scores("d", 7, 0).dies("d/seed-2", 50, Integer.MAX_VALUE);

        assertThat(killedAnywhere(HALVING)).containsEntry("a/seed-1", "PRUNED at 200").containsEntry("b/seed-1", PRUNED)
                .containsEntry("c/seed-1", FINISHED).containsEntry("d/seed-1", PRUNED)
                .containsEntry("d/seed-2", "FAILED at 50");
    }

    /**
     * At step 100 the scores 7, 7 and 20 all reach their median. At step 200 the running means are (7 + 20) / 2 = 13.5,
     * (7 + 14) / 2 = 10.5 and 20: their median is 13.5, which b's best, 14, reaches. a's 7 is that of 6 and 8, between 9
     * and the seed that died; had that seed counted by the 9 of its last row, a would have 8.5, the median would be 14.25,
     * and b would be given up.
     */
    @Test
    void shouldDecideTheSameWhereverItIsKilledByTheMedian() throws Exception {
        trials.scores("a", 9, 6, 9, 8).scoresFrom(150, "a", 9, 20, 20, 20).dies("a/seed-1", 50, Integer.MAX_VALUE)
                .scores("b", 7).scoresFrom(150, "b", 14).scores("c", 20).scores("d", 6.9);

        assertThat(killedAnywhere(new MedianRule())).containsEntry("a/seed-1", "FAILED at 50")
                .containsEntry("a/seed-2", FINISHED).containsEntry("b/seed-1", FINISHED)
                .containsEntry("c/seed-1", FINISHED).containsEntry("d/seed-1", PRUNED);
    }

    /** The outcome of a sweep of a, b, c and d, which must be the same wherever it is killed and started again. */
    private Map<String, String> killedAnywhere(PruningRule rule) throws Exception {
        Optional<Pruning> pruning = Optional.of(new Pruning(rule, List.of(100L, 200L)));
        String[] variants = {"a", "b", "c", "d"};
        Map<String, String> whole = outcome(directory.resolve("whole"), 0, pruning, variants);
        int decisions = 0;
        boolean killed = true;
        while (killed) {
            Path home = directory.resolve("killed-at-" + ++decisions);
            killed = isKilled(home, pruning, decisions, variants);
            assertThat(outcome(home, 0, pruning, variants)).as("killed at decision %d", decisions).isEqualTo(whole);
        }
        assertThat(decisions).as("a pause and an end of every trial").isGreaterThan(2 * whole.size());
        return whole;
    }

    /** Whether there were so many decisions, at the last of which the sweep was killed. */
    private boolean isKilled(Path home, Optional<Pruning> pruning, int decisions, String... variants) throws Exception {
        int[] left = {decisions};
        SweepListener reaper = new SilentListener() {
            @Override
            void decided() {
                if (--left[0] == 0) {
                    throw new Killed();
                }
            }
        };
        try {
            new SweepRunner(plan(home, 0, pruning, variants), trials, reaper, 1, 1).run(new StopSignal());
            return false;
        } catch (Killed e) {
            return true;
        }
    }

    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** How every trial ends, and up to which step it was trained. Pruned ones must say so themselves. */
    private Map<String, String> outcome(Path home, int retries, Optional<Pruning> pruning, String... variants)
            throws Exception {
        SweepRunner runner = sweep(home, retries, pruning, variants);
        runner.run(new StopSignal());
        Map<String, String> outcome = new TreeMap<>();
        for (TrialStatus trial : runner.trials()) {
            outcome.put(trial.trial().name(), trial.state() + " at " + trial.step());
            if (trial.state() == TrialState.PRUNED) {
                try (RunDirectory run = RunDirectory.view(trial.trial().directory())) {
                    assertThat(run.summary()).as(trial.trial().name()).containsKey("pruned");
                }
            }
        }
        return outcome;
    }

    private SweepRunner sweep(Path home, int retries, Optional<Pruning> pruning, String... variants) throws IOException {
        return new SweepRunner(plan(home, retries, pruning, variants), trials, new SilentListener(), 1, 1);
    }

    private SweepPlan plan(Path home, int retries, Optional<Pruning> pruning, String... variants) {
        return new SweepPlan("s", "", home, trials.plan(home, variants), 1, 1, retries, pruning);
    }

    private static Optional<Pruning> halving(long... rungs) {
        return Optional.of(new Pruning(HALVING, Arrays.stream(rungs).boxed().toList()));
    }

    private static class SilentListener implements SweepListener {

        /** A trial ended one way or another, or a variant was given up. */
        void decided() {
        }

        @Override
        public void changed(TrialStatus trial) {
            if (trial.state() != TrialState.RUNNING) {
                decided();
            }
        }

        @Override
        public void advanced(TrialStatus trial) {
            // decides nothing
        }

        @Override
        public void busy(TrialStatus trial) {
            // decides nothing
        }

        @Override
        public void pruned(String variant, String reason) {
            decided();
        }

        @Override
        public void tick(List<TrialStatus> all) {
            // decides nothing
        }
    }
}
