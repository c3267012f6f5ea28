/**
 * Topspin as a library: {@link topspin.Experiment} trains and evaluates, {@link topspin.Policy} acts with the trained
 * weights. Programs start here; the packages below offer more, such as {@link topspin.env} for environments of your own
 * and {@link topspin.stats} for statistics over results. Only the command line depends on this package.
 */
package topspin;
