/**
 * Recurrent cells: the formulas of each in a file of its own, their interface {@link topspin.nn.cell.RecurrentCell},
 * and {@link topspin.nn.cell.CellPass}, which takes any of them through a batch. {@code sequence} has other ways
 * through a batch; policies and models stack cells.
 */
package topspin.nn.cell;
