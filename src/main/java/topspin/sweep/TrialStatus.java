package topspin.sweep;

import topspin.run.RunDirectory;
import topspin.run.RunDirectoryException;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/** A trial's state and progress. Only the {@link SweepRunner}'s thread changes it; listeners read it in their calls. */
public final class TrialStatus {
    private final Trial trial;
    private TrialState state;
    private List<TableRow> rows;
    private int deaths;
    private String problem = "";
    private TrialExecutor.Attempt attempt;
    /** {@link System#nanoTime} when another process was first found to write it; 0 for never. */
    private long busySince;

    private TrialStatus(Trial trial, TrialState state, List<TableRow> rows) {
        this.trial = trial;
        this.state = state;
        this.rows = rows;
    }

    /**
     * A trial's status as read from disk; changes nothing.
     *
     * @throws RunDirectoryException if there is a run of another config, or something that is not a run
     */
    public static TrialStatus onDisk(Trial trial) throws IOException {
        if (!Files.exists(trial.directory().resolve(RunDirectory.RECORD))) {
            return new TrialStatus(trial, TrialState.WAITING, List.of());
        }
        try (RunDirectory run = RunDirectory.view(trial.directory())) {
            if (!run.begun()) {
                return new TrialStatus(trial, TrialState.WAITING, List.of());
            }
            if (trial.shorter().isPresent() && trial.shorter().get().configHash().equals(run.configHash())) {
                return new TrialStatus(trial, TrialState.PAUSED, TableRow.read(run.file(RunDirectory.TABLE)));
            }
            if (!run.configHash().equals(trial.configHash())) {
                throw new RunDirectoryException(trial.directory() + " holds a run of another configuration: give the "
                        + "sweep another name or --out, undo the change, or remove that directory");
            }
            List<TableRow> rows = TableRow.read(run.file(RunDirectory.TABLE));
            if (run.status() == RunDirectory.Status.FINISHED) {
                return new TrialStatus(trial, TrialState.FINISHED, rows);
            }
            return run.hasCheckpoint() ? new TrialStatus(trial, TrialState.PAUSED, rows)
                    : new TrialStatus(trial, TrialState.WAITING, List.of());
        }
    }

    public Trial trial() {
        return trial;
    }

    public TrialState state() {
        return state;
    }

    /** Rows of the table, from step 0 on; those after the last checkpoint are recomputed if the trial dies. */
    public List<TableRow> rows() {
        return rows;
    }

    /** Step of the last row; 0 before the first. */
    public long step() {
        return rows.isEmpty() ? 0 : rows.get(rows.size() - 1).step();
    }

    /** How often it died since this sweep was started. */
    public int deaths() {
        return deaths;
    }

    /** Why it died last, in one line; empty if it never did. */
    public String problem() {
        return problem;
    }

    TrialExecutor.Attempt attempt() {
        return attempt;
    }

    /** Notes that another process writes it; returns whether that was unknown before. */
    boolean busy() {
        boolean news = busySince == 0;
        if (news) {
            busySince = System.nanoTime();
        }
        return news;
    }

    double busySeconds() {
        return (System.nanoTime() - busySince) * 1e-9;
    }

    void started(TrialExecutor.Attempt started) {
        attempt = started;
        busySince = 0;
        state = TrialState.RUNNING;
    }

    /** Takes in the rows on disk and returns whether they changed. */
    boolean readRows() throws IOException {
        List<TableRow> now = TableRow.read(trial.directory().resolve(RunDirectory.TABLE));
        boolean changed = now.size() != rows.size();
        rows = now;
        return changed;
    }

    void ended(TrialState now) {
        attempt = null;
        state = now;
    }

    void died(String why, boolean again) {
        attempt = null;
        deaths++;
        problem = why;
        state = again ? TrialState.WAITING : TrialState.FAILED;
    }
}
