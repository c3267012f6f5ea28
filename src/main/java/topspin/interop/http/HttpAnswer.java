package topspin.interop.http;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a server answers.
 *
 * @param status such as 200
 * @param type   of the body, such as {@code application/json}
 * @param body   null for an answer without content, and for one that has no end
 * @param fields further header fields, such as {@code Cache-Control}
 * @param opened null for an answer that is whole; else called, on an answering thread, with the stream that the client takes
 *               once the head is on its way
 */
public record HttpAnswer(int status, String type, byte[] body, Map<String, String> fields, Consumer<HttpStream> opened) {
    private static final int OK = 200;
    private static final int NO_CONTENT = 204;

    public HttpAnswer {
        fields = Map.copyOf(fields);
    }

    /** A whole answer. */
    public HttpAnswer(int status, String type, byte[] body) {
        this(status, type, body, Map.of(), null);
    }

    /** An answer without content. */
    public static HttpAnswer nothing() {
        return new HttpAnswer(NO_CONTENT, null, null);
    }

    /** An answer that goes on until the stream or the client ends it. */
    public static HttpAnswer stream(String type, Consumer<HttpStream> opened) {
        return new HttpAnswer(OK, type, null, Map.of("Cache-Control", "no-store"), opened);
    }

    /** This answer with other header fields. */
    public HttpAnswer with(Map<String, String> others) {
        return new HttpAnswer(status, type, body, others, opened);
    }

    boolean isStream() {
        return opened != null;
    }

    /**
     * The bytes of the whole answer, or of the head of a stream, which ends where the connection does.
     *
     * @param withoutBody the head alone, as {@code HEAD} asks for
     */
    byte[] bytes(boolean keepsAlive, boolean withoutBody) {
        StringBuilder head = new StringBuilder("HTTP/1.1 ").append(status).append(' ').append(reason()).append("\r\nConnection: ")
                .append(keepsAlive && !isStream() ? HttpHead.KEEP_ALIVE : HttpHead.CLOSE).append("\r\n");
        fields.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        if (type != null) {
            head.append("Content-Type: ").append(type).append("\r\nX-Content-Type-Options: nosniff\r\n");
        }
        if (body != null) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        if (body == null || withoutBody) {
            return start;
        }
        byte[] all = new byte[start.length + body.length];
        System.arraycopy(start, 0, all, 0, start.length);
        System.arraycopy(body, 0, all, start.length, body.length);
        return all;
    }

    private String reason() {
        return switch (status) {
            case OK -> "OK";
            case NO_CONTENT -> "No Content";
            case Refusal.BAD_REQUEST -> "Bad Request";
            case Refusal.FORBIDDEN -> "Forbidden";
            case Refusal.NOT_FOUND -> "Not Found";
            case Refusal.WRONG_METHOD -> "Method Not Allowed";
            case Refusal.TOO_SLOW -> "Request Timeout";
            case Refusal.LENGTH_REQUIRED -> "Length Required";
            case Refusal.TOO_LARGE -> "Content Too Large";
            case Refusal.PATH_TOO_LONG -> "URI Too Long";
            case Refusal.HEAD_TOO_LARGE -> "Request Header Fields Too Large";
            case Refusal.FAILED -> "Internal Server Error";
            case Refusal.OVERLOADED -> "Service Unavailable";
            default -> "";
        };
    }
}
