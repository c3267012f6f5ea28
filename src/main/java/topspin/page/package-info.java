/**
 * The page that {@code ./topspin watch} serves over directories of runs: an index that reads what runs write, curves and verdicts
 * made of it, and a server. It reads; only {@link topspin.page.RunControl}, which is off unless asked for, makes anything happen,
 * and then by the same files and commands that a person at a terminal has. The command line calls it.
 */
package topspin.page;
