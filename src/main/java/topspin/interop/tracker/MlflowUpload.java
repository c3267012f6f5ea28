package topspin.interop.tracker;

import com.fasterxml.jackson.databind.JsonNode;
import topspin.file.ProcessLock;
import topspin.run.RunDirectory;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Brings a run directory to an MLflow server: the experiment, the run, its configuration as params, its {@code progress.csv} as
 * metrics, its end. {@link #pass} sends what has not arrived yet and may be called again after any failure, in this process or
 * in another one.
 *
 * <p>Metrics of MLflow append, and nothing takes them back. So every metric is sent in order of its steps, and before the first
 * and after every failed request the server is asked for the last step of each: what it has is not sent again, whatever became
 * of the answer. A resumed run that was cut back repeats rows which the server has: these are skipped. A repeated row has the
 * same results, to the last bit; only times and speeds may differ, and those of the first time stay.
 *
 * <p>A lock makes sure that one process at a time sends. Order of use: construct, {@link #pass} at will, {@link #close}. One
 * thread.
 */
final class MlflowUpload implements Closeable {
    private static final String MARK = "topspin.mark";
    private static final String SOURCE = "./topspin train";
    private static final String DELETED = "deleted";
    private static final String RUNNING = "RUNNING";
    private static final String FINISHED = "FINISHED";
    /** What params had to be cut to in servers before MLflow 2.8, the strictest of them. */
    private static final int LONGEST_OLD_PARAM = 250;
    private static final int MOST_ROWS = 200;
    private static final Duration BETWEEN_RECORDS = Duration.ofSeconds(5);

    private final Path run;
    private final MlflowAddress address;
    private final MlflowClient client;
    private final Consumer<String> notices;
    private final TrackerRecord record;

    private ProcessLock lock;
    /** Read by another thread, once it waits no longer for this one. */
    private volatile TrackerRecord.Entry entry;
    private String experiment;
    /** The last step of every metric that the server has; null if it is to be asked. */
    private Map<String, Long> latest;
    private RunTail rows;
    /** When {@code run.json} was last written, of those that were read; null before. */
    private FileTime read;
    private long recorded = System.nanoTime();

    /** @param notices told, in one line each, what MLflow did not take, and what became of it */
    MlflowUpload(Path run, MlflowAddress address, Duration patience, Consumer<String> notices) {
        this.run = run;
        this.address = address;
        this.notices = notices;
        client = new MlflowClient(address, patience);
        record = new TrackerRecord(run.resolve(RunDirectory.TRACKER));
    }

    /**
     * Sends everything that has not arrived.
     *
     * @param live whether the run goes on; its end is told otherwise
     * @throws TrackerException if the server cannot be reached or refuses
     * @throws IOException      if the directory cannot be read or written
     */
    void pass(boolean live) throws IOException {
        requireLock();
        try {
            if (latest == null) {
                open(live);
            }
            tag();
            sendRows();
            if (!live) {
                tellEnd();
            }
        } catch (IOException e) {
            latest = null;
            throw e;
        } finally {
            remember(!live);
        }
    }

    private void requireLock() throws IOException {
        if (lock == null) {
            lock = ProcessLock.acquire(run.resolve(RunDirectory.TRACKER_LOCK), Duration.ZERO).orElseThrow(
                    () -> new TrackerException(TrackerException.Kind.FOR_NOW, "another process is sending " + run));
        }
    }

    /** Whether a server has the whole run already, its end included, as far as is remembered. */
    static boolean isDone(Path run, MlflowAddress address) throws IOException {
        Optional<TrackerRecord.Entry> entry = new TrackerRecord(run.resolve(RunDirectory.TRACKER)).entry(address.toString());
        TrackedRun facts = TrackedRun.read(run);
        return entry.isPresent() && facts.configHash().equals(entry.get().configHash())
                && FINISHED.equals(statusOf(facts)) && FINISHED.equals(entry.get().status());
    }

    /** The step of the last row that arrived; −1 before the first. */
    long step() {
        return entry == null ? -1 : entry.step();
    }

    /** The run's page; empty before it is known. */
    Optional<String> page() {
        return entry == null || entry.run() == null || experiment == null ? Optional.empty()
                : Optional.of(address + "/#/experiments/" + experiment + "/runs/" + entry.run());
    }

    private void open(boolean live) throws IOException {
        TrackedRun facts = TrackedRun.read(run);
        experiment = experiment(facts.experiment());
        entry = record.entry(address.toString()).filter(known -> facts.hadConfig(known.configHash())).orElse(null);
        boolean asked = entry != null;
        if (!asked) {
            begin(facts);
        }
        JsonNode there = entry.run() == null ? found(asked) : existing();
        if (there == null && entry.run() != null) {
            notices.accept("MLflow run " + entry.run() + " was deleted there: the run is sent anew, as another one");
            begin(facts);
        }
        if (there == null) {
            there = created(facts);
        }
        remember(entry.withRun(there.path("info").path("run_id").asText()));
        Map<String, Long> steps = new HashMap<>();
        there.path("data").path("metrics").forEach(metric -> steps.merge(metric.path("key").asText(),
                metric.path("step").asLong(), Math::max));
        sendParams(facts, there.path("data").path("params"));
        if (live && !there.path("info").path("status").asText().equals(RUNNING)) {
            update(RUNNING, Optional.empty());
        }
        rows = new RunTail(run.resolve(RunDirectory.PROGRESS));
        read = null;
        latest = steps;
    }

    private void begin(TrackedRun facts) throws IOException {
        long now = System.currentTimeMillis();
        remember(TrackerRecord.Entry.fresh(facts.mark(now), facts.configHash(), facts.began().orElse(now)));
    }

    private String experiment(String name) throws IOException {
        Optional<JsonNode> there = byName(name);
        if (there.isEmpty()) {
            try {
                return client.post("experiments/create", Map.of("name", name)).path("experiment_id").asText();
            } catch (TrackerException e) {
                there = e.kind() == TrackerException.Kind.CONTENT ? byName(name) : Optional.empty();
                if (there.isEmpty()) {
                    throw e;
                }
                // another run of the experiment made it at the same moment
            }
        }
        if (there.get().path("lifecycle_stage").asText().equals(DELETED)) {
            throw new TrackerException(TrackerException.Kind.REFUSED, "MLflow at " + address + " has an experiment '" + name
                    + "' in its trash: restore it there, or delete it for good");
        }
        return there.get().path("experiment_id").asText();
    }

    private Optional<JsonNode> byName(String name) throws IOException {
        try {
            return Optional.of(client.get("experiments/get-by-name", "experiment_name", name).path("experiment"));
        } catch (TrackerException e) {
            if (e.kind() == TrackerException.Kind.ABSENT) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The run whose creation was asked for and not answered; null if there is none. */
    private JsonNode found(boolean asked) throws IOException {
        if (!asked) {
            return null;
        }
        JsonNode runs = client.post("runs/search", Map.of("experiment_ids", List.of(experiment), "max_results", 1,
                "filter", "tags.`" + MARK + "` = '" + entry.mark() + "'")).path("runs");
        return runs.isEmpty() ? null : runs.get(0);
    }

    /** Null if it was deleted. */
    private JsonNode existing() throws IOException {
        try {
            JsonNode there = client.get("runs/get", "run_id", entry.run()).path("run");
            return there.path("info").path("lifecycle_stage").asText().equals(DELETED) ? null : there;
        } catch (TrackerException e) {
            if (e.kind() == TrackerException.Kind.ABSENT) {
                return null;
            }
            throw e;
        }
    }

    private JsonNode created(TrackedRun facts) throws IOException {
        return client.post("runs/create", Map.of("experiment_id", experiment, "run_name", facts.name(),
                "start_time", entry.began(), "tags", List.of(pair(MARK, entry.mark()), pair("mlflow.runName", facts.name()),
                        pair("mlflow.source.type", "LOCAL"), pair("mlflow.source.name", SOURCE)))).path("run");
    }

    private static Map<String, String> pair(String key, String value) {
        return Map.of("key", key, "value", value);
    }

    /** Params never change there: where the run was given more steps since, a tag says so. */
    private void sendParams(TrackedRun facts, JsonNode there) throws IOException {
        Map<String, String> has = new HashMap<>();
        there.forEach(param -> has.put(param.path("key").asText(), param.path("value").asText()));
        Map<String, String> missing = new LinkedHashMap<>();
        Map<String, String> changed = new LinkedHashMap<>();
        facts.config().forEach((key, value) -> {
            String name = MlflowBatch.name(key);
            if (!has.containsKey(name)) {
                missing.putIfAbsent(name, value);
            } else if (!entry.configHash().equals(facts.configHash()) && !has.get(name).equals(value)) {
                changed.put("changed." + name, value);
            }
        });
        List<Map.Entry<String, String>> left = new ArrayList<>(missing.entrySet());
        while (!left.isEmpty()) {
            MlflowBatch batch = new MlflowBatch(entry.run());
            int count = 0;
            while (count < left.size() && batch.param(left.get(count).getKey(), left.get(count).getValue())) {
                count++;
            }
            List<Map.Entry<String, String>> part = left.subList(0, count);
            if (!taken(batch)) {
                for (Map.Entry<String, String> param : part) {
                    sendAlone(param.getKey(), param.getValue());
                }
            }
            left = left.subList(count, left.size());
        }
        sendTags(changed);
        remember(entry.withConfigHash(facts.configHash()));
    }

    /** A param of a batch that was refused: whole, else shorter, as old servers want it. */
    private void sendAlone(String key, String value) throws IOException {
        for (int most : new int[] {MlflowBatch.LONGEST_PARAM, LONGEST_OLD_PARAM}) {
            MlflowBatch batch = new MlflowBatch(entry.run());
            batch.param(key, MlflowBatch.cut(value, most));
            if (taken(batch)) {
                return;
            }
        }
        notices.accept("MLflow at " + address + " does not take the param " + key + "; it is in " + run.resolve(RunDirectory.CONFIG));
    }

    private boolean taken(MlflowBatch batch) throws IOException {
        try {
            client.post("runs/log-batch", batch.body());
            return true;
        } catch (TrackerException e) {
            if (e.kind() == TrackerException.Kind.CONTENT) {
                return false;
            }
            throw e;
        }
    }

    /** Tells what the newest session runs on; the record is read again only once it was written again. */
    private void tag() throws IOException {
        FileTime written = Files.getLastModifiedTime(run.resolve(RunDirectory.RECORD));
        if (!written.equals(read)) {
            sendTags(TrackedRun.read(run).tags());
            read = written;
        }
    }

    private void sendTags(Map<String, String> tags) throws IOException {
        MlflowBatch batch = new MlflowBatch(entry.run());
        for (Map.Entry<String, String> tag : tags.entrySet()) {
            if (!batch.tag(tag.getKey(), tag.getValue())) {
                client.post("runs/log-batch", batch.body());
                batch = new MlflowBatch(entry.run());
                batch.tag(tag.getKey(), tag.getValue());
            }
        }
        if (!batch.isEmpty()) {
            client.post("runs/log-batch", batch.body());
        }
    }

    private void sendRows() throws IOException {
        List<RunTail.Row> next = rows.next(MOST_ROWS);
        while (!next.isEmpty()) {
            MlflowBatch batch = new MlflowBatch(entry.run());
            Map<String, Long> steps = new HashMap<>(latest);
            int count = 0;
            while (count < next.size() && batch.takesMetrics(next.get(count).values().size())) {
                add(next.get(count), steps, batch);
                count++;
            }
            if (!batch.isEmpty()) {
                client.post("runs/log-batch", batch.body());
            }
            latest = steps;
            entry = entry.at(Math.max(entry.step(), next.get(count - 1).step()), entry.status());
            rows.take(next.subList(0, count));
            next = rows.next(MOST_ROWS);
        }
    }

    private void add(RunTail.Row row, Map<String, Long> steps, MlflowBatch batch) {
        long timestamp = entry.began() + Math.round(1e3 * row.values().getOrDefault("seconds", 0.0));
        row.values().forEach((column, value) -> {
            String key = MlflowBatch.name(column);
            if (row.step() > steps.getOrDefault(key, Long.MIN_VALUE)) {
                batch.metric(key, value, timestamp, row.step());
                steps.put(key, row.step());
            }
        });
    }

    private void tellEnd() throws IOException {
        TrackedRun facts = TrackedRun.read(run);
        update(statusOf(facts), Optional.of(facts.ended().orElseGet(System::currentTimeMillis)));
    }

    /** A run that was killed still says {@code running} in its record. */
    private static String statusOf(TrackedRun facts) {
        return switch (facts.status()) {
            case "finished", "imported" -> FINISHED;
            case "failed" -> "FAILED";
            default -> "KILLED";
        };
    }

    private void update(String status, Optional<Long> ended) throws IOException {
        Map<String, Object> body = new LinkedHashMap<>(Map.of("run_id", entry.run(), "status", status));
        ended.ifPresent(moment -> body.put("end_time", moment));
        client.post("runs/update", body);
        entry = entry.at(entry.step(), status);
    }

    private void remember(TrackerRecord.Entry now) throws IOException {
        if (!now.equals(entry)) {
            entry = now;
            record.write(address.toString(), entry);
        }
    }

    /** What came since the last time; the server knows it too, so it need not be on disk at once. */
    private void remember(boolean now) throws IOException {
        if (entry != null && (now || System.nanoTime() - recorded > BETWEEN_RECORDS.toNanos())) {
            recorded = System.nanoTime();
            record.write(address.toString(), entry);
        }
    }

    @Override
    public void close() throws IOException {
        if (lock != null) {
            lock.close();
        }
    }
}
