package mine;

import topspin.metric.FinishedEpisode;
import topspin.metric.Metric;
import topspin.metric.MetricRecord;
import topspin.metric.MetricSink;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/** A tracker: a line of JSON for every row of the log, for every finished episode and for every remark. */
public final class JsonLines implements MetricSink {
    private final PrintWriter lines;

    public JsonLines(Path file) throws IOException {
        lines = new PrintWriter(Files.newBufferedWriter(file));
    }

    @Override
    public void write(MetricRecord row) {
        StringBuilder json = new StringBuilder();
        for (Metric metric : Metric.values()) {
            if (!Double.isNaN(row.get(metric))) {
                json.append(json.isEmpty() ? "" : ",").append('"').append(metric.column()).append("\":").append(row.get(metric));
            }
        }
        lines.println("{\"row\":{" + json + "}}");
    }

    @Override
    public void episode(FinishedEpisode episode) {
        lines.println("{\"episode\":{\"step\":" + episode.step() + ",\"return\":" + episode.episodeReturn() + "}}");
    }

    @Override
    public void remark(long step, String text) {
        lines.println("{\"remark\":{\"step\":" + step + ",\"text\":\"" + text.replace("\"", "'") + "\"}}");
    }

    /** Called after every checkpoint: what was written so far is to be safe. */
    @Override
    public long sync() {
        lines.flush();
        return 0;
    }

    @Override
    public void close() {
        lines.close();
    }
}
