package topspin.interop.http;

import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Requests to one server, one after the other, over a connection that is reused while the server keeps it open. A
 * {@link Deadline} can end an exchange at any point: it closes the connection, which ends every wait except a name
 * look-up.
 *
 * <p>A request is repeated only if it did not leave this machine whole, so that no server can have acted on it. Before
 * a connection is reused, it is checked whether the server has closed it.
 *
 * <p>One thread at a time; {@link #hurry} may be called by any.
 */
public final class HttpConnection implements Closeable {
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    private final URI server;
    private final boolean secure;
    private final int port;
    private final int largestReply;
    private final Deadline deadline = new Deadline();
    private final ByteBuffer unasked = ByteBuffer.allocate(1);
    /** Null if there is no connection. */
    private SocketChannel channel;
    private OutputStream out;
    private ReplyReader reader;

    /**
     * Does not connect yet.
     *
     * @param server       {@code http} or {@code https}, a host, perhaps a port and the beginning of every path
     * @param largestReply bytes that the body of a reply may have
     */
    public HttpConnection(URI server, int largestReply) {
        this.server = server;
        this.secure = "https".equalsIgnoreCase(server.getScheme());
        this.port = server.getPort() >= 0 ? server.getPort() : secure ? HTTPS_PORT : HTTP_PORT;
        this.largestReply = largestReply;
    }

    /**
     * Sends a request and reads the reply to its end.
     *
     * @param path    after the server's own
     * @param body    JSON; empty for none
     * @param timeout from now until the reply is whole
     * @throws DeadlineException          if that was too short
     * @throws java.net.ProtocolException if the reply is not HTTP/1.1 or 1.0, or is too large
     * @throws IOException                if there is no connection, or it breaks
     */
    public HttpReply exchange(String method, String path, byte[] body, Duration timeout) throws IOException {
        boolean whole = false;
        deadline.begin(timeout);
        try {
            send(request(method, path, body));
            HttpReply reply = reader.read();
            whole = true;
            if (!deadline.end() || !reader.reusable()) {
                close();
            }
            return reply;
        } catch (IOException e) {
            throw deadline.passed() ? new DeadlineException(reader != null && reader.begun(), e) : e;
        } finally {
            if (!whole) {
                deadline.end();
                close();
            }
        }
    }

    private byte[] request(String method, String path, byte[] body) {
        String prefix = server.getRawPath() == null ? "" : server.getRawPath();
        byte[] head = (method + " " + prefix + path + " HTTP/1.1\r\nHost: " + server.getHost()
                + (server.getPort() >= 0 ? ":" + port : "") + "\r\nUser-Agent: topspin\r\nAccept: application/json\r\n"
                + (body.length > 0 ? "Content-Type: application/json\r\n" : "")
                + "Content-Length: " + body.length + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
        byte[] request = new byte[head.length + body.length];
        System.arraycopy(head, 0, request, 0, head.length);
        System.arraycopy(body, 0, request, head.length, body.length);
        return request;
    }

    private void send(byte[] request) throws IOException {
        if (channel != null && !hasEnded()) {
            try {
                out.write(request);
                return;
            } catch (IOException e) {
                if (deadline.passed()) {
                    throw e;
                }
                // its last bytes never left: it is sent again from the beginning over a new connection
            }
        }
        close();
        connect();
        out.write(request);
    }

    /** Whether the server has closed the connection, or sent data without a request. */
    private boolean hasEnded() {
        try {
            channel.configureBlocking(false);
            int read = channel.read(unasked.clear());
            channel.configureBlocking(true);
            return read != 0;
        } catch (IOException e) {
            return true; // it will be replaced
        }
    }

    private void connect() throws IOException {
        InetSocketAddress address = new InetSocketAddress(server.getHost(), port);
        if (address.isUnresolved()) {
            throw new UnknownHostException(server.getHost());
        }
        channel = SocketChannel.open();
        deadline.closes(channel);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.connect(address);
        InputStream in = channel.socket().getInputStream();
        out = channel.socket().getOutputStream();
        if (secure) {
            SSLSocket layered = (SSLSocket) ((SSLSocketFactory) SSLSocketFactory.getDefault())
                    .createSocket(channel.socket(), server.getHost(), port, true);
            SSLParameters parameters = layered.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            layered.setSSLParameters(parameters);
            layered.startHandshake();
            in = layered.getInputStream();
            out = layered.getOutputStream();
        }
        reader = new ReplyReader(in, largestReply);
    }

    /**
     * Limits the time of the running exchange and of all later ones.
     *
     * @param most from now for the running exchange, from its beginning for each later one
     */
    public void hurry(Duration most) {
        deadline.hurry(most);
    }

    /** Closes the connection; the next exchange opens another. */
    @Override
    public void close() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // nothing is expected of it any more
        } finally {
            channel = null;
            reader = null;
        }
    }
}
