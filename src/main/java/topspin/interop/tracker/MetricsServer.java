package topspin.interop.tracker;

import topspin.interop.http.AllowedHosts;
import topspin.interop.http.HttpAnswer;
import topspin.interop.http.HttpLimits;
import topspin.interop.http.HttpRequest;
import topspin.interop.http.HttpServer;
import topspin.interop.http.Refusal;
import topspin.metric.MetricRecord;
import topspin.metric.MetricSink;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Shows the newest row of a run to Prometheus, at {@code /metrics}. The trainer only leaves the row here; whoever asks waits for
 * its text on a thread of the server's.
 *
 * <p>Order of use: construct (the port is taken), {@link #start}, rows, {@link #close}.
 */
public final class MetricsServer implements MetricSink {
    /** Few clients ask, and seldom. */
    private static final HttpLimits LIMITS = new HttpLimits(1 << 10, 1 << 13, 1 << 10, 32, 2, Duration.ofSeconds(10),
            Duration.ofSeconds(10), Duration.ofMinutes(2));
    private static final String PATH = "metrics";

    private final HttpServer server;
    private volatile Map<String, String> labels = Map.of();
    private volatile MetricRecord row;

    /**
     * @param address where to listen; port 0 takes any that is free
     * @param hosts   see there
     * @throws IOException if it cannot be listened at
     */
    public MetricsServer(InetSocketAddress address, AllowedHosts hosts) throws IOException {
        server = new HttpServer(address, hosts, LIMITS, new HttpServer.Handler() {
            @Override
            public HttpAnswer answer(HttpRequest request) {
                return MetricsServer.this.answer(request);
            }

            @Override
            public HttpAnswer refusal(int status, String message) {
                return new HttpAnswer(status, "text/plain; charset=utf-8", (message + "\n").getBytes(StandardCharsets.UTF_8));
            }
        });
    }

    /** Starts answering for a run with these labels. */
    public void start(Map<String, String> run) {
        labels = run;
        server.start();
    }

    /** Where it is asked. */
    public String url() {
        return server.url() + "/" + PATH;
    }

    private HttpAnswer answer(HttpRequest request) {
        if (!request.path().equals(List.of(PATH))) {
            throw new Refusal(Refusal.NOT_FOUND, "only /" + PATH + " is here");
        }
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            throw new Refusal(Refusal.WRONG_METHOD, "/" + PATH + " is for GET");
        }
        MetricRecord newest = row;
        List<OpenMetrics.Series> series = newest == null ? List.of() : List.of(OpenMetrics.Series.of(labels, null, newest));
        return new HttpAnswer(200, OpenMetrics.MEDIA_TYPE, OpenMetrics.text(series).getBytes(StandardCharsets.UTF_8));
    }

    /** Sinks only read a row, so it can be kept. */
    @Override
    public void write(MetricRecord newest) {
        row = newest;
    }

    @Override
    public void close() {
        server.close();
    }
}
