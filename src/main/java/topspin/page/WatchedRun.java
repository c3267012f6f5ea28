package topspin.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import topspin.file.FileProblem;
import topspin.report.Json;
import topspin.report.RunFacts;
import topspin.run.RunDirectory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One run directory, as far as it has been read. {@link #look} reads what is new; everything else says what was read last, and
 * keeps what was known of a file that is half-written now. Safe for several threads.
 */
final class WatchedRun {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<LinkedHashMap<String, Object>> MAP = new TypeReference<>() { };
    /** A config or a record is never that long. */
    private static final long LONGEST_DOCUMENT = 1 << 20;
    /** A run that writes nothing for this many of its usual intervals is stale, and never before a minute has passed. */
    private static final double PATIENCE_INTERVALS = 6;
    private static final Duration LEAST_PATIENCE = Duration.ofMinutes(1);
    /** Before two rows tell how long one takes: the first compilation, a slow disk. */
    private static final Duration FIRST_PATIENCE = Duration.ofMinutes(10);
    /** Rows that the present speed is taken from. */
    private static final int RECENT_ROWS = 5;

    private final RunPlace place;
    private final ProgressFile progress;
    private Document config = Document.NONE;
    private Document record = Document.NONE;
    private Map<String, String> keys = Map.of();
    private JsonNode json = MissingNode.getInstance();
    private String problem = "";
    private Instant written = Instant.EPOCH;
    private long version;
    private RunState shown = RunState.RUNNING;

    /** What tells whether a file is another by now. */
    private record Document(Instant modified, long size) {
        private static final Document NONE = new Document(Instant.EPOCH, -1);

        static Document of(Path file) throws IOException {
            try {
                BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                return found.isRegularFile() ? new Document(found.lastModifiedTime().toInstant(), found.size()) : NONE;
            } catch (NoSuchFileException e) {
                return NONE;
            }
        }
    }

    WatchedRun(RunPlace place) {
        this.place = place;
        progress = new ProgressFile(place.directory().resolve(RunDirectory.PROGRESS));
    }

    RunPlace place() {
        return place;
    }

    /** Rises with every change. */
    synchronized long version() {
        return version;
    }

    synchronized RunState state(Instant now) {
        if (!problem.isEmpty()) {
            return RunState.UNREADABLE;
        }
        if (json.path("summary").has("pruned")) {
            return RunState.PRUNED;
        }
        return switch (json.path("status").asText()) {
            case "finished" -> RunState.FINISHED;
            case "imported" -> RunState.IMPORTED;
            case "interrupted" -> RunState.INTERRUPTED;
            case "failed" -> RunState.FAILED;
            default -> Duration.between(written, now).compareTo(patience()) <= 0 ? RunState.RUNNING
                    : json.isMissingNode() ? RunState.IMPORTED : RunState.STALE; // rows alone come from another program
        };
    }

    private Duration patience() {
        int rows = progress.rows();
        if (rows < 2) {
            return FIRST_PATIENCE;
        }
        double usual = (progress.seconds(rows - 1) - progress.seconds(0)) / (rows - 1);
        Duration patience = Duration.ofMillis((long) (1000 * PATIENCE_INTERVALS * (Double.isFinite(usual) ? usual : 0)));
        return patience.compareTo(LEAST_PATIENCE) < 0 ? LEAST_PATIENCE : patience;
    }

    /** Whether more may come soon, so that it is to be looked at often. */
    boolean isLive(Instant now) {
        return state(now) == RunState.RUNNING;
    }

    /** Reads what is new. Returns whether anything is, the passing of its patience included. */
    synchronized boolean look(Instant now) {
        boolean changed = false;
        try {
            Document configNow = Document.of(place.directory().resolve(RunDirectory.CONFIG));
            if (!configNow.equals(config)) {
                keys = configNow.size() < 0 ? Map.of() : RunFacts.flattened(read(RunDirectory.CONFIG, configNow, YAML, MAP));
                config = configNow;
                changed = true;
            }
            Document recordNow = Document.of(place.directory().resolve(RunDirectory.RECORD));
            if (!recordNow.equals(record)) {
                json = recordNow.size() < 0 ? MissingNode.getInstance() : JSON.valueToTree(read(RunDirectory.RECORD, recordNow, JSON, MAP));
                record = recordNow;
                changed = true;
            }
            if (progress.look()) {
                changed = true;
            }
            Document rows = Document.of(place.directory().resolve(RunDirectory.PROGRESS));
            written = rows.modified().isAfter(record.modified()) ? rows.modified() : record.modified();
            changed |= say(progress.problem());
        } catch (JsonProcessingException e) {
            changed |= say(e.getLocation() == null ? "damaged" : "damaged in line " + e.getLocation().getLineNr());
        } catch (IOException e) {
            changed |= say("cannot be read: " + FileProblem.reason(e));
        }
        RunState state = state(now);
        changed |= state != shown;
        shown = state;
        version += changed ? 1 : 0;
        return changed;
    }

    private boolean say(String now) {
        boolean news = !Objects.equals(now, problem);
        problem = now;
        return news;
    }

    private <T> T read(String name, Document document, ObjectMapper mapper, TypeReference<T> type) throws IOException {
        if (document.size() > LONGEST_DOCUMENT) {
            throw new IOException(name + " is too long");
        }
        return mapper.readValue(new String(Files.readAllBytes(place.directory().resolve(name)), StandardCharsets.UTF_8), type);
    }

    /** {@code config.yaml}, flattened to dotted keys. */
    synchronized Map<String, String> keys() {
        return keys;
    }

    /** {@code run.json}; a missing node where there is none. */
    synchronized JsonNode record() {
        return json;
    }

    /** Columns of {@code progress.csv}. */
    synchronized List<String> columns() {
        return progress.columns();
    }

    /** When it last wrote a row, or its record. */
    synchronized Instant written() {
        return written;
    }

    /**
     * A curve: the rows with a value, in order.
     *
     * @param xs {@code step}, {@code seconds}, or {@code clock}: seconds since 1970, counted from the start of the first session
     */
    record Curve(double[] xs, double[] ys) {
    }

    /** @throws IOException if the rows cannot be read now */
    synchronized Curve curve(String metric, String axis) throws IOException {
        boolean score = metric.equals("score");
        double[] values = score ? null : progress.column(metric);
        double begin = axis.equals("clock") ? began() : 0;
        int rows = progress.rows();
        double[] xs = new double[rows];
        double[] ys = new double[rows];
        int count = 0;
        for (int row = 0; row < rows; row++) {
            double y = score ? progress.scored(row) ? progress.score(row) : Double.NaN : values[row];
            double x = axis.equals("step") ? progress.step(row) : begin + progress.seconds(row);
            if (Double.isFinite(y) && Double.isFinite(x) && (count == 0 || x >= xs[count - 1])) {
                xs[count] = x;
                ys[count++] = y;
            }
        }
        return new Curve(Arrays.copyOf(xs, count), Arrays.copyOf(ys, count));
    }

    private double began() {
        try {
            return Instant.parse(json.path("sessions").path(0).path("started").asText()).toEpochMilli() / 1000.0;
        } catch (DateTimeParseException e) {
            return Double.NaN;
        }
    }

    /** What lists show of it. */
    synchronized Map<String, Object> summary(Instant now) {
        int rows = progress.rows();
        RunState state = state(now);
        long step = rows == 0 ? 0 : (long) progress.step(rows - 1);
        long total = total();
        double speed = speed();
        Map<String, Object> summary = Json.object("id", place.id(), "experiment", place.experiment(), "variant", place.variant(),
                "seed", place.seed(), "state", state.label(), "step", step, "total", total, "rows", rows, "fps", speed,
                "seconds", rows == 0 ? Double.NaN : progress.seconds(rows - 1),
                "score", score(), "best", best(), "updated", written.toEpochMilli());
        if (state == RunState.RUNNING && total > step && speed > 0) {
            summary.put("eta", (total - step) / speed);
        }
        if (json.path("summary").has("collapsed")) {
            summary.put("collapsed", json.path("summary").path("collapsed").path(0).path("step").asLong());
        }
        String failure = json.path("summary").path("failure").asText();
        if (!problem.isEmpty() || !failure.isEmpty()) {
            summary.put("problem", problem.isEmpty() ? failure : problem);
        }
        return summary;
    }

    private long total() {
        try {
            return Long.parseLong(keys.getOrDefault("total-steps", keys.getOrDefault("epochs", "0")));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private double score() {
        for (int row = progress.rows() - 1; row >= 0; row--) {
            if (progress.scored(row)) {
                return progress.score(row);
            }
        }
        return Double.NaN;
    }

    private double best() {
        double best = Double.NaN;
        for (int row = 0; row < progress.rows(); row++) {
            if (progress.scored(row) && !(progress.score(row) <= best)) {
                best = progress.score(row);
            }
        }
        return best;
    }

    /** Steps per second over the last rows. */
    private double speed() {
        int rows = progress.rows();
        if (rows < 2) {
            return Double.NaN;
        }
        int from = Math.max(0, rows - 1 - RECENT_ROWS);
        double seconds = progress.seconds(rows - 1) - progress.seconds(from);
        return seconds > 0 ? (progress.step(rows - 1) - progress.step(from)) / seconds : Double.NaN;
    }
}
