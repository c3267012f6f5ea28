package topspin.interop.http;

import java.util.List;

/**
 * A client's request, within the limits.
 *
 * @param method     such as {@code GET}
 * @param path       the words between the slashes; {@code //a/b/} is {@code a}, {@code b}. As they were sent: no {@code %20}
 *                   is decoded, and what stands behind a question mark is left out
 * @param body       as it was sent
 * @param keepsAlive whether the client wants to keep the connection open
 * @param version    {@code HTTP/1.1} or {@code HTTP/1.0}
 */
public record HttpRequest(String method, List<String> path, byte[] body, boolean keepsAlive, String version) {
}
