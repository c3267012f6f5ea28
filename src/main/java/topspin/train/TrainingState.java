package topspin.train;

import topspin.nn.Parameters;
import topspin.optim.Optimiser;
import topspin.run.Checkpoint;
import topspin.run.CheckpointException;
import topspin.run.RunDirectory;
import topspin.run.RunFailedException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;

/**
 * Everything that a run needs to continue: saved to checkpoints, restored from them, and rolled back to the best. One
 * thread.
 */
final class TrainingState {
    private final RunDirectory directory;
    /** How many periodic checkpoints are kept. */
    private final int keep;
    private final TrainingParts parts;
    private final TrainingLog log;
    private final CollapseGuard collapses;

    private double bestScore = Double.NEGATIVE_INFINITY;
    private long bestStep;
    /** Of the last row. */
    private double score;

    TrainingState(RunDirectory directory, int keep, TrainingParts parts, TrainingLog log, CollapseGuard collapses) {
        this.directory = directory;
        this.keep = keep;
        this.parts = parts;
        this.log = log;
        this.collapses = collapses;
    }

    /** The highest score of any row that came after an episode; −∞ before. */
    double bestScore() {
        return bestScore;
    }

    /** Writes a periodic checkpoint. */
    void save(long step) throws IOException {
        directory.save(soundCheckpoint(step), keep);
    }

    /** Writes a checkpoint that is never deleted. */
    void archive(long step) throws IOException {
        directory.archive(soundCheckpoint(step));
    }

    /**
     * Takes in the score of a row, and writes the best checkpoint if there was no better one. To be called last for a
     * row, so that a run can resume from this checkpoint, too.
     */
    void saveIfBest(long step, double rowScore) throws IOException {
        score = rowScore;
        if (log.episodes().episodes() > 0 && score > bestScore) {
            bestScore = score;
            bestStep = step;
            directory.saveBest(checkpoint(step));
        }
    }

    /** Parameters that are not finite are not worth a checkpoint. */
    private Checkpoint.Writer soundCheckpoint(long step) throws IOException {
        parts.checkParameters();
        log.tick();
        return checkpoint(step);
    }

    private Checkpoint.Writer checkpoint(long step) throws IOException {
        Checkpoint.Writer writer = new Checkpoint.Writer(step, directory.configHash());
        Parameters parameters = parts.policy().parameters();
        for (Parameters.Slice slice : parameters.slices()) {
            writer.floats(slice.name(), parameters.values(), slice.offset(), slice.length(), slice.shape());
        }
        for (Optimiser.State state : parts.optimiser().state()) {
            writer.floats(Checkpoint.OPTIMISER + state.name(), state.values(), 0, state.values().length,
                    state.values().length);
        }
        writer.bytes("state/session", bytes(out -> saveCounts(step, out)));
        writer.bytes("state/collector", bytes(parts.collector()::save));
        if (parts.normaliser().hasState()) {
            writer.bytes(Checkpoint.NORMALISER, bytes(parts.normaliser()::save));
        }
        writer.bytes("state/learner", bytes(parts.learner()::save));
        writer.bytes("state/collapses", bytes(this::saveCollapses));
        writer.bytes("state/episodes", bytes(log.episodes()::save));
        if (log.endRow() != null) {
            writer.bytes("state/end-row", bytes(log.endRow()::save));
        }
        writer.sinkLengths(log.sync());
        return writer;
    }

    /**
     * Takes over everything from a checkpoint of the same config.
     *
     * @return the step it is of
     * @throws CheckpointException if it does not hold this run's state
     */
    long restore(Checkpoint checkpoint) throws IOException {
        long step;
        try {
            step = takeOver(checkpoint);
        } catch (EOFException | IndexOutOfBoundsException | NegativeArraySizeException | IllegalArgumentException e) {
            throw checkpoint.misfit(e);
        }
        parts.reload();
        return step;
    }

    private long takeOver(Checkpoint checkpoint) throws IOException {
        restoreWeights(checkpoint);
        parts.collector().restore(in(checkpoint, "state/collector"));
        if (parts.normaliser().hasState()) {
            checkpoint.restore(Checkpoint.NORMALISER, parts.normaliser()::restore);
        }
        parts.learner().restore(in(checkpoint, "state/learner"));
        log.episodes().restore(in(checkpoint, "state/episodes"));
        long step = restoreCounts(in(checkpoint, "state/session"));
        // Checkpoints of Topspin 0.1 before its collapse guard have none.
        if (checkpoint.contains("state/collapses")) {
            restoreCollapses(in(checkpoint, "state/collapses"));
        }
        if (checkpoint.contains("state/end-row")) {
            log.restoreEndRow(in(checkpoint, "state/end-row"));
        }
        return step;
    }

    /**
     * Restores weights, the normaliser's statistics and the optimiser's moments from the best checkpoint: with later
     * statistics the weights would be another policy. Games, random streams and counts continue, so that the same steps
     * are not repeated. Scores start anew with the games that follow, since earlier games were played by the collapsed
     * policy.
     *
     * @return the step that the weights are of
     */
    long rollBack() throws IOException {
        try (Checkpoint best = directory.best().orElseThrow(() -> new RunFailedException(
                "cannot roll back: there is no best checkpoint any more"))) {
            if (best.step() != bestStep) {
                throw new RunFailedException("cannot roll back: " + best.file() + " is of step " + best.step()
                        + ", expected step " + bestStep);
            }
            restoreWeights(best);
            if (parts.normaliser().hasState()) {
                best.restore(Checkpoint.NORMALISER, parts.normaliser()::restoreStatistics);
            }
        }
        parts.reload();
        log.episodes().startMeansAnew();
        return bestStep;
    }

    /** With the optimiser's moments. */
    private void restoreWeights(Checkpoint checkpoint) throws IOException {
        checkpoint.restore(parts.policy().parameters());
        for (Optimiser.State state : parts.optimiser().state()) {
            checkpoint.floats(Checkpoint.OPTIMISER + state.name(), state.values(), 0, state.values().length);
        }
    }

    private void saveCounts(long step, DataOutput out) throws IOException {
        out.writeLong(step);
        log.save(out);
        out.writeDouble(bestScore);
        out.writeDouble(score);
        out.writeLong(parts.optimiser().updates());
    }

    private long restoreCounts(DataInput in) throws IOException {
        long step = in.readLong();
        log.restore(in);
        bestScore = in.readDouble();
        score = in.readDouble();
        parts.optimiser().restoreUpdates(in.readLong());
        return step;
    }

    private void saveCollapses(DataOutput out) throws IOException {
        out.writeLong(bestStep);
        collapses.save(out);
    }

    private void restoreCollapses(DataInput in) throws IOException {
        bestStep = in.readLong();
        collapses.restore(in);
    }

    private interface Part {
        void save(DataOutput out) throws IOException;
    }

    private static byte[] bytes(Part part) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        part.save(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static DataInput in(Checkpoint checkpoint, String name) throws IOException {
        return new DataInputStream(new ByteArrayInputStream(checkpoint.bytes(name)));
    }
}
