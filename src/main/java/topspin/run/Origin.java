package topspin.run;

import topspin.config.InputException;
import topspin.file.Sha256;
import topspin.nn.Parameters;
import topspin.normalise.Normaliser;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The checkpoint that a run's first weights come from.
 *
 * @param checkpoint file
 * @param sha256     of its bytes, 64 hexadecimal digits
 * @param step       of the run that wrote it
 */
public record Origin(Path checkpoint, String sha256, long step) {
    private static final int MOST_NAMED = 3;

    /**
     * Looks at a checkpoint.
     *
     * @throws CheckpointException if it cannot be read, is damaged or of a newer format
     */
    public static Origin of(Path file) throws IOException {
        try (Checkpoint checkpoint = Checkpoint.read(file)) {
            return new Origin(file.toAbsolutePath().normalize(), Sha256.of(file), checkpoint.step());
        }
    }

    /**
     * Looks at a checkpoint, or at the newest one of a run.
     *
     * @param file    a checkpoint's file, or a run directory
     * @param notices gets a line for every damaged checkpoint of the run that was skipped
     * @throws InputException        if the run has none
     * @throws CheckpointException   if it cannot be read, is damaged or of a newer format
     * @throws RunDirectoryException if the directory holds no run
     */
    public static Origin of(Path file, Consumer<String> notices) throws IOException {
        if (!Files.isDirectory(file)) {
            return of(file);
        }
        try (RunDirectory other = RunDirectory.view(file);
             Checkpoint newest = other.latest(notices).orElseThrow(() -> new InputException("--from " + file
                     + ": this run has no checkpoint yet; wait for one, or give another run or a checkpoint's file"))) {
            return of(newest.file());
        }
    }

    /**
     * Reads the weights, and the statistics of the normaliser if the run has one.
     *
     * @throws CheckpointException if the file has changed since, holds other tensors, or only one of the two runs
     *                             normalises observations
     */
    public void load(Parameters parameters, Normaliser normaliser) throws IOException {
        try (Checkpoint from = Checkpoint.read(checkpoint)) {
            if (!Sha256.of(checkpoint).equals(sha256)) {
                throw new CheckpointException(CheckpointException.Kind.OTHER_CONFIG, "checkpoint " + checkpoint
                        + " has changed since the run began from it: restore it, or begin anew with --from", null);
            }
            requireSameTensors(from.parameters(), parameters.slices());
            loadStatistics(from, normaliser);
            from.restore(parameters);
        }
    }

    /** Only one of the two may scale rewards: the critic adapts to another scale as it adapts to another environment. */
    private void loadStatistics(Checkpoint from, Normaliser normaliser) throws IOException {
        boolean any = from.contains(Checkpoint.NORMALISER);
        boolean there = any && Normaliser.hasObservations(from.bytes(Checkpoint.NORMALISER));
        boolean here = normaliser.normalisesObservations();
        if (there != here) {
            throw new CheckpointException(CheckpointException.Kind.OTHER_CONFIG, "checkpoint " + checkpoint + " is of a run "
                    + "with normalise.observations: " + there + ", this one has " + here + ", so the weights would read other "
                    + "numbers than they have learned from; set normalise.observations=" + there, null);
        }
        if (normaliser.hasState() && any) {
            from.restore(Checkpoint.NORMALISER, normaliser::restoreStatistics);
        }
    }

    private void requireSameTensors(Map<String, List<Long>> there, List<Parameters.Slice> here) throws CheckpointException {
        List<String> differences = new ArrayList<>();
        for (Parameters.Slice slice : here) {
            List<Long> shape = Arrays.stream(slice.shape()).boxed().toList();
            List<Long> other = there.remove(slice.name());
            if (!shape.equals(other)) {
                differences.add(slice.name() + (other == null ? " is missing" : " is " + other + " there and " + shape + " here"));
            }
        }
        there.forEach((name, shape) -> differences.add(name + " is unknown here"));
        if (!differences.isEmpty()) {
            int more = differences.size() - MOST_NAMED;
            throw new CheckpointException(CheckpointException.Kind.OTHER_CONFIG, "checkpoint " + checkpoint
                    + " is of another network: " + String.join(", ", differences.subList(0, Math.min(MOST_NAMED,
                    differences.size()))) + (more > 0 ? " and " + more + " more" : "")
                    + "; give the run the policy and the kind of observations that wrote it", null);
        }
    }
}
