package topspin.interop.http;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server for pages and programs of this machine, or of trusted others: see {@link AllowedHosts} for who is refused,
 * and {@link HttpLimits} for what a client can use. One thread assembles requests from any number of connections, so
 * that an incomplete request holds bounded memory and no thread; complete ones are answered by a fixed number of
 * threads. Every request that was begun is answered, if only with a refusal.
 *
 * <p>Order of use: construct (the port is taken), {@link #start}, {@link #close}.
 */
public final class HttpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final int BACKLOG = 128;
    private static final int PIECE = 1 << 14;
    /** Time between checks of deadlines. */
    private static final long TICK_MILLIS = 100;
    private static final long THREAD_IDLE_SECONDS = 10;
    /** Time for running answers when the server is closed. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    /** Answers requests. Both methods are called by several threads at once. */
    public interface Handler {

        /** @throws Refusal if the request is not answered */
        HttpAnswer answer(HttpRequest request);

        /** Formats a refusal as one of this server's answers. */
        HttpAnswer refusal(int status, String message);
    }

    private final HttpLimits limits;
    private final AllowedHosts hosts;
    private final Handler handler;
    private final ServerSocketChannel listening;
    private final Selector selector;
    private final ExecutorService threads;
    private final Thread dispatcher;
    private final ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
    private final AtomicInteger connections = new AtomicInteger();
    private long nextLook;
    private volatile boolean closing;

    /**
     * @param address where to listen; port 0 takes any that is free
     * @throws IOException if it cannot be listened at
     */
    public HttpServer(InetSocketAddress address, AllowedHosts hosts, HttpLimits limits, Handler handler)
            throws IOException {
        this.hosts = hosts;
        this.limits = limits;
        this.handler = handler;
        selector = Selector.open();
        listening = ServerSocketChannel.open();
        try {
            listening.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            listening.bind(address, BACKLOG);
            listening.configureBlocking(false);
            listening.register(selector, SelectionKey.OP_ACCEPT);
        } catch (IOException e) {
            listening.close();
            selector.close();
            throw e;
        }
        ThreadPoolExecutor pool = new ThreadPoolExecutor(limits.threads(), limits.threads(), THREAD_IDLE_SECONDS,
                TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "http-answers");
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        threads = pool;
        dispatcher = new Thread(this::dispatch, "http-requests");
    }

    /** Starts answering. */
    public void start() {
        dispatcher.start();
    }

    /** The address and port at which it listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listening.socket().getLocalSocketAddress();
    }

    /** Where clients find it, such as {@code http://127.0.0.1:6600}. */
    public String url() {
        String host = address().getHostString();
        return "http://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address().getPort();
    }

    /** Takes no more requests; those that are being answered have a second to end. */
    @Override
    public void close() {
        closing = true;
        selector.wakeup();
        if (dispatcher.isAlive()) {
            try {
                dispatcher.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        } else {
            end();
        }
    }

    private void dispatch() {
        while (!closing) {
            turn();
        }
        shut(listening);
        long end = System.nanoTime() + LAST_WORDS.toNanos();
        while (connections.get() > 0 && System.nanoTime() - end < 0) {
            turn();
        }
        end();
    }

    private void turn() {
        try {
            select();
        } catch (IOException | OutOfMemoryError e) {
            LOG.warn("the server goes on after: {}", e.toString());
        }
    }

    private void select() throws IOException {
        selector.select(TICK_MILLIS);
        for (SelectionKey key : selector.selectedKeys()) {
            if (key.attachment() instanceof ServerConnection connection) {
                connection.ready(piece);
            } else if (key.isValid()) {
                accept(key);
            }
        }
        selector.selectedKeys().clear();
        long now = System.nanoTime();
        if (now - nextLook < 0) {
            return;
        }
        nextLook = now + TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS);
        for (SelectionKey key : selector.keys()) {
            if (key.attachment() instanceof ServerConnection connection) {
                connection.look(now, closing);
            } else if (key.isValid()) {
                key.interestOps(SelectionKey.OP_ACCEPT);
            }
        }
    }

    private void accept(SelectionKey acceptor) {
        SocketChannel channel = null;
        try {
            if (connections.get() >= limits.connections() && !makeRoom()) {
                acceptor.interestOps(0); // all are being answered: until the next look
                return;
            }
            channel = listening.accept();
            if (channel != null) {
                channel.configureBlocking(false);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
                connections.incrementAndGet();
                key.attach(new ServerConnection(key, limits, hosts, handler, threads, connections::decrementAndGet));
            }
        } catch (IOException e) {
            LOG.debug("a connection cannot be taken", e); // such as for too many open files
            shut(channel);
            if (!makeRoom()) {
                acceptor.interestOps(0);
            }
        }
    }

    /** Closes the connection that has waited longest; false if none waits. */
    private boolean makeRoom() {
        ServerConnection longest = null;
        for (SelectionKey key : selector.keys()) {
            if (key.attachment() instanceof ServerConnection connection && connection.waits()
                    && (longest == null || connection.since() - longest.since() < 0)) {
                longest = connection;
            }
        }
        if (longest != null) {
            longest.close();
        }
        return longest != null;
    }

    private synchronized void end() {
        if (!selector.isOpen()) {
            return;
        }
        for (SelectionKey key : selector.keys()) {
            if (key.attachment() instanceof ServerConnection connection) {
                connection.close();
            }
        }
        shut(listening);
        shut(selector);
        threads.shutdown();
    }

    private static void shut(AutoCloseable closeable) {
        try {
            if (closeable != null) {
                closeable.close();
            }
        } catch (Exception e) {
            LOG.debug("not closed", e);
        }
    }
}
