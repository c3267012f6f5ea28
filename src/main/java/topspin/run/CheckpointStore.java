package topspin.run;

import topspin.file.AtomicFile;
import topspin.file.FileProblem;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The checkpoints of one run: the newest periodic ones, the archived ones, and the best. One thread. */
final class CheckpointStore {
    private static final String BEST = "best.safetensors";
    private static final String PERIODIC = "step";
    /** These are never removed. */
    private static final String ARCHIVED = "archive";
    private static final Pattern NAME = Pattern.compile("(" + PERIODIC + "|" + ARCHIVED + ")-(\\d{9,18})\\.safetensors");

    static final String LONGEST_NAME = ARCHIVED + "-" + Long.MAX_VALUE + ".safetensors";

    private final Path directory;

    CheckpointStore(Path directory) {
        this.directory = directory;
    }

    /** Makes the directory if needed, and removes files that a crash left half-written. */
    void prepare() throws IOException {
        Files.createDirectories(directory);
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(f -> f.toString().endsWith(AtomicFile.TEMPORARY)).toList()) {
                Files.delete(file);
            }
        }
    }

    boolean isEmpty() throws IOException {
        return newestFirst().isEmpty();
    }

    /** @see RunDirectory#save */
    Path save(Checkpoint.Writer checkpoint, int keep) throws IOException {
        Path file = write(PERIODIC, checkpoint);
        for (Path old : newestFirst().stream().filter(CheckpointStore::isPeriodic).skip(keep).toList()) {
            Files.delete(old);
        }
        return file;
    }

    /** @see RunDirectory#archive */
    Path archive(Checkpoint.Writer checkpoint) throws IOException {
        return write(ARCHIVED, checkpoint);
    }

    private Path write(String kind, Checkpoint.Writer checkpoint) throws IOException {
        Path file = directory.resolve(String.format(Locale.ROOT, "%s-%09d.safetensors", kind, checkpoint.step()));
        return write(file, checkpoint);
    }

    /** @see RunDirectory#saveBest */
    Path saveBest(Checkpoint.Writer checkpoint) throws IOException {
        return write(directory.resolve(BEST), checkpoint);
    }

    private Path write(Path file, Checkpoint.Writer checkpoint) throws IOException {
        try {
            checkpoint.writeTo(file);
            return file;
        } catch (CheckpointException e) {
            throw isEmpty() ? e : e.adding("; earlier checkpoints are intact");
        }
    }

    /** @see RunDirectory#latest */
    Optional<Checkpoint> latest(List<String> configHashes, Consumer<String> warnings) throws IOException {
        CheckpointException damage = null;
        List<Path> files = newestFirst();
        for (Path file : files) {
            try {
                return Optional.of(verified(file, configHashes));
            } catch (CheckpointException e) {
                boolean oldest = file.equals(files.get(files.size() - 1));
                if (e.kind() == CheckpointException.Kind.UNREADABLE && !oldest) {
                    throw e.adding(", or move it away to use an older one");
                }
                if (e.kind() != CheckpointException.Kind.DAMAGED) {
                    throw e;
                }
                damage = e;
                warnings.accept("passing over " + e.getMessage());
            }
        }
        if (damage != null) {
            Optional<Checkpoint> best = intactBest(configHashes, warnings);
            if (best.isPresent()) {
                return best;
            }
            throw new CheckpointException(CheckpointException.Kind.DAMAGED, "every checkpoint in " + directory
                    + " is damaged: train anew with another --out", damage);
        }
        return Optional.empty();
    }

    /** The last resort: a whole checkpoint, but an older one. */
    private Optional<Checkpoint> intactBest(List<String> configHashes, Consumer<String> warnings) throws IOException {
        try {
            return best(configHashes);
        } catch (CheckpointException e) {
            if (e.kind() != CheckpointException.Kind.DAMAGED) {
                throw e;
            }
            warnings.accept("passing over " + e.getMessage());
            return Optional.empty();
        }
    }

    /** @see RunDirectory#best */
    Optional<Checkpoint> best(List<String> configHashes) throws IOException {
        Path file = directory.resolve(BEST);
        return Files.notExists(file) ? Optional.empty() : Optional.of(verified(file, configHashes));
    }

    /** @see RunDirectory#checkpoint */
    static Checkpoint verified(Path file, List<String> configHashes) throws IOException {
        Checkpoint checkpoint = Checkpoint.read(file);
        try {
            checkpoint.requireConfig(configHashes);
            return checkpoint;
        } catch (IOException e) {
            checkpoint.close();
            throw e;
        }
    }

    private List<Path> newestFirst() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> NAME.matcher(file.getFileName().toString()).matches())
                    .sorted(Comparator.comparingLong(CheckpointStore::step).thenComparing(Path::getFileName).reversed())
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (FileSystemException e) {
            throw new CheckpointException(CheckpointException.Kind.UNREADABLE, "cannot list the checkpoints in "
                    + directory + ": " + FileProblem.reason(e) + "; make it a directory that you may read", e);
        }
    }

    private static boolean isPeriodic(Path file) {
        return file.getFileName().toString().startsWith(PERIODIC);
    }

    private static long step(Path file) {
        return Long.parseLong(file.getFileName().toString().replaceAll("\\D", ""));
    }
}
