/**
 * Topspin as a library: {@link topspin.Experiment} trains and evaluates, {@link topspin.Policy} acts with what was learned.
 * A program starts here; the rooms below are there for whoever needs more, such as {@link topspin.env} for an environment
 * of one's own and {@link topspin.stats} for the reading of results. Only the command line stands above.
 */
package topspin;
