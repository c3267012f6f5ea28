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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;

/**
 * One client's connection: waits for a request, has it answered, sends the answer, and waits again. The server's thread
 * calls {@link #ready} and {@link #look}, an answering thread sends; only one of them uses the connection at a time.
 */
final class ServerConnection implements HttpStream {
    private static final Logger LOG = LoggerFactory.getLogger(ServerConnection.class);
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
    private static final String HEAD = "HEAD";
    /** Bytes of a stream that wait for their client, which is cut off beyond them. */
    private static final int MOST_HELD = 1 << 23;
    /** Time to read the rest of a refused request: if the connection were closed at once, the answer might be lost. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    private enum State { WAITING, ANSWERING, SENDING, STREAMING, LINGERING, CLOSED }

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
    /** What follows the answer, of a stream. */
    private final Deque<ByteBuffer> following = new ArrayDeque<>();
    private long held;
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
                case STREAMING -> stream(piece.clear());
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
        boolean headOnly = request.method().equals(HEAD);
        HttpAnswer given = given(request);
        boolean streams = given.isStream() && !headOnly;
        synchronized (this) {
            if (state != State.ANSWERING) {
                return; // the server was closed
            }
            keepsAlive = request.keepsAlive() && !given.isStream();
            answer = ByteBuffer.wrap(given.bytes(keepsAlive, headOnly));
            try {
                if (streams) {
                    state = State.STREAMING;
                    flush();
                } else {
                    send();
                }
            } catch (IOException e) {
                close();
            }
        }
        if (streams) {
            given.opened().accept(this);
        }
    }

    private HttpAnswer given(HttpRequest request) {
        try {
            return handler.answer(request);
        } catch (Refusal e) {
            return handler.refusal(e.status(), e.getMessage());
        } catch (OutOfMemoryError e) {
            LOG.warn("out of memory while a request was answered");
            return handler.refusal(Refusal.OVERLOADED, "there is not enough memory for this");
        } catch (RuntimeException | Error e) {
            LOG.warn("a request failed", e);
            return handler.refusal(Refusal.FAILED, "failed: " + Excerpt.of(e.toString()));
        }
    }

    @Override
    public synchronized boolean send(byte[] bytes) {
        if (state != State.STREAMING) {
            return false;
        }
        held += bytes.length;
        if (held > MOST_HELD) {
            LOG.debug("a client does not take its stream");
            close();
            return false;
        }
        following.add(ByteBuffer.wrap(bytes));
        try {
            flush();
        } catch (IOException e) {
            close();
        }
        return state == State.STREAMING;
    }

    @Override
    public synchronized boolean isOpen() {
        return state == State.STREAMING;
    }

    /** A client of a stream says nothing more: what it sends is not read as a request, and its end is the stream's. */
    private void stream(ByteBuffer piece) throws IOException {
        if (key.isReadable() && channel.read(piece) < 0) {
            close();
        } else {
            flush();
        }
    }

    private void flush() throws IOException {
        while (answer != null || !following.isEmpty()) {
            if (answer == null) {
                answer = following.remove();
                held -= answer.remaining();
            }
            channel.write(answer);
            if (answer.hasRemaining()) {
                listen(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
                return;
            }
            answer = null;
        }
        listen(SelectionKey.OP_READ);
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
                case STREAMING -> {
                    if (closing) {
                        close();
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

    @Override
    public synchronized void close() {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        answer = null;
        following.clear();
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("not closed", e);
        }
        closed.run();
    }
}
