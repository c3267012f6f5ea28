package topspin.page.agent;

import java.util.List;
import java.util.Map;

/**
 * What is known of a policy and its world before a game.
 *
 * @param name            of the experiment
 * @param step            decisions that the policy had learned from
 * @param world           its id
 * @param options         of the world
 * @param core            of the policy, for people
 * @param probabilities   whether bars are probabilities of actions, which sum to 1
 * @param width           of pictures, in pixels
 * @param height          likewise
 * @param framesPerSecond steps a second at which the world moves by itself; 0 if it waits
 * @param parts           of the policy's core; none without one
 * @param names           of {@link AgentStep#numbers}
 */
public record AgentFacts(String name, long step, String world, Map<String, Object> options, String core, boolean probabilities,
                         int width, int height, double framesPerSecond, List<Part> parts, List<String> names) {

    /**
     * A gate or a state.
     *
     * @param layer from 0, the lowest
     * @param name  such as {@code forget gate}
     * @param units numbers of a step
     */
    public record Part(int layer, String name, int units) {

        /** Whether it is carried from step to step, so that it can remember something. */
        boolean isState() {
            return name.endsWith("state");
        }
    }

    /** Numbers that a step has inside. */
    int units() {
        return parts.stream().mapToInt(Part::units).sum();
    }
}
