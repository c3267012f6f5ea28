package topspin.page;

import com.fasterxml.jackson.databind.JsonNode;
import topspin.metric.Metric;
import topspin.parallel.Phase;
import topspin.report.Json;
import topspin.run.RunDirectory;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Everything about one run that its files tell. */
final class RunDetails {
    /** Bytes of the ends of files that are shown. */
    private static final int TAIL = 1 << 15;

    private RunDetails() {
    }

    static Map<String, Object> of(WatchedRun run) throws IOException {
        Map<String, Object> details = run.summary(Instant.now());
        Path directory = run.place().directory();
        JsonNode sessions = run.record().path("sessions");
        details.put("directory", directory.toString());
        details.put("config", run.keys());
        details.put("phases", phases(run));
        details.put("table", tail(directory.resolve(RunDirectory.TABLE)));
        details.put("errors", tail(directory.resolve(RunDirectory.STANDARD_ERROR)));
        details.put("checkpoints", checkpoints(directory));
        details.put("summary", run.record().path("summary"));
        details.put("sessions", sessions);
        details.put("command", "./topspin train " + directory.resolve(RunDirectory.CONFIG));
        details.put("given", command(sessions));
        return details;
    }

    private static String command(JsonNode sessions) {
        List<String> words = new ArrayList<>();
        sessions.path(Math.max(0, sessions.size() - 1)).path("command").forEach(word -> words.add(word.asText()));
        return words.isEmpty() ? "" : "./topspin " + String.join(" ", words);
    }

    /** Milliseconds of worker time per rollout, of the last row that has them. */
    private static Map<String, Object> phases(WatchedRun run) throws IOException {
        Map<String, Object> phases = new LinkedHashMap<>();
        List<Metric> all = new ArrayList<>();
        for (Phase phase : Phase.values()) {
            all.add(Metric.valueOf(phase.name() + "_MS"));
        }
        all.add(Metric.IDLE_MS);
        for (Metric metric : all) {
            if (run.columns().contains(metric.column())) {
                double[] values = run.curve(metric.column(), "step").ys();
                if (values.length > 0) {
                    phases.put(metric.column().replace("_ms", ""), values[values.length - 1]);
                }
            }
        }
        return phases;
    }

    /** The end of a file of text, from a whole line on; empty if there is none. */
    private static String tail(Path path) throws IOException {
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            return "";
        }
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            long from = Math.max(0, file.length() - TAIL);
            byte[] bytes = new byte[(int) (file.length() - from)];
            file.seek(from);
            file.readFully(bytes);
            String text = new String(bytes, StandardCharsets.UTF_8);
            return from == 0 ? text : text.substring(text.indexOf('\n') + 1);
        }
    }

    /** Names of checkpoints, the newest first, with their sizes in bytes. */
    static Map<String, Long> checkpoints(Path directory) throws IOException {
        Path checkpoints = directory.resolve(RunDirectory.CHECKPOINTS);
        Map<String, Long> sizes = new TreeMap<>(Comparator.reverseOrder());
        if (Files.isDirectory(checkpoints, LinkOption.NOFOLLOW_LINKS)) {
            try (Stream<Path> files = Files.list(checkpoints)) {
                for (Path file : files.toList()) {
                    String name = file.getFileName().toString();
                    if (name.endsWith(".safetensors") && !name.startsWith(".") && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                        sizes.put(name, Files.size(file));
                    }
                }
            }
        }
        return sizes;
    }

    /** Where a checkpoint of {@link #checkpoints} is. */
    static Path checkpoint(Path directory, String name) {
        return directory.resolve(RunDirectory.CHECKPOINTS).resolve(name);
    }

    /** How the configurations of an experiment's runs differ: the keys that do, with their value in each run. */
    static Map<String, Object> differences(RunIndex index, String experiment) {
        List<WatchedRun> runs = index.variants(experiment).values().stream().flatMap(List::stream).toList();
        Map<String, Object> differing = new TreeMap<>();
        Map<String, String> common = new TreeMap<>();
        TreeMap<String, String> all = new TreeMap<>();
        runs.forEach(run -> all.putAll(run.keys()));
        for (String key : all.keySet()) {
            List<String> values = runs.stream().map(run -> run.keys().getOrDefault(key, "")).distinct().toList();
            if (values.size() == 1) {
                common.put(key, values.get(0));
            } else if (!key.equals("seed")) {
                Map<String, String> byRun = new LinkedHashMap<>();
                runs.forEach(run -> byRun.put(run.place().id(), run.keys().getOrDefault(key, "")));
                differing.put(key, byRun);
            }
        }
        return Json.object("experiment", experiment, "differing", differing, "common", common);
    }
}
