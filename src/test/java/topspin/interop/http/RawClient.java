package topspin.interop.http;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that says anything, byte for byte, and hears what it is answered. */
final class RawClient implements Closeable {
    private final Socket socket = new Socket();
    private final InputStream in;

    RawClient(InetSocketAddress server) throws IOException {
        socket.setReceiveBufferSize(1 << 14);
        socket.setTcpNoDelay(true);
        socket.connect(server);
        in = socket.getInputStream();
    }

    RawClient say(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    /** One answer, head and body, or as much of it as came before the end; empty if nothing came. */
    String hear() throws IOException {
        StringBuilder answer = new StringBuilder();
        while (answer.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            if (b < 0) {
                return answer.toString();
            }
            answer.append((char) b);
        }
        int length = answer.indexOf("Content-Length: ");
        if (length >= 0) {
            int from = length + "Content-Length: ".length();
            byte[] body = in.readNBytes(Integer.parseInt(answer.substring(from, answer.indexOf("\r", from))));
            answer.append(new String(body, StandardCharsets.UTF_8));
        }
        return answer.toString();
    }

    /** Everything up to the server's end of the connection. */
    String hearToTheEnd() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        in.transferTo(all);
        return all.toString(StandardCharsets.UTF_8);
    }

    /** The status of one answer; 0 if none came. */
    int status() throws IOException {
        String answer = hear();
        return answer.isEmpty() ? 0 : Integer.parseInt(answer.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length()));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
