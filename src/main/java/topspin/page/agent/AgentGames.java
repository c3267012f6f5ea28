package topspin.page.agent;

import topspin.interop.http.Refusal;

import java.io.IOException;

/** Plays games of runs: what the page needs of the rooms above it. Safe for several threads. */
public interface AgentGames {

    /**
     * Loads a policy and opens its world.
     *
     * @throws Refusal     if the run, the checkpoint or the world cannot be used; it says why
     * @throws IOException if a file cannot be read
     */
    AgentGame open(AgentRequest request) throws IOException;

    /**
     * Plays the games once more, and asks what the policy's outputs depended on.
     *
     * @param from  the first step of the window, from 0, over all games
     * @param count steps of the window, all of one game
     * @throws Refusal     if the policy cannot tell
     * @throws IOException if a file cannot be read
     */
    AgentSaliency saliency(AgentRequest request, int from, int count) throws IOException;
}
