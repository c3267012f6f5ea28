package topspin.supervised;

/**
 * A gate or a state over the steps of a sequence.
 *
 * @param layer  from 0, the lowest
 * @param name   such as {@code forget gate}
 * @param values {@code [steps][units]}
 */
public record Trace(int layer, String name, float[][] values) {
}
