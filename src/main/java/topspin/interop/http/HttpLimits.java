package topspin.interop.http;

import java.time.Duration;

/**
 * What a server grants to those who ask.
 *
 * @param path        characters of a request's path
 * @param head        bytes of a request up to its body, the path included
 * @param body        bytes of a request's body
 * @param connections open at once; for one more, that which has waited longest for a request, or the rest of one, is closed
 * @param threads     requests that are worked on at once; others wait for their turn
 * @param request     time from a request's first byte to its last
 * @param answer      time in which a client must have taken an answer
 * @param idle        time in which a connection must bring its next request
 */
public record HttpLimits(int path, int head, int body, int connections, int threads, Duration request, Duration answer,
                         Duration idle) {

    /** For requests of a few words, from as many clients as environments that anybody steps in parallel. */
    public static final HttpLimits USUAL = new HttpLimits(1 << 12, 1 << 14, 1 << 16, 1 << 10, 64, Duration.ofSeconds(10),
            Duration.ofSeconds(30), Duration.ofMinutes(2));
}
