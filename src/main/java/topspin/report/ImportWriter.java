package topspin.report;

import topspin.file.AtomicFile;
import topspin.metric.Metric;
import topspin.text.Decimal;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes the runs of a loose log as {@code run-N/seed-0/} with {@code progress.csv}, {@code table.txt}, {@code run.json} and
 * {@code config.yaml}. The seed is 0 because a loose log records none.
 */
final class ImportWriter {
    /** All but the workers' phase times, which no log has; unchanged since imports were committed with it. */
    private static final List<Metric> COLUMNS = Arrays.stream(Metric.values())
            .filter(metric -> metric.compareTo(Metric.LEARN_MS) <= 0).toList();

    private ImportWriter() {
    }

    static List<Path> write(LogImport log, Path out) {
        ImportedFiles files = new ImportedFiles(out);
        List<Path> homes = new ArrayList<>();
        for (ImportedRun run : log.runs()) {
            Path home = out.resolve(run.name()).resolve("seed-0");
            Map<String, AtomicFile.Content> contents = new LinkedHashMap<>();
            contents.put(ImportedFiles.CONFIG, text(config(String.valueOf(out.getFileName()), run)));
            contents.put(ImportedFiles.RECORD, text(Json.indented(provenance(log, run)) + "\n"));
            contents.put(ImportedFiles.TABLE, text(table(run)));
            contents.put(ImportedFiles.PROGRESS, text(progress(run)));
            files.put(home, contents);
            homes.add(home);
        }
        files.write();
        return homes;
    }

    private static AtomicFile.Content text(String text) {
        return out -> out.write(text.getBytes(StandardCharsets.UTF_8));
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
