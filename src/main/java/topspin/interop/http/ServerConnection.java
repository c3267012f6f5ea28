package topspin.interop.http;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import topspin.text.Excerpt;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * One client's connection: waits for a request, has it answered, sends the answer, and waits again. The server's thread
 * calls {@link #ready} and {@link #look}, an answering thread sends; only one of them uses the connection at a time.
 */
final class ServerConnection {
    private static final Logger LOG = LoggerFactory.getLogger(ServerConnection.class);
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
    private static final String HEAD = "HEAD";
    /** Time to read the rest of a refused request: if the connection were closed at once, the answer might be lost. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    private enum State { WAITING, ANSWERING, SENDING, LINGERING, CLOSED }

    private final SelectionKey key;
    private final SocketChannel channel;
    private final HttpLimits limits;
    private final HttpServer.Handler handler;
    private final Executor threads;
    private final Runnable closed;
    private final RequestReader reader;
    private State state = State.WAITING;
    /** When the state began, or the first byte of a request came. */
    private long since = System.nanoTime();
    private ByteBuffer answer;
    private boolean keepsAlive;

    /**
     * @param key     of a channel that does not block, registered for reading
     * @param threads where requests are answered
     * @param closed  called once
     */
    ServerConnection(SelectionKey key, HttpLimits limits, AllowedHosts hosts, HttpServer.Handler handler,
                     Executor threads, Runnable closed) {
        this.key = key;
        this.channel = (SocketChannel) key.channel();
        this.limits = limits;
        this.handler = handler;
        this.threads = threads;
        this.closed = closed;
        reader = new RequestReader(limits, hosts);
    }

    synchronized boolean waits() {
        return state == State.WAITING;
    }

    synchronized long since() {
        return since;
    }

    /**
     * The channel can be read or written.
     *
     * @param piece buffer to read into; its content is undefined before and after
     */
    synchronized void ready(ByteBuffer piece) {
        try {
            switch (state) {
                case WAITING, LINGERING -> read(piece.clear());
                case ANSWERING -> listen(0); // it is early; it stays with the operating system
                case SENDING -> send();
                default -> { }
            }
        } catch (IOException e) {
            close(); // the client has gone
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.warn("a connection is given up", e); // the others go on
            close();
        }
    }

    private void read(ByteBuffer piece) throws IOException {
        int count = channel.read(piece);
        if (count < 0) {
            close();
        } else if (count > 0 && state == State.WAITING) {
            if (!reader.begun()) {
                since = System.nanoTime();
            }
            reader.add(piece.flip());
            proceed();
        }
    }

    private void proceed() throws IOException {
        try {
            HttpRequest request = reader.next();
            if (request != null) {
                state = State.ANSWERING;
                threads.execute(() -> answer(request));
            } else if (reader.awaitsContinue()) {
                channel.write(ByteBuffer.wrap(CONTINUE));
            }
        } catch (Refusal e) {
            refuse(e.status(), e.getMessage());
        }
    }

    /** What follows the refused part cannot be understood, so the connection ends with the refusal. */
    private void refuse(int status, String message) throws IOException {
        keepsAlive = false;
        answer = ByteBuffer.wrap(handler.refusal(status, message).bytes(false, false));
        send();
    }

    private void answer(HttpRequest request) {
        byte[] bytes = bytes(request);
        synchronized (this) {
            if (state != State.ANSWERING) {
                return; // the server was closed
            }
            keepsAlive = request.keepsAlive();
            answer = ByteBuffer.wrap(bytes);
            try {
                send();
            } catch (IOException e) {
                close();
            }
        }
    }

    private byte[] bytes(HttpRequest request) {
        boolean headOnly = request.method().equals(HEAD);
        HttpAnswer refusal;
        try {
            return handler.answer(request).bytes(request.keepsAlive(), headOnly);
        } catch (Refusal e) {
            refusal = handler.refusal(e.status(), e.getMessage());
        } catch (OutOfMemoryError e) {
            LOG.warn("out of memory while a request was answered");
            refusal = handler.refusal(Refusal.OVERLOADED, "there is not enough memory for this");
        } catch (RuntimeException | Error e) {
            LOG.warn("a request failed", e);
            refusal = handler.refusal(Refusal.FAILED, "failed: " + Excerpt.of(e.toString()));
        }
        return refusal.bytes(request.keepsAlive(), headOnly);
    }

    private void send() throws IOException {
        long now = System.nanoTime(); // before the client can know of the answer
        channel.write(answer);
        if (answer.hasRemaining()) {
            since = state == State.SENDING ? since : now;
            state = State.SENDING;
            listen(SelectionKey.OP_WRITE);
            return;
        }
        answer = null;
        since = now;
        state = keepsAlive ? State.WAITING : State.LINGERING;
        listen(SelectionKey.OP_READ);
        if (!keepsAlive) {
            channel.shutdownOutput();
        } else if (reader.begun()) {
            proceed();
        }
    }

    private void listen(int operations) {
        if (key.interestOps() != operations) {
            key.interestOps(operations);
            key.selector().wakeup();
        }
    }

    /**
     * Ends what has taken too long.
     *
     * @param closing whether the server takes no more requests
     */
    synchronized void look(long now, boolean closing) {
        Duration passed = Duration.ofNanos(now - since);
        try {
            switch (state) {
                case WAITING -> {
                    if (closing || !reader.begun() && passed.compareTo(limits.idle()) > 0) {
                        close();
                    } else if (reader.begun() && passed.compareTo(limits.request()) > 0) {
                        refuse(Refusal.TOO_SLOW, "a request must be whole after " + limits.request().toSeconds() + " s");
                    }
                }
                case SENDING -> closeAfter(limits.answer(), passed);
                case LINGERING -> closeAfter(LINGER, passed);
                default -> { }
            }
        } catch (IOException e) {
            close();
        }
    }

    private void closeAfter(Duration most, Duration passed) {
        if (passed.compareTo(most) > 0) {
            close();
        }
    }

    synchronized void close() {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        answer = null;
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("not closed", e);
        }
        closed.run();
    }
}
