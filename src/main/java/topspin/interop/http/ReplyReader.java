package topspin.interop.http;

import topspin.text.Excerpt;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads the replies that come over one connection, one after the other (RFC 9112, sections 4, 6 and 7). One thread. */
final class ReplyReader {
    private static final int BUFFER = 1 << 14;
    private static final int USUAL_HEAD = 1 << 10;
    private static final int LARGEST_HEAD = 1 << 16;
    private static final int LONGEST_CHUNK_LINE = 1 << 10;
    /** Hexadecimal digits of a chunk's size. */
    private static final int LONGEST_SIZE = 8;
    private static final int HEXADECIMAL = 16;
    /** Below it, a reply is interim. */
    private static final int OK = 200;
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;
    /** {@code HTTP/1.1 200}. */
    private static final int STATUS_AT = 9;
    private static final int STATUS_END = 12;

    private final InputStream in;
    private final int largestBody;
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int end;
    private boolean begun;
    private boolean reusable;

    ReplyReader(InputStream in, int largestBody) {
        this.in = in;
        this.largestBody = largestBody;
    }

    /** Whether the connection can take another request, after {@link #read}. */
    boolean reusable() {
        return reusable && at == end;
    }

    /** Whether a byte of the reply that is being read has come. */
    boolean begun() {
        return begun;
    }

    HttpReply read() throws IOException {
        begun = false;
        reusable = false;
        HttpHead head = head();
        int status = status(head.line());
        while (status < OK) { // the one that counts follows
            head = head();
            status = status(head.line());
        }
        boolean keepsAlive = head.keepsAlive(head.line().substring(0, STATUS_AT - 1));
        byte[] body;
        if (status == NO_CONTENT || status == NOT_MODIFIED) {
            body = new byte[0];
        } else if (head.hasTransferEncoding()) {
            if (!head.chunked()) {
                throw new ProtocolException("a transfer encoding other than chunked");
            }
            body = chunks();
        } else if (head.contentLength() >= 0) {
            body = exactly(checked(head.contentLength()));
        } else {
            body = upToTheEnd();
            keepsAlive = false;
        }
        reusable = keepsAlive;
        return new HttpReply(status, body);
    }

    private HttpHead head() throws IOException {
        byte[] head = new byte[USUAL_HEAD];
        int length = 0;
        int newlineAt = 0;
        for (int found = -1; found < 0;) {
            if (length == LARGEST_HEAD) {
                throw new ProtocolException("headers of more than " + LARGEST_HEAD + " bytes");
            }
            if (length == head.length) {
                head = Arrays.copyOf(head, 2 * length);
            }
            head[length] = next();
            begun = true;
            if (head[length++] == '\n') {
                found = HttpHead.end(head, newlineAt, length);
                newlineAt = length - 1;
            }
        }
        return HttpHead.parse(head, 0, length);
    }

    private static int status(String line) throws ProtocolException {
        boolean version = line.startsWith(HttpHead.VERSION_1_1 + " ") || line.startsWith(HttpHead.VERSION_1_0 + " ");
        if (version && line.length() >= STATUS_END && (line.length() == STATUS_END || line.charAt(STATUS_END) == ' ')) {
            String status = line.substring(STATUS_AT, STATUS_END);
            if (status.chars().allMatch(digit -> digit >= '0' && digit <= '9')) {
                return Integer.parseInt(status);
            }
        }
        throw new ProtocolException("it begins with " + Excerpt.quoted(line) + ", which is not HTTP/1.1");
    }

    private int checked(long length) throws ProtocolException {
        if (length > largestBody) {
            throw new ProtocolException("it has more than " + largestBody + " bytes");
        }
        return (int) length;
    }

    private byte[] exactly(int length) throws IOException {
        int first = Math.min(length, end - at);
        byte[] rest = first == length ? new byte[0] : in.readNBytes(length - first);
        if (first + rest.length < length) {
            throw new EOFException("the answer is incomplete");
        }
        byte[] body = Arrays.copyOfRange(buffer, at, at + length);
        System.arraycopy(rest, 0, body, first, rest.length);
        at += first;
        return body;
    }

    private byte[] upToTheEnd() throws IOException {
        int first = end - at;
        byte[] rest = in.readNBytes(largestBody + 1 - first);
        checked((long) first + rest.length);
        byte[] body = Arrays.copyOfRange(buffer, at, at + first + rest.length);
        System.arraycopy(rest, 0, body, first, rest.length);
        at = end;
        return body;
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = chunkSize(); size > 0; size = chunkSize()) {
            checked((long) body.size() + size);
            body.writeBytes(exactly(size));
            if (!line().isEmpty()) {
                throw new ProtocolException("a chunk is longer than it says");
            }
        }
        int trailers = 0;
        for (String trailer = line(); !trailer.isEmpty(); trailer = line()) {
            trailers += trailer.length();
            if (trailers > LARGEST_HEAD) {
                throw new ProtocolException("trailers of more than " + LARGEST_HEAD + " bytes");
            }
        }
        return body.toByteArray();
    }

    private int chunkSize() throws IOException {
        String line = line();
        int extension = line.indexOf(';');
        String size = (extension < 0 ? line : line.substring(0, extension)).strip();
        if (size.isEmpty() || size.length() > LONGEST_SIZE
                || !size.chars().allMatch(digit -> Character.digit(digit, HEXADECIMAL) >= 0)) {
            throw new ProtocolException(Excerpt.quoted(line) + " is no size of a chunk");
        }
        return checked(Long.parseLong(size, HEXADECIMAL));
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (byte b = next(); b != '\n'; b = next()) {
            if (line.size() == LONGEST_CHUNK_LINE) {
                throw new ProtocolException("a line between chunks of more than " + LONGEST_CHUNK_LINE + " bytes");
            }
            line.write(b);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    private byte next() throws IOException {
        if (at == end) {
            at = 0;
            end = Math.max(0, in.read(buffer, 0, buffer.length));
            if (end == 0) {
                throw new EOFException(begun ? "the answer is incomplete" : "it was closed without an answer");
            }
        }
        return buffer[at++];
    }
}
