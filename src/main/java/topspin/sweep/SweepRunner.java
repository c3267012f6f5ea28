package topspin.sweep;

import topspin.sweep.pruning.Pruning;
import topspin.sweep.pruning.Tournament;
import topspin.train.RunDirectory;
import topspin.train.RunDirectoryException;
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
 * Runs a plan's trials, several at once, until all are finished, pruned or dead, or a stop is requested. What was done
 * before is read from the run directories, so starting again goes on. Order of use: construct, {@link #run} once. One
 * thread, which looks after the trials every {@value #POLL_MILLIS} ms, and at once after news.
 */
public final class SweepRunner {
    private static final int POLL_MILLIS = 100;

    private final SweepPlan plan;
    private final TrialExecutor executor;
    private final SweepListener listener;
    private final List<TrialStatus> trials = new ArrayList<>();
    private final Map<String, List<TrialStatus>> variants = new LinkedHashMap<>();
    private final Optional<Tournament> tournament;
    private boolean stopping;

    /**
     * Looks at the run directories; starts nothing.
     *
     * @throws RunDirectoryException if one holds a run of another config
     */
    public SweepRunner(SweepPlan plan, TrialExecutor executor, SweepListener listener) throws IOException {
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

    /**
     * Runs until nothing is left to do, or until a stop is requested and every trial has left its checkpoint.
     *
     * @throws IOException if run directories cannot be read; trials under way are asked to stop first
     */
    public void run(StopSignal stop) throws IOException, InterruptedException {
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
                    Thread.sleep(POLL_MILLIS);
                }
            } while (!running().isEmpty() || !stopping && !startable().isEmpty());
        } finally {
            running().forEach(trial -> trial.attempt().stop());
        }
    }

    private List<TrialStatus> running() {
        return trials.stream().filter(trial -> trial.state() == TrialState.RUNNING).toList();
    }

    /** What can be started, in the order in which it is: variants that got further first, then the plan's order. */
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

    private void startSome() throws IOException {
        for (TrialStatus trial : startable()) {
            if (running().size() >= plan.atOnce()) {
                return;
            }
            start(trial);
        }
    }

    private void start(TrialStatus trial) throws IOException {
        long target = target(trial);
        boolean resume = TrialStatus.onDisk(trial.trial()).state() == TrialState.PAUSED;
        try {
            trial.started(executor.start(trial.trial(), resume,
                    target >= trial.trial().totalSteps() ? OptionalLong.empty() : OptionalLong.of(target)));
        } catch (IOException e) {
            trial.died("cannot be started: " + e.getMessage(), false);
        }
        listener.changed(trial);
    }

    /** Returns whether anything happened. */
    private boolean look(TrialStatus trial) throws IOException {
        boolean running = trial.attempt().running();
        boolean advanced = trial.readRows();
        if (advanced) {
            listener.advanced(trial);
        }
        if (!running) {
            settle(trial);
            listener.changed(trial);
        }
        return advanced || !running;
    }

    private void settle(TrialStatus trial) throws IOException {
        String death = trial.attempt().death();
        if (stopping && !death.isEmpty()) {
            // a terminal's Ctrl-C reaches trials that are too young to know what to do about it
            trial.ended(TrialStatus.onDisk(trial.trial()).state());
            return;
        }
        if (!death.isEmpty()) {
            trial.died(death, trial.attempt().retriable() && trial.deaths() < plan.retries());
            return;
        }
        try (RunDirectory run = RunDirectory.view(trial.trial().directory())) {
            trial.ended(run.status() == RunDirectory.Status.FINISHED ? TrialState.FINISHED : TrialState.PAUSED);
        }
    }

    /** Earlier sessions' verdicts show in rows that lie beyond a rung. */
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

    private void judge() throws IOException {
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

    private void prune(Tournament.Loss loss) throws IOException {
        String reason = String.format(Locale.ROOT, "the interquartile mean over its seeds at step %d is %.3g", loss.rung(),
                loss.score());
        listener.pruned(loss.variant(), reason);
        for (TrialStatus seed : variants.get(loss.variant())) {
            if (seed.state() == TrialState.PAUSED) {
                try (RunDirectory run = RunDirectory.open(seed.trial().directory())) {
                    run.note("pruned", Map.of("step", loss.rung(), "reason", reason));
                }
                seed.ended(TrialState.PRUNED);
                listener.changed(seed);
            } else if (seed.state() == TrialState.WAITING) {
                seed.ended(TrialState.PRUNED);
                listener.changed(seed);
            }
        }
    }
}
