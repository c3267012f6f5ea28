package topspin.interop.http;

import topspin.text.Excerpt;

import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.StringTokenizer;

/**
 * The head of a request or a reply: everything before the body.
 *
 * @param line   the first line, such as {@code GET / HTTP/1.1}
 * @param fields header fields by name, in lower case; the values of a repeated name are joined with {@code ", "}
 */
record HttpHead(String line, Map<String, String> fields) {
    static final String VERSION_1_0 = "HTTP/1.0";
    static final String VERSION_1_1 = "HTTP/1.1";
    static final String CONNECTION = "connection";
    static final String CLOSE = "close";
    static final String KEEP_ALIVE = "keep-alive";
    private static final String CONTENT_LENGTH = "content-length";
    private static final String TRANSFER_ENCODING = "transfer-encoding";
    /** Larger than any accepted body, and no overflow. */
    private static final int LONGEST_LENGTH = 15;

    /**
     * Looks for the blank line that ends a head. Lines end with CR LF, or with LF alone.
     *
     * @param from where to begin: the last byte that was searched before, or the first
     * @return the index behind it; −1 if it is not there yet
     */
    static int end(byte[] bytes, int from, int to) {
        for (int i = from; i < to - 1; i++) {
            if (bytes[i] != '\n') {
                continue;
            }
            if (bytes[i + 1] == '\n') {
                return i + 2;
            }
            if (bytes[i + 1] == '\r' && i + 2 < to && bytes[i + 2] == '\n') {
                return i + 3;
            }
        }
        return -1;
    }

    /**
     * Reads a whole head.
     *
     * @throws ProtocolException if it is malformed
     */
    static HttpHead parse(byte[] bytes, int from, int to) throws ProtocolException {
        String text = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
        StringTokenizer lines = new StringTokenizer(text, "\n");
        if (!lines.hasMoreTokens()) {
            throw new ProtocolException("it begins with an empty line");
        }
        String first = withoutReturn(lines.nextToken());
        Map<String, String> fields = new LinkedHashMap<>();
        while (lines.hasMoreTokens()) {
            String line = withoutReturn(lines.nextToken());
            if (!line.isEmpty()) {
                addField(line, fields);
            }
        }
        return new HttpHead(first, fields);
    }

    private static void addField(String line, Map<String, String> fields) throws ProtocolException {
        int colon = line.indexOf(':');
        if (colon < 1 || line.charAt(colon - 1) <= ' ' || line.charAt(0) <= ' ') {
            throw new ProtocolException(Excerpt.quoted(line) + " is no header field");
        }
        fields.merge(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip(),
                (one, other) -> one + ", " + other);
    }

    private static String withoutReturn(String line) {
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    }

    /** The value of a field, by its name in lower case; null if it is not there. */
    String field(String name) {
        return fields.get(name);
    }

    /** Whether a field has this word among those that commas separate. */
    boolean lists(String name, String word) {
        StringTokenizer words = new StringTokenizer(fields.getOrDefault(name, ""), ", \t");
        while (words.hasMoreTokens()) {
            if (words.nextToken().equalsIgnoreCase(word)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the connection stays open after the body, by the HTTP version and the head. */
    boolean keepsAlive(String version) {
        return version.equals(VERSION_1_1) ? !lists(CONNECTION, CLOSE)
                : version.equals(VERSION_1_0) && lists(CONNECTION, KEEP_ALIVE);
    }

    /** Whether the body has another form than that of {@link #contentLength}, such as {@code chunked}. */
    boolean hasTransferEncoding() {
        return fields.containsKey(TRANSFER_ENCODING);
    }

    boolean chunked() {
        return "chunked".equalsIgnoreCase(fields.get(TRANSFER_ENCODING));
    }

    /**
     * Bytes of the body; −1 if not given.
     *
     * @throws ProtocolException if it is not a length
     */
    long contentLength() throws ProtocolException {
        String length = fields.get(CONTENT_LENGTH);
        if (length == null) {
            return -1;
        }
        if (length.isEmpty() || length.length() > LONGEST_LENGTH
                || !length.chars().allMatch(digit -> digit >= '0' && digit <= '9')) {
            throw new ProtocolException("Content-Length " + Excerpt.quoted(length) + " is no length");
        }
        return Long.parseLong(length);
    }
}
