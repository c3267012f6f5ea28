package topspin.cli;

import java.io.PrintStream;

/**
 * Where a command prints.
 *
 * @param out      tables and other results
 * @param err      everything said about them
 * @param terminal whether {@code err} is a terminal, which the launcher knows
 */
record Console(PrintStream out, PrintStream err, boolean terminal) {
}
