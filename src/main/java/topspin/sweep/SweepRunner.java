package topspin.sweep;

import topspin.file.FileProblem;
import topspin.run.RunDirectory;
import topspin.run.RunDirectoryException;
import topspin.sweep.pruning.Pruning;
import topspin.sweep.pruning.Tournament;
import topspin.text.Decimal;
import topspin.train.StopSignal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Runs a plan's trials, several at once, until all are finished, pruned or dead, or a stop is requested. It reads
 * earlier progress from the run directories, so starting again continues the sweep. Order of use: construct,
 * {@link #run} once. One thread, which checks the trials every {@value #POLL_MILLIS} ms, and immediately after a
 * change.
 */
public final class SweepRunner {
    private static final int POLL_MILLIS = 100;
    /** Enough for the longest update of a large network and a checkpoint on a slow disk. */
    private static final int PATIENCE_SECONDS = 60;

    private final SweepPlan plan;
    private final TrialExecutor executor;
    private final SweepListener listener;
    private final List<TrialStatus> trials = new ArrayList<>();
    private final Map<String, List<TrialStatus>> variants = new LinkedHashMap<>();
    private final Optional<Tournament> tournament;
    private final double patienceSeconds;
    private final int pollMillis;
    private boolean stopping;

    /**
     * Reads the run directories; starts nothing.
     *
     * @throws RunDirectoryException if one holds a run of another config
     */
    public SweepRunner(SweepPlan plan, TrialExecutor executor, SweepListener listener) throws IOException {
        this(plan, executor, listener, PATIENCE_SECONDS, POLL_MILLIS);
    }

    /**
     * @param patienceSeconds how long to wait for a trial that another process writes
     * @param pollMillis      between checks without changes
     */
    SweepRunner(SweepPlan plan, TrialExecutor executor, SweepListener listener, double patienceSeconds, int pollMillis)
            throws IOException {
        this.patienceSeconds = patienceSeconds;
        this.pollMillis = pollMillis;
        this.plan = plan;
        this.executor = executor;
        this.listener = listener;
        for (Trial trial : plan.trials()) {
            TrialStatus status = TrialStatus.onDisk(trial);
            trials.add(status);
            variants.computeIfAbsent(trial.variant(), name -> new ArrayList<>()).add(status);
        }
        tournament = plan.pruning().map(this::entered);
    }

    /** The trials, in the plan's order. */
    public List<TrialStatus> trials() {
        return List.copyOf(trials);
    }

    /** Runs until nothing is left to do, or until a stop is requested and every trial has left its checkpoint. */
    public void run(StopSignal stop) throws InterruptedException {
        try {
            do {
                boolean news = false;
                for (TrialStatus trial : running()) {
                    news |= look(trial);
                }
                judge();
                if (stop.requested() && !stopping) {
                    stopping = true;
                    running().forEach(trial -> trial.attempt().stop());
                }
                if (!stopping) {
                    startSome();
                }
                listener.tick(trials());
                if (!news) {
                    Thread.sleep(pollMillis);
                }
            } while (!running().isEmpty() || !stopping && !startable().isEmpty());
        } finally {
            running().forEach(trial -> trial.attempt().stop());
        }
    }

    private List<TrialStatus> running() {
        return trials.stream().filter(trial -> trial.state() == TrialState.RUNNING).toList();
    }

    /** The trials that can be started, in starting order: variants that got further first, then the plan's order. */
    private List<TrialStatus> startable() {
        return trials.stream()
                .filter(trial -> trial.state() == TrialState.WAITING || trial.state() == TrialState.PAUSED)
                .filter(trial -> trial.step() < target(trial))
                .sorted(Comparator.comparingInt(this::level).reversed()).toList();
    }

    private long target(TrialStatus trial) {
        return tournament.map(t -> t.target(trial.trial().variant())).orElse(Long.MAX_VALUE);
    }

    private int level(TrialStatus trial) {
        return tournament.map(t -> t.level(trial.trial().variant())).orElse(0);
    }

    private void startSome() {
        for (TrialStatus trial : startable()) {
            if (running().size() >= plan.atOnce()) {
                return;
            }
            start(trial);
        }
    }

    private void start(TrialStatus trial) {
        try {
            startAsFound(trial);
        } catch (IOException e) {
            trial.died("cannot be started: " + FileProblem.sentence(e), false);
            listener.changed(trial);
        }
    }

    /**
     * Starts a trial from its present state on disk. A trial that another process still writes, such as one of a killed
     * sweep, is tried again at the next check; the others continue meanwhile.
     */
    private void startAsFound(TrialStatus trial) throws IOException {
        if (RunDirectory.inUse(trial.trial().directory())) {
            await(trial);
            return;
        }
        TrialState found = TrialStatus.onDisk(trial.trial()).state();
        if (found == TrialState.FINISHED) {
            trial.readRows();
            trial.ended(found);
        } else {
            long target = target(trial);
            trial.started(executor.start(trial.trial(), found == TrialState.PAUSED,
                    target >= trial.trial().totalSteps() ? OptionalLong.empty() : OptionalLong.of(target)));
        }
        listener.changed(trial);
    }

    private void await(TrialStatus trial) {
        if (trial.busy()) {
            listener.busy(trial);
        } else if (trial.busySeconds() > patienceSeconds) {
            trial.died("another process is writing " + trial.trial().directory() + ": wait for it or stop it", false);
            listener.changed(trial);
        }
    }

    /** Returns whether anything happened. */
    private boolean look(TrialStatus trial) {
        if (!trial.attempt().running()) {
            settle(trial);
            listener.changed(trial);
            return true;
        }
        boolean advanced = advanced(trial);
        if (advanced) {
            listener.advanced(trial);
        }
        return advanced;
    }

    /** A table that cannot be read is ignored: if the problem persists, the trial's end reports it. */
    private static boolean advanced(TrialStatus trial) {
        try {
            return trial.readRows();
        } catch (IOException unreadable) {
            return false;
        }
    }

    private void settle(TrialStatus trial) {
        try {
            if (trial.readRows()) {
                listener.advanced(trial);
            }
            settle(trial, trial.attempt().death());
        } catch (IOException e) {
            trial.died(FileProblem.sentence(e), false);
        }
    }

    private void settle(TrialStatus trial, String death) throws IOException {
        if (stopping && !death.isEmpty()) {
            // a terminal's Ctrl-C also reaches trials that have not installed their signal handler yet
            trial.ended(TrialStatus.onDisk(trial.trial()).state());
            return;
        }
        if (!death.isEmpty()) {
            boolean again = trial.attempt().retriable() && trial.deaths() < plan.retries();
            trial.died(again ? death : death + recordFailure(trial, death), again);
            return;
        }
        try (RunDirectory run = RunDirectory.view(trial.trial().directory())) {
            trial.ended(run.status() == RunDirectory.Status.FINISHED ? TrialState.FINISHED
                    : stopping || trial.step() >= target(trial) ? TrialState.PAUSED : TrialState.STOPPED);
        }
    }

    /**
     * Records that a run failed, if its process was killed before it could do so itself. Otherwise statistics would
     * take it for a running one and compare all others at the step that it reached. Returns why the record cannot be
     * written; empty if it was.
     */
    private static String recordFailure(TrialStatus trial, String death) {
        try (RunDirectory run = RunDirectory.open(trial.trial().directory())) {
            if (run.begun() && run.status() == RunDirectory.Status.RUNNING) {
                run.end(RunDirectory.Status.FAILED, Map.of("failure", death));
            }
            return "";
        } catch (IOException e) {
            return ", which could not be recorded: " + FileProblem.sentence(e);
        }
    }

    /** A variant with rows beyond a rung passed that rung in an earlier session. */
    private Tournament entered(Pruning pruning) {
        Tournament entered = new Tournament(pruning, plan.variants());
        variants.forEach((variant, seeds) -> {
            for (long rung : pruning.rungs()) {
                if (seeds.stream().noneMatch(seed -> seed.rows().stream().filter(row -> row.step() >= rung).count() > 1)) {
                    break;
                }
                entered.score(variant, VariantScore.at(rung, seeds));
                entered.passed(variant);
            }
        });
        return entered;
    }

    private void judge() {
        if (tournament.isEmpty()) {
            return;
        }
        Tournament rungs = tournament.get();
        for (Map.Entry<String, List<TrialStatus>> variant : variants.entrySet()) {
            String name = variant.getKey();
            if (rungs.awaitsScore(name) && variant.getValue().stream().allMatch(seed -> arrived(seed, rungs.target(name)))) {
                rungs.score(name, VariantScore.at(rungs.target(name), variant.getValue()));
            }
        }
        for (Tournament.Loss loss : rungs.decide()) {
            prune(loss);
        }
    }

    private static boolean arrived(TrialStatus seed, long rung) {
        return switch (seed.state()) {
            case FINISHED, FAILED -> true;
            case RUNNING -> false;
            default -> seed.step() >= rung;
        };
    }

    private void prune(Tournament.Loss loss) {
        String reason = String.format(Locale.ROOT, "the interquartile mean over its seeds at step %,d is %s", loss.rung(),
                Decimal.score(loss.score()));
        listener.pruned(loss.variant(), reason);
        for (TrialStatus seed : variants.get(loss.variant())) {
            if (seed.state() == TrialState.PAUSED || seed.state() == TrialState.WAITING) {
                note(seed, loss, reason);
                seed.ended(TrialState.PRUNED);
                listener.changed(seed);
            }
        }
    }

    private void note(TrialStatus seed, Tournament.Loss loss, String reason) {
        try (RunDirectory run = RunDirectory.reopen(seed.trial().directory())) {
            run.note("pruned", Map.of("step", loss.rung(), "reason", reason));
        } catch (IOException e) {
            listener.pruned(loss.variant(), reason + ", which could not be recorded: " + FileProblem.sentence(e));
        }
    }
}
