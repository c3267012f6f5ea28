package topspin.interop.http;

/**
 * The body of an answer that goes on, such as a stream of events. Any thread may send; what is sent arrives in that order.
 * Sending never waits for the client: what it has not taken yet is held, up to a limit, beyond which it is cut off.
 */
public interface HttpStream {

    /**
     * Sends bytes, which are not changed afterwards.
     *
     * @return whether the client is still there
     */
    boolean send(byte[] bytes);

    boolean isOpen();

    /** Ends the answer. */
    void close();
}
