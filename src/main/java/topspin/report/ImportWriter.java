package topspin.report;

import topspin.file.AtomicFile;
import topspin.file.FileProblem;
import topspin.metric.Metric;
import topspin.stats.UnusableDataException;
import topspin.text.Decimal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes imported runs as {@code run-N/seed-0/} with {@code progress.csv}, {@code table.txt}, {@code run.json} and
 * {@code config.yaml}. The seed is 0 because a loose log records none. If something fails, everything written is
 * removed. The curve is written last: a directory without one is the rest of a killed import, which the next import may
 * overwrite.
 */
final class ImportWriter {
    /** All but the workers' phase times, which no log has; unchanged since imports were committed with it. */
    private static final List<Metric> COLUMNS = Arrays.stream(Metric.values())
            .filter(metric -> metric.compareTo(Metric.LEARN_MS) <= 0).toList();

    private static final String CONFIG = "config.yaml";
    private static final String RECORD = "run.json";
    private static final String TABLE = "table.txt";
    /** The files that a killed import may leave in a run's directory before it has written the curve. */
    private static final Set<String> LEFTOVERS = Set.of(CONFIG, RECORD, TABLE);

    private final Deque<Path> made = new ArrayDeque<>();

    private ImportWriter() {
    }

    static List<Path> write(LogImport log, Path out) {
        Map<ImportedRun, Path> homes = new LinkedHashMap<>();
        for (ImportedRun run : log.runs()) {
            Path home = out.resolve(run.name()).resolve("seed-0");
            refuseOccupied(home);
            homes.put(run, home);
        }
        ImportWriter writer = new ImportWriter();
        try {
            for (Map.Entry<ImportedRun, Path> run : homes.entrySet()) {
                writer.run(log, run.getKey(), String.valueOf(out.getFileName()), run.getValue());
            }
        } catch (IOException e) {
            throw writer.takenBack(out, e);
        }
        return List.copyOf(homes.values());
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

    private void run(LogImport log, ImportedRun run, String experiment, Path home) throws IOException {
        directory(home);
        file(home.resolve(CONFIG), config(experiment, run));
        file(home.resolve(RECORD), Json.indented(provenance(log, run)) + "\n");
        file(home.resolve(TABLE), table(run));
        file(home.resolve("progress.csv"), progress(run));
    }

    private void directory(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            directory(directory.toAbsolutePath().getParent());
            Files.createDirectory(directory);
            made.push(directory);
        }
    }

    private void file(Path file, String text) throws IOException {
        made.push(file);
        AtomicFile.write(file, text);
    }

    /** Removes the files that were made, in reverse order. */
    private RuntimeException takenBack(Path out, IOException failure) {
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

    private static String progress(ImportedRun run) {
        StringBuilder csv = new StringBuilder(COLUMNS.stream().map(Metric::column)
                .collect(Collectors.joining(",", "", "\n")));
        for (ImportedRun.Row row : run.rows()) {
            csv.append(COLUMNS.stream().map(metric -> switch (metric) {
                case STEP -> Long.toString(row.step());
                case SCORE -> Double.toString(row.score());
                case FPS -> Double.toString(row.fps());
                case SECONDS -> Double.toString(microseconds(row.seconds()));
                default -> "";
            }).collect(Collectors.joining(",", "", "\n")));
        }
        return csv.toString();
    }

    /** Sums of logged tenths, without the rounding errors of binary addition. */
    private static double microseconds(double seconds) {
        return Math.round(seconds * 1e6) / 1e6;
    }

    private static String table(ImportedRun run) {
        StringBuilder table = new StringBuilder("step score fps\n");
        for (ImportedRun.Row row : run.rows()) {
            table.append(row.step()).append(' ').append(Decimal.of(row.score(), 1)).append(' ')
                    .append(Decimal.of(row.fps(), 1)).append('\n');
        }
        return table.toString();
    }

    private static String config(String experiment, ImportedRun run) {
        return "# From a log that records no configuration; its notes are all there is.\n"
                + "name: " + Json.indented(experiment) + "\n"
                + "variant: " + run.name() + "\n"
                + "notes: " + Json.indented(run.notes()) + "\n";
    }

    private static Map<String, Object> provenance(LogImport log, ImportedRun run) {
        String third = log.thirdIsSeconds() ? "seconds" : "fps";
        return Json.object("status", "imported",
                "sessions", List.of(Json.object("command", List.of("import-log", log.logName(), "--third", third))),
                "source", Json.object("log", log.logName(), "sha256", log.sha256(), "heading", run.heading(),
                        "line", run.line()),
                "notes", run.notes(),
                "third-column", Json.object("is", third, "because", log.thirdBecause()),
                "stalls", run.stalls().stream()
                        .map(row -> "step " + row.step() + ": " + Math.round(row.took()) + " s").toList(),
                "summary", Json.object("step", run.last().step(), "score", run.last().score(),
                        "seconds", microseconds(run.last().seconds())));
    }
}
