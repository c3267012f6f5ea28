package topspin.interop.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that says what a test wants, byte for byte, to connections that it counts. */
public final class RawServer implements AutoCloseable {
    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private final Behaviour behaviour;
    private volatile String lastHead = "";

    /** What happens on one connection; it is closed when this ends, or throws. */
    public interface Behaviour {
        void serve(Connection connection) throws IOException, InterruptedException;
    }

    /** One connection, as the server sees it. */
    public final class Connection {
        private final InputStream in;
        private final OutputStream out;

        private Connection(Socket connection) throws IOException {
            in = connection.getInputStream();
            out = connection.getOutputStream();
        }

        /** Waits for a request, head and body. Returns false if the client has gone. */
        public boolean awaitRequest() throws IOException {
            if (!awaitHead()) {
                return false;
            }
            int length = lastHead.indexOf("Content-Length: ") + "Content-Length: ".length();
            in.readNBytes(Integer.parseInt(lastHead.substring(length, lastHead.indexOf("\r", length))));
            return true;
        }

        /** Waits for a request without a body. Returns false if the client has gone. */
        public boolean awaitHead() throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int b = in.read();
                if (b < 0) {
                    return false;
                }
                head.append((char) b);
            }
            lastHead = head.toString();
            requests.incrementAndGet();
            return true;
        }

        public void say(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        /** Says this again and again, until the client has had enough. */
        public void sayForEver(String text, long millisBetween) throws IOException, InterruptedException {
            while (true) {
                say(text);
                Thread.sleep(millisBetween);
            }
        }

        /** Neither reads nor writes nor closes, until the client or the server does. */
        public void hold() throws InterruptedException {
            while (!socket.isClosed()) {
                Thread.sleep(5);
            }
        }
    }

    public RawServer(Behaviour behaviour) throws IOException {
        this.behaviour = behaviour;
        Thread acceptor = new Thread(this::accept);
        acceptor.setDaemon(true);
        acceptor.start();
    }

    /** Answers every request so, and closes the connection only when the client does. */
    public static RawServer answering(String reply) throws IOException {
        return new RawServer(connection -> {
            while (connection.awaitRequest()) {
                connection.say(reply);
            }
        });
    }

    /** Answers every request with a beginning, and a drop of the rest every so many milliseconds. */
    public static RawServer dripping(String beginning, String drop, long millisBetween) throws IOException {
        return new RawServer(connection -> {
            connection.awaitRequest();
            connection.say(beginning);
            connection.sayForEver(drop, millisBetween);
        });
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = socket.accept();
                connections.add(connection);
                Thread thread = new Thread(() -> serve(connection));
                thread.setDaemon(true);
                thread.start();
            }
        } catch (IOException e) {
            return; // closed
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            behaviour.serve(new Connection(connection));
        } catch (IOException | InterruptedException e) {
            return; // the client has gone, or the test is over
        } finally {
            closed.incrementAndGet();
        }
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    /** Of the last request, to the blank line. */
    public String lastHead() {
        return lastHead;
    }

    public int requests() {
        return requests.get();
    }

    /** Connections that this server has ended. */
    public int closed() {
        return closed.get();
    }

    public int connections() {
        return connections.size();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }
}
