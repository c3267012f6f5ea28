package topspin.page.agent;

/** A policy's games, one after the other. One thread at a time. It may hold native memory until it is closed. */
public interface AgentGame extends AutoCloseable {

    AgentFacts facts();

    /**
     * The next step, of the next game if one is over.
     *
     * @throws topspin.interop.http.Refusal if the world fails; it says why
     */
    AgentStep play();

    @Override
    void close();
}
