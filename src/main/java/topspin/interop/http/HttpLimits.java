package topspin.interop.http;

import java.time.Duration;

/**
 * The limits of a server.
 *
 * @param path        characters of a request's path
 * @param head        bytes of a request up to its body, the path included
 * @param body        bytes of a request's body
 * @param connections open at once; for one more, the connection that has waited longest for (the rest of) a request is
 *                    closed
 * @param threads     requests that are worked on at once; others wait for their turn
 * @param request     time from a request's first byte to its last
 * @param answer      time in which a client must have taken an answer
 * @param idle        time in which a connection must bring its next request
 */
public record HttpLimits(int path, int head, int body, int connections, int threads, Duration request, Duration answer,
                         Duration idle) {

    /** For short requests, from enough clients for any parallel run. */
    public static final HttpLimits USUAL = new HttpLimits(1 << 12, 1 << 14, 1 << 16, 1 << 10, 64, Duration.ofSeconds(10),
            Duration.ofSeconds(30), Duration.ofMinutes(2));
}
