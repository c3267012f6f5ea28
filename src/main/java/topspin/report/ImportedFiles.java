package topspin.report;

import topspin.file.AtomicFile;
import topspin.file.FileProblem;
import topspin.stats.UnusableDataException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Writes run directories of imported runs, all or none. If something fails, everything written is removed. The curve is written
 * last: a directory without one is the rest of a killed import, which the next import may overwrite. Order of use: {@link #put},
 * {@link #write} once.
 */
public final class ImportedFiles {
    public static final String CONFIG = "config.yaml";
    public static final String RECORD = "run.json";
    public static final String TABLE = "table.txt";
    public static final String EPISODES = "episodes.csv";
    public static final String PROGRESS = "progress.csv";
    /** The files that a killed import may leave in a run's directory before it has written the curve. */
    private static final Set<String> LEFTOVERS = Set.of(CONFIG, RECORD, TABLE, EPISODES);

    private final Path out;
    private final Map<Path, Map<String, AtomicFile.Content>> runs = new LinkedHashMap<>();
    private final Deque<Path> made = new ArrayDeque<>();

    /** @param out the directory above all of them, for messages */
    public ImportedFiles(Path out) {
        this.out = out;
    }

    /**
     * Adds a run.
     *
     * @param home  its directory
     * @param files by name, in the order in which they are written
     * @throws UnusableDataException if the directory exists
     */
    public void put(Path home, Map<String, AtomicFile.Content> files) {
        refuseOccupied(home);
        runs.put(home, new LinkedHashMap<>(files));
    }

    /** @throws UnusableDataException if they cannot be written there */
    public void write() {
        try {
            for (Map.Entry<Path, Map<String, AtomicFile.Content>> run : runs.entrySet()) {
                directory(run.getKey());
                for (Map.Entry<String, AtomicFile.Content> file : run.getValue().entrySet()) {
                    Path path = run.getKey().resolve(file.getKey());
                    made.push(path);
                    AtomicFile.write(path, file.getValue());
                }
            }
        } catch (IOException e) {
            throw takenBack(e);
        }
    }

    private static void refuseOccupied(Path home) {
        if (!Files.exists(home)) {
            return;
        }
        try (Stream<Path> files = Files.list(home)) {
            if (files.map(file -> file.getFileName().toString())
                    .allMatch(name -> LEFTOVERS.contains(name) || name.endsWith(AtomicFile.TEMPORARY))) {
                return;
            }
        } catch (IOException e) {
            throw new UnusableDataException(home + " cannot be read: " + FileProblem.reason(e) + "; give another --out");
        }
        throw new UnusableDataException(home + " exists and is not overwritten; remove it, or give another --out");
    }

    private void directory(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            directory(directory.toAbsolutePath().getParent());
            Files.createDirectory(directory);
            made.push(directory);
        }
    }

    /** Removes the files that were made, in reverse order. */
    private RuntimeException takenBack(IOException failure) {
        for (Path path : made) {
            try {
                Files.deleteIfExists(path);
            } catch (IOException undeletable) {
                failure.addSuppressed(undeletable);
            }
        }
        String problem = out + " cannot be written: " + FileProblem.reason(failure) + "; nothing was imported";
        return FileProblem.isWrongPlace(failure) ? new UnusableDataException(problem + "; give another --out")
                : new UncheckedIOException(problem, failure);
    }
}
