package topspin.interop.tracker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import topspin.file.Sha256;
import topspin.report.RunFacts;
import topspin.run.RunDirectory;
import topspin.text.PlainText;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a run directory says of itself to trackers: names, configuration, provenance. Read from its files each time, since
 * another process may be writing them.
 *
 * @param path   of the directory
 * @param config {@code config.yaml}, flattened to dotted keys
 * @param record {@code run.json}
 */
record TrackedRun(Path path, Map<String, String> config, JsonNode record) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Pattern SEED = Pattern.compile("seed-\\d+");
    private static final String UNNAMED = "topspin";
    private static final int MARK_BYTES = 12;

    /** @throws IOException if one of the two files cannot be read */
    static TrackedRun read(Path path) throws IOException {
        Path config = path.resolve(RunDirectory.CONFIG);
        Path record = path.resolve(RunDirectory.RECORD);
        try {
            Map<?, ?> tree = YAML.readValue(PlainText.read(config), Map.class);
            JsonNode json = JSON.readTree(PlainText.read(record));
            return new TrackedRun(path, tree == null ? Map.of() : RunFacts.flattened(tree), json);
        } catch (JsonProcessingException e) {
            throw new IOException(path + ": " + RunDirectory.CONFIG + " or " + RunDirectory.RECORD
                    + " is damaged: restore it", e);
        }
    }

    /** The experiment's name. */
    String experiment() {
        String name = config.getOrDefault("name", "").strip();
        return name.isEmpty() ? UNNAMED : name;
    }

    /** {@code VARIANT/seed-N}, or {@code seed-N} below the experiment's own directory, or the directory's name. */
    String name() {
        Path whole = path.toAbsolutePath().normalize();
        String own = String.valueOf(whole.getFileName());
        Path above = whole.getParent();
        if (!SEED.matcher(own).matches() || above == null || above.getFileName() == null
                || above.getFileName().toString().equals(experiment())) {
            return own;
        }
        return above.getFileName() + "/" + own;
    }

    /** Of the run's config; empty if the record has none. */
    String configHash() {
        return record.path("config-hash").asText("");
    }

    /** Whether the config had this hash, now or before the run was given more steps. */
    boolean hadConfig(String hash) {
        boolean had = hash.equals(configHash());
        for (JsonNode extension : record.path("extensions")) {
            had |= hash.equals(extension.path("config-hash-before").asText());
        }
        return had;
    }

    /** When the first session began, in milliseconds since 1970; empty before it does. */
    Optional<Long> began() {
        return instant(record.path("sessions").path(0).path("started"));
    }

    /** When the last session ended, in milliseconds since 1970; empty while it runs, and if it was killed. */
    Optional<Long> ended() {
        JsonNode sessions = record.path("sessions");
        return instant(sessions.path(sessions.size() - 1).path("ended"));
    }

    private static Optional<Long> instant(JsonNode text) {
        try {
            return text.isTextual() ? Optional.of(Instant.parse(text.asText()).toEpochMilli()) : Optional.empty();
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** As {@code run.json} has it: {@code running}, {@code finished} … */
    String status() {
        return record.path("status").asText("");
    }

    /** What the last session ran on, as tags; empty before the first. */
    Map<String, String> tags() {
        Map<String, String> tags = new LinkedHashMap<>();
        JsonNode sessions = record.path("sessions");
        JsonNode last = sessions.path(sessions.size() - 1);
        if (last.isMissingNode()) {
            return tags;
        }
        List<String> words = new ArrayList<>();
        last.path("command").forEach(word -> words.add(word.asText()));
        tags.put("topspin.command", String.join(" ", words));
        for (String fact : List.of("engine", "cpu", "instruction-set", "workers")) {
            put(tags, "topspin." + fact, last.path(fact));
        }
        put(tags, "topspin.version", last.path("topspin"));
        put(tags, "mlflow.source.git.commit", last.path("commit"));
        return tags;
    }

    private static void put(Map<String, String> tags, String key, JsonNode value) {
        if (value.isValueNode() && !value.isNull()) {
            tags.put(key, value.asText());
        }
    }

    /** A name that no other run has: of the directory, the config and the moment. */
    String mark(long moment) {
        String facts = path.toAbsolutePath().normalize() + "\n" + configHash() + "\n" + moment + "\n" + ProcessHandle.current().pid();
        byte[] digest = Sha256.digest().digest(facts.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest, 0, MARK_BYTES);
    }
}
