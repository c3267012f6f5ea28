package topspin.interop.tracker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** A run directory as training leaves it, row by row. */
final class TrackedDirectory {
    private static final String HEADER = "step,score,fps,seconds,episodes,entropy,approx_kl\n";
    private final Path path;
    private String config = "name: pong\nenv:\n  id: pong\n  frame-skip: 4\nseed: 1\ntotal-steps: 9000\n";
    private String hash = "abc";
    private String before = "";

    TrackedDirectory(Path path) throws IOException {
        this.path = Files.createDirectories(path);
        Files.writeString(path.resolve("progress.csv"), HEADER);
        status("running");
    }

    Path path() {
        return path;
    }

    TrackedDirectory config(String text) throws IOException {
        config = text;
        return status("running");
    }

    /** Gives the run more steps. */
    TrackedDirectory extend(String text, String newHash) throws IOException {
        before = hash;
        hash = newHash;
        return config(text);
    }

    TrackedDirectory status(String status) throws IOException {
        Files.writeString(path.resolve("config.yaml"), config);
        Files.writeString(path.resolve("run.json"), "{\"status\": \"" + status + "\", \"config-hash\": \"" + hash + "\","
                + (before.isEmpty() ? "" : "\"extensions\": [{\"config-hash-before\": \"" + before + "\"}],")
                + "\"sessions\": [{\"started\": \"2026-11-25T22:46:49Z\", \"command\": [\"train\", \"x.yaml\"], \"topspin\": \"1\","
                + "\"commit\": \"c0ffee\", \"engine\": \"counting\", \"cpu\": null, \"workers\": 2"
                + (status.equals("running") ? "" : ", \"ended\": \"2026-11-25T22:56:49Z\"") + "}]}");
        return this;
    }

    /** Rows of these steps, {@code from} excluded; {@code pace} is in the columns that differ from time to time. */
    TrackedDirectory rows(long from, long to, long every, double pace) throws IOException {
        StringBuilder rows = new StringBuilder();
        for (long step = from + every; step <= to; step += every) {
            rows.append(step).append(',').append(step / 100.0).append(',').append(pace).append(',')
                    .append(step / pace).append(',').append(step / 50).append(",0.69,\n");
        }
        append(rows.toString());
        return this;
    }

    void append(String text) throws IOException {
        Files.writeString(path.resolve("progress.csv"), text, StandardOpenOption.APPEND);
    }

    /** Cuts the rows after this step off, as a resumed run does. */
    TrackedDirectory cutTo(long step) throws IOException {
        List<String> kept = new ArrayList<>();
        for (String line : Files.readAllLines(path.resolve("progress.csv"))) {
            if (line.startsWith("step") || Long.parseLong(line.split(",")[0]) <= step) {
                kept.add(line);
            }
        }
        Files.writeString(path.resolve("progress.csv"), String.join("\n", kept) + "\n");
        return this;
    }
}
