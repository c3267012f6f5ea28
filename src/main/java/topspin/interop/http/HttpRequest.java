package topspin.interop.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A client's request, within the limits.
 *
 * @param method     such as {@code GET}
 * @param path       the words between the slashes; {@code //a/b/} is {@code a}, {@code b}. As they were sent: no {@code %20}
 *                   is decoded
 * @param query      what stands behind a question mark, as it was sent; may be empty
 * @param body       as it was sent
 * @param keepsAlive whether the client wants to keep the connection open
 * @param version    {@code HTTP/1.1} or {@code HTTP/1.0}
 */
public record HttpRequest(String method, List<String> path, String query, byte[] body, boolean keepsAlive, String version) {

    /**
     * The query's parameters, decoded, in order; of those with one name, the last.
     *
     * @throws Refusal if it cannot be decoded
     */
    public Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            if (!pair.isEmpty()) {
                parameters.put(decoded(equals < 0 ? pair : pair.substring(0, equals)), equals < 0 ? ""
                        : decoded(pair.substring(equals + 1)));
            }
        }
        return parameters;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest("a query has a % that two hexadecimal digits do not follow");
        }
    }
}
