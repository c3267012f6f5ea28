package topspin.interop.tracker;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import topspin.file.AtomicFile;
import topspin.file.Sha256;
import topspin.metric.EpisodeFile;
import topspin.metric.Metric;
import topspin.metric.ShortestDecimal;
import topspin.report.ImportedFiles;
import topspin.text.Decimal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The files of a run directory for a run that another program recorded. */
final class ForeignRunFiles {
    private static final YAMLMapper YAML = YAMLMapper.builder().disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER).build();
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final List<Metric> COLUMNS = List.of(Metric.STEP, Metric.SCORE, Metric.FPS, Metric.SECONDS, Metric.EPISODES);
    private static final String TITLE = "step score fps\n";

    private final String experiment;
    private final ForeignRun run;
    private final List<ForeignRun.Row> curve;

    /** @param window games that a row's score averages */
    ForeignRunFiles(String experiment, ForeignRun run, int window) {
        this.experiment = experiment;
        this.run = run;
        curve = run.curve(window);
    }

    /** By name, the curve last. */
    Map<String, AtomicFile.Content> contents() {
        Map<String, AtomicFile.Content> files = new LinkedHashMap<>();
        files.put(ImportedFiles.CONFIG, text(config()));
        files.put(ImportedFiles.RECORD, text(record()));
        files.put(ImportedFiles.TABLE, text(table()));
        if (!run.games().isEmpty()) {
            files.put(ImportedFiles.EPISODES, text(episodes()));
        }
        files.put(ImportedFiles.PROGRESS, text(progress()));
        return files;
    }

    private static AtomicFile.Content text(String text) {
        return out -> out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private String config() {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("name", experiment);
        config.put("seed", run.identity().seed());
        if (run.identity().world() != null) {
            config.put("env", Map.of("id", run.identity().world()));
        }
        try {
            return "# From a file that records no configuration of ours.\n" + YAML.writeValueAsString(config);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String record() {
        Map<String, Object> record = new LinkedHashMap<>();
        ForeignRun.Row last = curve.get(curve.size() - 1);
        record.put("status", "imported");
        List<String> command = new ArrayList<>(List.of("import"));
        List<Object> files = new ArrayList<>();
        for (Map.Entry<Path, String> source : run.sources().entrySet()) {
            command.add(String.valueOf(source.getKey().getFileName()));
            files.add(file(source.getKey(), source.getValue()));
        }
        record.put("sessions", List.of(Map.of("command", command)));
        Map<String, Object> source = new LinkedHashMap<>();
        source.put("format", run.format());
        source.put("files", files);
        record.put("source", source);
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("step", last.step());
        summary.put("score", Double.isFinite(last.score()) ? last.score() : null);
        if (Double.isFinite(last.seconds())) {
            summary.put("seconds", last.seconds());
        }
        record.put("summary", summary);
        try {
            return JSON.writeValueAsString(record) + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Object> file(Path path, String read) {
        Map<String, Object> file = new LinkedHashMap<>();
        file.put("name", String.valueOf(path.getFileName()));
        try {
            file.put("sha256", Sha256.of(path));
        } catch (IOException e) {
            throw new UncheckedIOException(path + " cannot be read again: " + e.getMessage(), e);
        }
        file.put("read", read);
        return file;
    }

    private String table() {
        StringBuilder table = new StringBuilder(TITLE);
        for (int i = 0; i < curve.size(); i++) {
            double fps = speed(i);
            table.append(curve.get(i).step()).append(' ').append(Decimal.of(curve.get(i).score(), 1)).append(' ')
                    .append(Double.isNaN(fps) ? "-" : Decimal.of(fps, 1)).append('\n');
        }
        return table.toString();
    }

    private String episodes() {
        StringBuilder lines = new StringBuilder(EpisodeFile.HEADER).append('\n');
        for (ForeignRun.Game game : run.games()) {
            lines.append(game.step()).append(',').append(ShortestDecimal.of(game.episodeReturn())).append(',')
                    .append(game.length() < 0 ? "" : Long.toString(game.length())).append(',').append(game.environment()).append(',')
                    .append(cell(milliseconds(game.seconds()))).append('\n');
        }
        return lines.toString();
    }

    private String progress() {
        StringBuilder csv = new StringBuilder(String.join(",", COLUMNS.stream().map(Metric::column).toList())).append('\n');
        for (int i = 0; i < curve.size(); i++) {
            ForeignRun.Row row = curve.get(i);
            csv.append(row.step()).append(',').append(ShortestDecimal.of(row.score())).append(',').append(cell(speed(i))).append(',')
                    .append(cell(milliseconds(row.seconds()))).append(',').append(cell(row.episodes())).append('\n');
        }
        return csv.toString();
    }

    /** Steps per second since the row before; NaN if unknown. */
    private double speed(int i) {
        if (i == 0) {
            return Double.NaN;
        }
        double seconds = curve.get(i).seconds() - curve.get(i - 1).seconds();
        return seconds > 0 ? milliseconds((curve.get(i).step() - curve.get(i - 1).step()) / seconds) : Double.NaN;
    }

    /** To three digits after the point: differences of times since 1970 have no more. */
    private static double milliseconds(double value) {
        return Double.isNaN(value) ? value : Math.round(value * 1e3) / 1e3;
    }

    private static String cell(double value) {
        return Double.isNaN(value) ? "" : ShortestDecimal.of(value);
    }
}
