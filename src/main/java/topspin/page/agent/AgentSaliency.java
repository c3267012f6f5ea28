package topspin.page.agent;

/**
 * How much of an output at step t of a window is owed to what was seen k steps back, as shares that sum to 1, {@code
 * [steps][steps]} by t and k; zeros where nothing is.
 *
 * @param value  of the policy's value
 * @param choice of what the chosen action was chosen by
 */
public record AgentSaliency(float[][] value, float[][] choice) {
}
