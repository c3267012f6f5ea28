package topspin.interop.http;

import java.nio.charset.StandardCharsets;

/**
 * What a server answers.
 *
 * @param status such as 200
 * @param type   of the body, such as {@code application/json}
 * @param body   null for an answer without content
 */
public record HttpAnswer(int status, String type, byte[] body) {
    private static final int NO_CONTENT = 204;

    /** An answer without content. */
    public static HttpAnswer nothing() {
        return new HttpAnswer(NO_CONTENT, null, null);
    }

    /**
     * The bytes of the whole answer.
     *
     * @param withoutBody the head alone, as {@code HEAD} asks for
     */
    byte[] bytes(boolean keepsAlive, boolean withoutBody) {
        StringBuilder head = new StringBuilder("HTTP/1.1 ").append(status).append(' ').append(reason())
                .append("\r\nConnection: ").append(keepsAlive ? HttpHead.KEEP_ALIVE : HttpHead.CLOSE).append("\r\n");
        if (body != null) {
            head.append("Content-Type: ").append(type).append("\r\nContent-Length: ").append(body.length)
                    .append("\r\nX-Content-Type-Options: nosniff\r\n");
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
            case 200 -> "OK";
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
