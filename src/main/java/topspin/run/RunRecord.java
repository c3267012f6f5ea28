package topspin.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import topspin.file.AtomicFile;
import topspin.nn.engine.Arithmetic;
import topspin.text.PlainText;
import topspin.text.UnreadableTextException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * {@code run.json}: a run's status, the hash of its config, its summary, and one entry of {@link Provenance} per
 * session (a run that was resumed has several). If known, also its world, its arithmetic, its extensions, and where its first
 * weights come from. A change is on disk before the call returns, unless the method says otherwise.
 */
final class RunRecord {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final String STATUS = "status";
    private static final String CONFIG_HASH = "config-hash";
    private static final String ENVIRONMENT = "environment";
    private static final String ARITHMETIC = "arithmetic";
    private static final String ROUNDING_CHANGES = "rounding-changes";
    private static final String EXTENSIONS = "extensions";
    private static final String HASH_BEFORE = "config-hash-before";
    private static final String SET = "set";
    private static final String FROM = "from";
    private static final String SUMMARY = "summary";
    private static final String SESSIONS = "sessions";

    private final Path file;
    private final Map<String, Object> json;

    private RunRecord(Path file, Map<String, Object> json) {
        this.file = file;
        this.json = json;
    }

    /** A new record, not yet on disk. */
    static RunRecord fresh(Path file, String configHash) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(STATUS, lowerCase(RunDirectory.Status.RUNNING));
        json.put(CONFIG_HASH, configHash);
        json.put(SUMMARY, new LinkedHashMap<String, Object>());
        json.put(SESSIONS, new ArrayList<>());
        return new RunRecord(file, json);
    }

    /** @throws RunDirectoryException if the file is not a record */
    static Optional<RunRecord> read(Path file) throws IOException {
        if (Files.notExists(file)) {
            return Optional.empty();
        }
        try {
            Map<String, Object> json = JSON.readValue(PlainText.read(file), new TypeReference<LinkedHashMap<String, Object>>() { });
            if (json != null && json.get(CONFIG_HASH) instanceof String && json.get(SESSIONS) instanceof List<?>) {
                RunRecord record = new RunRecord(file, json);
                record.status();
                return Optional.of(record);
            }
        } catch (JsonProcessingException | UnreadableTextException | IllegalArgumentException e) {
            throw new RunDirectoryException(file + " is damaged: restore it or remove the directory", e);
        }
        throw new RunDirectoryException(file + " is not a run's record: restore it or remove the directory");
    }

    RunDirectory.Status status() {
        return RunDirectory.Status.valueOf(String.valueOf(json.get(STATUS)).toUpperCase(Locale.ROOT));
    }

    String configHash() {
        return (String) json.get(CONFIG_HASH);
    }

    /** The config's hash, and those that it had before the run was given more steps. */
    List<String> configHashes() {
        List<String> hashes = new ArrayList<>(List.of(configHash()));
        extensions().forEach(extension -> hashes.add(String.valueOf(extension.get(HASH_BEFORE))));
        return hashes;
    }

    void extend(Extension extension) throws IOException {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("when", now());
        entry.put("total-steps-before", extension.before().totalSteps());
        entry.put(SET, extension.settings());
        entry.put(HASH_BEFORE, configHash());
        list(EXTENSIONS).add(entry);
        json.put(CONFIG_HASH, ConfigHash.of(extension.after()));
        if (status() == RunDirectory.Status.FINISHED) {
            json.put(STATUS, lowerCase(RunDirectory.Status.INTERRUPTED));
        }
        save();
    }

    /** @see RunDirectory#settingsSince */
    Map<String, Object> settingsSince(String hash) {
        Map<String, Object> settings = new LinkedHashMap<>();
        boolean since = false;
        for (Map<?, ?> extension : extensions()) {
            since |= hash.equals(extension.get(HASH_BEFORE));
            if (since && extension.get(SET) instanceof Map<?, ?> set) {
                set.forEach((key, value) -> settings.put(String.valueOf(key), value));
            }
        }
        return settings;
    }

    private List<Map<?, ?>> extensions() {
        List<Map<?, ?>> extensions = new ArrayList<>();
        if (json.get(EXTENSIONS) instanceof List<?> entries) {
            for (Object entry : entries) {
                if (entry instanceof Map<?, ?> extension) {
                    extensions.add(extension);
                }
            }
        }
        return extensions;
    }

    void beginFrom(Origin origin) throws IOException {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("checkpoint", origin.checkpoint().toString());
        tree.put("sha256", origin.sha256());
        tree.put("step", origin.step());
        json.put(FROM, tree);
        save();
    }

    Optional<Origin> origin() {
        return json.get(FROM) instanceof Map<?, ?> tree && tree.get("step") instanceof Number step
                ? Optional.of(new Origin(Path.of(String.valueOf(tree.get("checkpoint"))), String.valueOf(tree.get("sha256")),
                        step.longValue())) : Optional.empty();
    }

    /** The arithmetic of the run; empty for runs from before it was recorded, and for those that never began. */
    Optional<Arithmetic> arithmetic() {
        return json.get(ARITHMETIC) instanceof Map<?, ?> map ? Optional.of(new Arithmetic(String.valueOf(map.get("engine")),
                String.valueOf(map.get("version")), String.valueOf(map.get("instruction-set")))) : Optional.empty();
    }

    /** The world of the run; empty for runs from before it was recorded, and for those that have none. */
    Optional<WorldVersion> world() {
        return json.get(ENVIRONMENT) instanceof Map<?, ?> map && map.get("version") instanceof Number version
                ? Optional.of(new WorldVersion(String.valueOf(map.get("id")), version.intValue())) : Optional.empty();
    }

    /** Takes effect with the next {@link #save}. */
    void live(WorldVersion world) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("id", world.id());
        tree.put("version", world.version());
        json.put(ENVIRONMENT, tree);
    }

    /** Takes effect with the next {@link #save}. */
    void compute(Arithmetic arithmetic) {
        json.put(ARITHMETIC, tree(arithmetic));
    }

    /** As {@link #compute}, and records from which step on. */
    void computeOtherwise(Arithmetic arithmetic, long step) {
        Map<String, Object> change = new LinkedHashMap<>();
        change.put("step", step);
        change.put("from", json.get(ARITHMETIC));
        change.put("to", tree(arithmetic));
        list(ROUNDING_CHANGES).add(change);
        compute(arithmetic);
    }

    private static Map<String, Object> tree(Arithmetic arithmetic) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("engine", arithmetic.engine());
        tree.put("version", arithmetic.version());
        tree.put("instruction-set", arithmetic.instructionSet());
        return tree;
    }

    /** Of the last session. */
    List<AddedJar> jars() {
        List<AddedJar> jars = new ArrayList<>();
        if (begun() && sessions().get(sessions().size() - 1).get(Provenance.JARS) instanceof List<?> entries) {
            for (Object entry : entries) {
                if (entry instanceof Map<?, ?> tree) {
                    jars.add(AddedJar.of(tree));
                }
            }
        }
        return jars;
    }

    /** Whether a session ever began: a config that turns out not to fit leaves a record without one. */
    boolean begun() {
        return !sessions().isEmpty();
    }

    void begin(Provenance provenance, String engine, int workers) throws IOException {
        Map<String, Object> session = new LinkedHashMap<>(provenance.facts());
        session.put("engine", engine);
        session.put("workers", workers);
        sessions().add(session);
        json.put(STATUS, lowerCase(RunDirectory.Status.RUNNING));
        save();
    }

    void end(RunDirectory.Status status, Map<String, Object> summary) throws IOException {
        json.put(STATUS, lowerCase(status));
        json.put(SUMMARY, summary);
        if (!sessions().isEmpty()) {
            sessions().get(sessions().size() - 1).put("ended", now());
        }
        save();
    }

    void note(String key, Object value) throws IOException {
        Map<String, Object> summary = new LinkedHashMap<>(summary());
        summary.put(key, value);
        json.put(SUMMARY, summary);
        save();
    }

    @SuppressWarnings("unchecked")
    Map<String, Object> summary() {
        return json.get(SUMMARY) instanceof Map<?, ?> summary ? (Map<String, Object>) summary : Map.of();
    }

    void save() throws IOException {
        byte[] bytes = (JSON.writeValueAsString(json) + "\n").getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(file, out -> out.write(bytes));
    }

    private List<Map<String, Object>> sessions() {
        return list(SESSIONS);
    }

    @SuppressWarnings("unchecked")
    private List<Map<String, Object>> list(String key) {
        return (List<Map<String, Object>>) json.computeIfAbsent(key, absent -> new ArrayList<>());
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String lowerCase(RunDirectory.Status status) {
        return status.name().toLowerCase(Locale.ROOT);
    }
}
