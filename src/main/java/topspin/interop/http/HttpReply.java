package topspin.interop.http;

/**
 * A server's reply.
 *
 * @param status such as 200
 * @param body   as it was sent, without the marks of its chunks
 */
public record HttpReply(int status, byte[] body) {
}
