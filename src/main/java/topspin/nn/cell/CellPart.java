package topspin.nn.cell;

/**
 * Something that a cell's steps computed, to look at: a gate, a state. Valid from the step until the gradients are passed
 * back.
 *
 * @param name   for people, such as {@code forget gate}
 * @param values {@code [rows][width]}
 */
public record CellPart(String name, float[] values, int width) {
}
