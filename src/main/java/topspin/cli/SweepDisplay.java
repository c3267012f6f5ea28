package topspin.cli;

import topspin.run.RunDirectory;
import topspin.stats.CurveReader;
import topspin.stats.UnusableDataException;
import topspin.sweep.SweepListener;
import topspin.sweep.SweepPlan;
import topspin.sweep.TableRow;
import topspin.sweep.TrialState;
import topspin.sweep.TrialStatus;
import topspin.text.Count;
import topspin.text.Decimal;
import topspin.text.Excerpt;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Shows a sweep's progress: a line for every trial that begins, pauses, ends or dies. On a terminal, a table of the
 * running trials below them is redrawn regularly; elsewhere a line a minute says how far they are. One thread, but
 * {@link #say} may come from any.
 */
final class SweepDisplay implements SweepListener {
    private static final String UP = "\u001b[%dA";
    private static final String ERASE_BELOW = "\r\u001b[J";
    private static final long REDRAW_NANOS = 500_000_000;
    private static final long STATUS_NANOS = 60_000_000_000L;
    /** 77 columns: a line that wraps could not be overwritten. */
    private static final String ROW = "%-30s %10s %7s %9s %8s  %s";
    private static final int NAME = 30;
    private static final int MOST_ROWS = 20;
    /** In a status line. */
    private static final int MOST_NAMED = 4;

    private final Console console;
    private final int total;
    /** When each trial's newest row was seen. */
    private final Map<TrialStatus, Long> seen = new HashMap<>();
    private int drawn;
    private final LongSupplier clock;
    private long drawnAt;

    SweepDisplay(Console console, SweepPlan plan) {
        this(console, plan, System::nanoTime);
    }

    /** @param clock in nanoseconds */
    SweepDisplay(Console console, SweepPlan plan, LongSupplier clock) {
        this.console = console;
        this.total = plan.trials().size();
        this.clock = clock;
        drawnAt = clock.getAsLong() - (console.terminal() ? REDRAW_NANOS : 0);
    }

    @Override
    public synchronized void changed(TrialStatus trial) {
        seen.put(trial, clock.getAsLong());
        String name = trial.trial().name();
        switch (trial.state()) {
            case RUNNING -> say(name + " " + (trial.step() > 0 ? "goes on after step " + steps(trial.step()) : "begins"));
            case WAITING -> say(name + (trial.problem().isEmpty() ? " stopped before its first checkpoint"
                    : " died: " + trial.problem() + "; starting it again"));
            case FAILED -> say(name + " died: " + trial.problem() + "; given up"
                    + ifThere(", standard error is in %s", trial.trial().directory().resolve(RunDirectory.STANDARD_ERROR)));
            case FINISHED -> say(name + " finished, score " + score(trial));
            case STOPPED -> say(name + " was stopped at step " + steps(trial.step()) + " from outside, score " + score(trial)
                    + "; the same command goes on with it");
            case PAUSED -> say(name + " paused at step " + steps(trial.step()) + ", score " + score(trial));
            case PRUNED -> say(name + " pruned at step " + steps(trial.step()) + (trial.step() == 0 ? ""
                    : "; " + Suggestions.command("train", "--resume", trial.trial().directory()) + " would go on"));
        }
    }

    private static String ifThere(String words, Path file) {
        return Files.exists(file) ? String.format(Locale.ROOT, words, file) : "";
    }

    @Override
    public synchronized void advanced(TrialStatus trial) {
        seen.put(trial, clock.getAsLong());
    }

    @Override
    public void busy(TrialStatus trial) {
        say(trial.trial().name() + " waits for another process that still writes it");
    }

    @Override
    public void pruned(String variant, String reason) {
        say(variant + " is given up: " + reason);
    }

    @Override
    public synchronized void tick(List<TrialStatus> trials) {
        long now = clock.getAsLong();
        if (now - drawnAt < (console.terminal() ? REDRAW_NANOS : STATUS_NANOS)) {
            return;
        }
        drawnAt = now;
        if (console.terminal()) {
            draw(trials);
        } else {
            say(counts(trials) + standings(trials));
        }
    }

    /** Prints a line for people, above the table. */
    synchronized void say(String line) {
        PrintStream err = console.err();
        erase();
        err.println(Excerpt.printable(line));
    }

    /** Removes the table. */
    synchronized void close() {
        erase();
    }

    /** The table of all trials, variant by variant, for standard output. */
    static String result(List<TrialStatus> trials) {
        List<String[]> cells = new ArrayList<>();
        cells.add(new String[] {"variant", "seed", "step", "score", "best", "state"});
        Map<String, List<TrialStatus>> variants = new LinkedHashMap<>();
        trials.forEach(trial -> variants.computeIfAbsent(trial.trial().variant(), name -> new ArrayList<>()).add(trial));
        variants.values().forEach(seeds -> seeds.forEach(trial -> cells.add(result(trial))));
        return aligned(cells);
    }

    private static String[] result(TrialStatus trial) {
        double last = Double.NaN;
        double best = Double.NaN;
        String remark;
        try {
            double[] scores = scores(trial);
            last = scores.length == 0 ? Double.NaN : scores[scores.length - 1];
            best = Arrays.stream(scores).max().orElse(Double.NaN);
            remark = collapsed(trial) ? ", collapsed" : "";
        } catch (IOException | UncheckedIOException | UnusableDataException e) {
            // the other trials' rows are still to be printed
            remark = ", its files cannot be read";
        }
        return new String[] {trial.trial().variant(), Long.toString(trial.trial().seed()), Long.toString(trial.step()),
            tenths(last), tenths(best), word(trial.state()) + remark};
    }

    /** Only of rows that have a score: before the first finished game, the table says 0. */
    private static double[] scores(TrialStatus trial) {
        Path progress = trial.trial().directory().resolve(RunDirectory.PROGRESS);
        return Files.exists(progress) ? CurveReader.rows(progress, leftOut -> { }).scores() : new double[0];
    }

    private static boolean collapsed(TrialStatus trial) throws IOException {
        if (!Files.exists(trial.trial().directory().resolve(RunDirectory.RECORD))) {
            return false;
        }
        try (RunDirectory run = RunDirectory.view(trial.trial().directory())) {
            return run.summary().containsKey("collapsed");
        }
    }

    /** Columns as wide as their widest cell. */
    static String aligned(List<String[]> rows) {
        int[] widths = new int[rows.get(0).length];
        for (String[] row : rows) {
            for (int c = 0; c < widths.length; c++) {
                widths[c] = Math.max(widths[c], row[c].length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int c = 0; c < widths.length; c++) {
                line.append(row[c]).append(" ".repeat(widths[c] - row[c].length() + 2));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    static String word(TrialState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private void draw(List<TrialStatus> trials) {
        erase();
        PrintStream err = console.err();
        List<String> lines = new ArrayList<>();
        lines.add(String.format(Locale.ROOT, ROW, "trial", "step", "score", "fps", "left", "state"));
        for (TrialStatus trial : trials) {
            if (trial.state() == TrialState.RUNNING && lines.size() <= MOST_ROWS) {
                String fps = trial.step() > 0 ? tenths(last(trial).fps()) : "-";
                lines.add(String.format(Locale.ROOT, ROW, shortened(trial.trial().name()), trial.step(), score(trial), fps,
                        eta(trial), word(trial.state())));
            }
        }
        lines.add(counts(trials));
        lines.forEach(err::println);
        err.flush();
        drawn = lines.size();
    }

    private String counts(List<TrialStatus> trials) {
        List<String> counts = new ArrayList<>();
        for (TrialState state : TrialState.values()) {
            long count = trials.stream().filter(trial -> trial.state() == state).count();
            if (count > 0) {
                counts.add(count + " " + word(state));
            }
        }
        return Count.of(total, "trial") + ": " + String.join(", ", counts);
    }

    /** Of the trials under way. */
    private String standings(List<TrialStatus> trials) {
        List<TrialStatus> running = trials.stream().filter(trial -> trial.state() == TrialState.RUNNING).toList();
        StringBuilder text = new StringBuilder();
        for (TrialStatus trial : running.subList(0, Math.min(MOST_NAMED, running.size()))) {
            text.append("; ").append(trial.trial().name()).append(" at step ").append(steps(trial.step())).append(" of ")
                    .append(steps(trial.trial().totalSteps()));
            if (trial.step() > 0) {
                text.append(", score ").append(score(trial)).append(", ").append(eta(trial)).append(" left");
            }
        }
        return text.append(running.size() > MOST_NAMED ? "; …" : "").toString();
    }

    private static String steps(long steps) {
        return String.format(Locale.ROOT, "%,d", steps);
    }

    /** Keeps the end of a name, which has the seed. */
    private static String shortened(String name) {
        return name.length() <= NAME ? name : "…" + name.substring(name.length() - NAME + 1);
    }

    private void erase() {
        if (drawn > 0) {
            console.err().print(String.format(UP, drawn) + ERASE_BELOW);
            console.err().flush();
            drawn = 0;
        }
    }

    private static TableRow last(TrialStatus trial) {
        return trial.rows().get(trial.rows().size() - 1);
    }

    private static String score(TrialStatus trial) {
        return trial.step() > 0 ? tenths(last(trial).score()) : "-";
    }

    private static String tenths(double value) {
        return Double.isNaN(value) ? "-" : Decimal.of(value, 1);
    }

    /** Time for the remaining steps at the rate of the last row. */
    private String eta(TrialStatus trial) {
        if (trial.step() == 0 || !(last(trial).fps() > 0)) {
            return "-";
        }
        long now = clock.getAsLong();
        double since = (now - seen.getOrDefault(trial, now)) * 1e-9;
        double left = (trial.trial().totalSteps() - trial.step()) / last(trial).fps() - since;
        Duration duration = Duration.ofSeconds(Math.round(Math.max(0, left)));
        return String.format(Locale.ROOT, "%d:%02d:%02d", duration.toHours(), duration.toMinutesPart(),
                duration.toSecondsPart());
    }
}
