package topspin.nn.cell;

import java.util.List;

/**
 * The arrays of a cell that other classes use: outputs, states, and those that are copied if steps are taken on rows in
 * another order than projection and read.
 *
 * @param rows               how many
 * @param states             before and after each row
 * @param output             {@code [rows][outputs]}
 * @param outputGradient     {@code [rows][outputs]}
 * @param projection         what {@link CellRows#project} writes and the step reads
 * @param stepped            what the step writes and {@link CellRows#read} reads, the states after it among them
 * @param operands           inputs of the step that it leaves unchanged; {@link CellRows#projectBackward} and
 *                           {@link CellRows#gradientBlocks} read them again
 * @param steppedGradient    what {@link CellStep#backward} reads: what {@link CellRows#readBackward} writes, or the
 *                           outputs' gradient
 * @param projectionGradient what {@link CellStep#backward} writes and {@link CellRows#projectBackward} and
 *                           {@link CellRows#gradientBlocks} read
 * @param bytes              that all arrays of the cell occupy
 */
public record CellArrays(int rows, StateRows states, float[] output, float[] outputGradient, List<RowArray> projection,
                         List<RowArray> stepped, List<RowArray> operands, List<RowArray> steppedGradient,
                         List<RowArray> projectionGradient, long bytes) {
}
