package topspin.page;

import topspin.interop.tracker.OpenMetrics;
import topspin.interop.tracker.OpenMetrics.Series;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What Prometheus is told of the watched runs: of each that wrote within the last hour, its state and its newest row. */
final class RunMetrics {
    /** Prometheus keeps what it has been told; runs of long ago would only be told again. */
    private static final Duration RECENT = Duration.ofHours(1);

    private RunMetrics() {
    }

    static String text(RunIndex index, Instant now) {
        List<Series> runs = new ArrayList<>();
        Set<Map<String, String>> seen = new HashSet<>();
        for (WatchedRun run : index.runs()) {
            if (Duration.between(run.written(), now).compareTo(RECENT) <= 0) {
                Map<String, String> labels = labels(run.place());
                if (!seen.add(labels)) {
                    // two roots may have runs of one name: ids differ
                    labels.put("run", run.place().id());
                    seen.add(labels);
                }
                try {
                    runs.add(new Series(labels, run.state(now).label(), OpenMetrics.newest(run.place().directory())));
                } catch (IOException e) {
                    // it is being moved or removed; its state stays known
                    runs.add(new Series(labels, run.state(now).label(), Map.of()));
                }
            }
        }
        return OpenMetrics.text(runs);
    }

    /** As {@code train --metrics-port} has them. */
    private static Map<String, String> labels(RunPlace place) {
        String name = place.directory().getFileName().toString();
        boolean alone = !name.startsWith("seed-") || place.directory().getParent().equals(place.home());
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("experiment", place.experiment());
        labels.put("run", alone ? name : place.variant() + "/" + name);
        labels.put("seed", Long.toString(place.seed()));
        return labels;
    }
}
