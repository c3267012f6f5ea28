/**
 * Recurrent cells: each in a file of its own formulas, {@link topspin.nn.cell.RecurrentCell} as what they have in common,
 * and {@link topspin.nn.cell.CellPass}, which takes any of them through a batch. {@code sequence} takes them through it in
 * other ways; policies and models stack them.
 */
package topspin.nn.cell;
