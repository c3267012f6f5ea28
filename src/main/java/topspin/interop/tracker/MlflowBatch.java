package topspin.interop.tracker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The body of one {@code runs/log-batch}, within the limits that MLflow sets (mlflow/utils/validation.py). Order of use: add
 * until something does not fit, then {@link #body}. One thread.
 */
final class MlflowBatch {
    static final int MOST_METRICS = 1000;
    static final int MOST_PARAMS = 100;
    static final int MOST_TAGS = 100;
    /** Metrics, params and tags together. */
    static final int MOST_ENTITIES = 1000;
    /** MLflow takes 1,000,000; some is left for proxies that count their own. */
    static final int MOST_BYTES = 900_000;
    static final int LONGEST_KEY = 250;
    static final int LONGEST_PARAM = 6000;
    static final int LONGEST_TAG = 5000;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CUT = "…";
    private static final String METRICS = "metrics";
    private static final String PARAMS = "params";
    private static final String TAGS = "tags";

    private final String run;
    private final Map<String, List<String>> entities = new LinkedHashMap<>();
    private int count;
    private int bytes;

    /** @param run its id */
    MlflowBatch(String run) {
        this.run = run;
        entities.put(METRICS, new ArrayList<>());
        entities.put(PARAMS, new ArrayList<>());
        entities.put(TAGS, new ArrayList<>());
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Room for this many more metrics; their names are columns of {@code progress.csv}, so bytes never run out first. */
    boolean takesMetrics(int more) {
        return entities.get(METRICS).size() + more <= MOST_METRICS && count + more <= MOST_ENTITIES;
    }

    /** @param timestamp milliseconds since 1970 */
    void metric(String key, double value, long timestamp, long step) {
        Map<String, Object> metric = new LinkedHashMap<>();
        metric.put("key", name(key));
        // JSON has no other way to say NaN: protobuf's own, which MLflow reads
        metric.put("value", Double.isFinite(value) ? (Object) value : Double.toString(value));
        metric.put("timestamp", timestamp);
        metric.put("step", step);
        add(METRICS, json(metric));
    }

    /** @return false if it does not fit any more */
    boolean param(String key, String value) {
        return pair(PARAMS, MOST_PARAMS, key, cut(value, LONGEST_PARAM));
    }

    /** @return false if it does not fit any more */
    boolean tag(String key, String value) {
        return pair(TAGS, MOST_TAGS, key, cut(value, LONGEST_TAG));
    }

    private boolean pair(String kind, int most, String key, String value) {
        String entity = json(Map.of("key", name(key), "value", value));
        boolean fits = entities.get(kind).size() < most && count < MOST_ENTITIES
                && bytes + entity.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES;
        if (fits) {
            add(kind, entity);
        }
        return fits;
    }

    private void add(String kind, String entity) {
        entities.get(kind).add(entity);
        count++;
        // with the comma before it
        bytes += entity.getBytes(StandardCharsets.UTF_8).length + 1;
    }

    byte[] body() {
        StringBuilder text = new StringBuilder("{\"run_id\":").append(json(run));
        entities.forEach((kind, list) -> {
            if (!list.isEmpty()) {
                text.append(",\"").append(kind).append("\":[").append(String.join(",", list)).append(']');
            }
        });
        return text.append('}').toString().getBytes(StandardCharsets.UTF_8);
    }

    /** A name with the letters, and of the length, that MLflow takes in any version: no colons, no slashes, no bare dots. */
    static String name(String key) {
        String plain = key.replaceAll("[^A-Za-z0-9_. -]", "_");
        if (plain.isBlank() || plain.matches("\\.+")) {
            plain = "_" + plain.strip();
        }
        return plain.length() <= LONGEST_KEY ? plain : plain.substring(0, LONGEST_KEY);
    }

    /** A text's beginning, if it is longer than this many characters. */
    static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most - CUT.length()) + CUT;
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("plain maps of strings and numbers are always JSON", e);
        }
    }
}
