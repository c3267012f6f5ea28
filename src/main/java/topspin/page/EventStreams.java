package topspin.page;

import topspin.interop.http.HttpStream;
import topspin.report.Json;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The pages that are open, as streams of server-sent events. Safe for several threads. */
final class EventStreams implements AutoCloseable {
    /** Beyond them the oldest is ended; its page comes back, and ends the next. */
    private static final int MOST = 64;
    /** Tells a page that the server is there, and the server that a page has gone. */
    private static final long HEARTBEAT_SECONDS = 10;

    private final List<HttpStream> streams = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "page-heartbeat");
        thread.setDaemon(true);
        return thread;
    });

    EventStreams() {
        heart.scheduleAtFixedRate(() -> send(bytes("event: alive\ndata: {}\n\n")), HEARTBEAT_SECONDS, HEARTBEAT_SECONDS,
                TimeUnit.SECONDS);
    }

    /** A page has come. It asks for everything when it hears this, and so misses nothing that changes meanwhile. */
    void open(HttpStream stream) {
        streams.add(stream);
        if (streams.size() > MOST) {
            streams.remove(0).close();
        }
        stream.send(bytes("retry: 1000\nevent: hello\ndata: {}\n\n"));
    }

    /** Sends an event to every page. */
    void send(String event, Map<String, Object> data) {
        if (!streams.isEmpty()) {
            send(bytes("event: " + event + "\ndata: " + Json.embedded(data) + "\n\n"));
        }
    }

    private void send(byte[] event) {
        streams.removeIf(stream -> !stream.send(event));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        heart.shutdownNow();
        streams.forEach(HttpStream::close);
    }
}
