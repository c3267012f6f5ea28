package topspin.report;

import topspin.metric.Metric;
import topspin.stats.UnusableDataException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes imported runs as {@code run-N/seed-0/} with {@code progress.csv}, {@code table.txt}, {@code run.json} and
 * {@code config.yaml}. The seed is 0 because a loose log records none.
 */
final class ImportWriter {
    /** All but what workers did in each phase, of which no log tells; stays as committed imports have it. */
    private static final List<Metric> COLUMNS = Arrays.stream(Metric.values())
            .filter(metric -> metric.compareTo(Metric.LEARN_MS) <= 0).toList();

    private ImportWriter() {
    }

    static List<Path> write(LogImport log, Path out) {
        Map<ImportedRun, Path> homes = new LinkedHashMap<>();
        for (ImportedRun run : log.runs()) {
            Path home = out.resolve(run.name()).resolve("seed-0");
            if (Files.exists(home)) {
                throw new UnusableDataException(home + " exists and is not overwritten; remove it, or give another --out");
            }
            homes.put(run, home);
        }
        homes.forEach((run, home) -> {
            create(home.resolve("config.yaml"), config(String.valueOf(out.getFileName()), run));
            create(home.resolve("run.json"), Json.indented(provenance(log, run)) + "\n");
            create(home.resolve("table.txt"), table(run));
            create(home.resolve("progress.csv"), progress(run));
        });
        return List.copyOf(homes.values());
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

    /** Sums of logged tenths, without the digits that adding them up in binary leaves behind. */
    private static double microseconds(double seconds) {
        return Math.round(seconds * 1e6) / 1e6;
    }

    private static String table(ImportedRun run) {
        StringBuilder table = new StringBuilder("step score fps\n");
        for (ImportedRun.Row row : run.rows()) {
            table.append(String.format(Locale.ROOT, "%d %.1f %.1f\n", row.step(), row.score(), row.fps()));
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

    private static void create(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written: " + e.getMessage(), e);
        }
    }
}
