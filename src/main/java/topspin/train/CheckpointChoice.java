package topspin.train;

import topspin.config.InputException;
import topspin.run.Checkpoint;
import topspin.run.CheckpointException;
import topspin.run.RunDirectory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Which checkpoint of a run to play with.
 *
 * @param best whether the one with the best score is taken instead of the newest; the best of many noisy scores flatters
 * @param file this one of the run's; null to take the newest or the best
 */
public record CheckpointChoice(boolean best, Path file) {
    public static final CheckpointChoice NEWEST = new CheckpointChoice(false, null);
    public static final CheckpointChoice BEST = new CheckpointChoice(true, null);

    /** A named checkpoint, such as an archived one. */
    public static CheckpointChoice of(Path file) {
        return new CheckpointChoice(false, file);
    }

    /**
     * Opens it. An explicitly chosen checkpoint is never replaced by another.
     *
     * @param notices gets a line for every damaged checkpoint that was skipped
     * @throws InputException      if the run has none, or the chosen one is damaged
     * @throws CheckpointException if it cannot be used
     */
    Checkpoint open(RunDirectory run, Consumer<String> notices) throws IOException {
        if (file != null) {
            return chosen(() -> run.checkpoint(file), "give another with --checkpoint");
        }
        Optional<Checkpoint> found = best ? chosen(run::best, "leave --best away to take the newest") : run.latest(notices);
        return found.orElseThrow(() -> new InputException(missing(run)));
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    private static <T> T chosen(Reading<T> reading, String remedy) throws IOException {
        try {
            return reading.read();
        } catch (CheckpointException e) {
            if (e.kind() == CheckpointException.Kind.DAMAGED) {
                throw new InputException(e.getMessage() + "; " + remedy, e);
            }
            throw e;
        }
    }

    private String missing(RunDirectory run) {
        if (run.status() != RunDirectory.Status.FINISHED) {
            return run.path() + " has no " + (best ? "best " : "") + "checkpoint yet: wait for one, or go on with "
                    + "./topspin train --resume " + run.path();
        }
        return run.path() + (best ? " has no best checkpoint: no game was finished before a row of log.every; leave --best away"
                : " has no checkpoint any more: train it anew");
    }
}
