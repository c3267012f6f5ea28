package topspin.page.agent;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import topspin.interop.http.Refusal;
import topspin.text.Excerpt;

import java.util.ArrayList;
import java.util.List;

/**
 * What a policy played at one sitting: all steps so far, kept. One thread calls {@link #play}, any other everything else.
 */
final class AgentSitting {
    private static final Logger LOG = LoggerFactory.getLogger(AgentSitting.class);

    private final String id;
    private final AgentRequest request;
    private final AgentFacts facts;
    private final int most;
    private final List<AgentStep> steps = new ArrayList<>();
    private boolean done;
    private boolean closed;
    private String problem = "";
    private long asked;

    /** @param most steps that are played */
    AgentSitting(String id, AgentRequest request, AgentFacts facts, int most, long now) {
        this.id = id;
        this.request = request;
        this.facts = facts;
        this.most = most;
        asked = now;
    }

    /** Plays until all steps are played or nobody wants them any more. */
    void play(AgentGame game) {
        try {
            while (wants()) {
                add(game.play());
            }
            end("");
        } catch (Refusal e) {
            end(e.getMessage());
        } catch (RuntimeException | Error e) {
            LOG.warn("the game of {} ended", request.run(), e);
            end("it ended after step " + count() + ": " + Excerpt.of(String.valueOf(e)));
        }
    }

    private synchronized boolean wants() {
        return !closed && steps.size() < most;
    }

    private synchronized void add(AgentStep step) {
        steps.add(step);
    }

    private synchronized void end(String why) {
        done = true;
        problem = why;
    }

    String id() {
        return id;
    }

    AgentRequest request() {
        return request;
    }

    AgentFacts facts() {
        return facts;
    }

    int most() {
        return most;
    }

    synchronized int count() {
        return steps.size();
    }

    /** Whether no more steps will come. */
    synchronized boolean isDone() {
        return done;
    }

    /** Why there are fewer steps than were wanted; empty if there are not. */
    synchronized String problem() {
        return problem;
    }

    /** The steps from one, inclusive, to another, exclusive, or fewer if they are not played yet. */
    synchronized List<AgentStep> steps(int from, int to) {
        int end = Math.min(Math.max(0, to), steps.size());
        return List.copyOf(steps.subList(Math.min(Math.max(0, from), end), end));
    }

    /** Ends it after the present step. */
    synchronized void close() {
        closed = true;
    }

    synchronized void ask(long now) {
        asked = now;
    }

    /** When anybody asked for it last. */
    synchronized long asked() {
        return asked;
    }
}
