package topspin.interop.http;

import topspin.text.Excerpt;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.StringTokenizer;

/**
 * Assembles the requests of one connection from the pieces in which they arrive (RFC 9112). Its memory stays within the
 * limits, whatever is sent. Order of use: {@link #add} a piece, then {@link #next} until it has none. After a
 * {@link Refusal} nothing that follows can be understood. One thread at a time.
 */
final class RequestReader {
    private static final int FIRST_SIZE = 1 << 10;
    private static final int MOST_FIELDS = 100;
    /** {@code GET / HTTP/1.1}. */
    private static final int WORDS = 3;
    private static final String EXPECT = "expect";
    private static final String CONTINUE = "100-continue";

    private final HttpLimits limits;
    private final AllowedHosts hosts;
    private byte[] buffer = new byte[FIRST_SIZE];
    private int length;
    /** Everything before it was searched for the head's end. */
    private int searched;
    /** Null until the head is whole. */
    private HttpHead head;
    private String[] line;
    private int bodyAt;
    private int bodyLength;
    private boolean continued;

    RequestReader(HttpLimits limits, AllowedHosts hosts) {
        this.limits = limits;
        this.hosts = hosts;
    }

    /** Adds a piece. */
    void add(ByteBuffer piece) {
        int needed = length + piece.remaining();
        if (needed > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(needed, 2 * buffer.length));
        }
        int size = piece.remaining();
        piece.get(buffer, length, size);
        length += size;
    }

    /** Whether a part of a request has arrived. */
    boolean begun() {
        return length > 0;
    }

    /** Whether the client waits for {@code 100 Continue} before it sends the body; true once for each request. */
    boolean awaitsContinue() {
        boolean awaits = head != null && !continued && head.lists(EXPECT, CONTINUE);
        continued |= awaits;
        return awaits;
    }

    /**
     * The next request.
     *
     * @return null if it is not whole yet
     * @throws Refusal if it will not be answered
     */
    HttpRequest next() {
        if (head == null && !readHead() || length < bodyAt + bodyLength) {
            return null;
        }
        byte[] body = Arrays.copyOfRange(buffer, bodyAt, bodyAt + bodyLength);
        HttpRequest request = new HttpRequest(line[0], path(line[1]), query(line[1]), body, head.keepsAlive(line[2]), line[2]);
        discard(bodyAt + bodyLength);
        head = null;
        continued = false;
        return request;
    }

    private boolean readHead() {
        skipEmptyLines();
        int end = HttpHead.end(buffer, searched, length);
        if (end < 0 || end > limits.head()) {
            requireShort();
            searched = Math.max(0, length - 2);
            return false;
        }
        try {
            HttpHead whole = HttpHead.parse(buffer, 0, end);
            line = requestLine(whole.line());
            hosts.check(whole, line[2].equals(HttpHead.VERSION_1_1));
            bodyLength = bodyLength(whole);
            bodyAt = end;
            head = whole;
        } catch (ProtocolException e) {
            throw Refusal.badRequest(e.getMessage());
        }
        return true;
    }

    /** Some clients send an empty line after a body. */
    private void skipEmptyLines() {
        int empty = 0;
        while (empty < length && (buffer[empty] == '\r' || buffer[empty] == '\n')) {
            empty++;
        }
        if (empty > 0) {
            discard(empty);
        }
    }

    /** Called if the head has not ended yet, or is too long. */
    private void requireShort() {
        int longestLine = limits.path() + FIRST_SIZE;
        if (length > longestLine && lineEnd(longestLine) == longestLine) {
            throw pathTooLong();
        }
        if (length > limits.head()) {
            throw new Refusal(Refusal.HEAD_TOO_LARGE, "the head of a request may have " + limits.head() + " bytes at most");
        }
    }

    private int lineEnd(int most) {
        int end = 0;
        while (end < most && buffer[end] != '\n') {
            end++;
        }
        return end;
    }

    private Refusal pathTooLong() {
        return new Refusal(Refusal.PATH_TOO_LONG, "a path may have " + limits.path() + " characters at most");
    }

    private String[] requestLine(String text) {
        StringTokenizer words = new StringTokenizer(text, " ");
        if (words.countTokens() == WORDS) {
            String[] parts = {words.nextToken(), words.nextToken(), words.nextToken()};
            if (parts[1].length() > limits.path()) {
                throw pathTooLong();
            }
            if (parts[1].startsWith("/") && (parts[2].equals(HttpHead.VERSION_1_1) || parts[2].equals(HttpHead.VERSION_1_0))) {
                return parts;
            }
        }
        throw Refusal.badRequest("expected a request such as GET /path HTTP/1.1, got " + Excerpt.quoted(text));
    }

    private int bodyLength(HttpHead whole) throws ProtocolException {
        if (whole.fields().size() > MOST_FIELDS) {
            throw new Refusal(Refusal.HEAD_TOO_LARGE, "a request may have " + MOST_FIELDS + " fields at most");
        }
        if (whole.hasTransferEncoding()) {
            throw new Refusal(Refusal.LENGTH_REQUIRED, "expected Content-Length; bodies in chunks are not taken");
        }
        long declared = whole.contentLength();
        if (declared > limits.body()) {
            throw new Refusal(Refusal.TOO_LARGE, "a request may have " + limits.body() + " bytes at most");
        }
        return (int) Math.max(0, declared);
    }

    private static List<String> path(String target) {
        int query = target.indexOf('?');
        StringTokenizer words = new StringTokenizer(query < 0 ? target : target.substring(0, query), "/");
        List<String> path = new ArrayList<>();
        while (words.hasMoreTokens()) {
            path.add(words.nextToken());
        }
        return path;
    }

    private static String query(String target) {
        int query = target.indexOf('?');
        return query < 0 ? "" : target.substring(query + 1);
    }

    private void discard(int count) {
        int rest = length - count;
        byte[] next = buffer.length > FIRST_SIZE && rest <= FIRST_SIZE ? new byte[FIRST_SIZE] : buffer;
        System.arraycopy(buffer, count, next, 0, rest);
        buffer = next;
        length = rest;
        searched = 0;
    }
}
