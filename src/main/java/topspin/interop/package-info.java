/**
 * Interfaces to other programs: environments served to them and taken from them, weights in their files, and
 * trackers of experiments. Only the command line and the page depend on these packages.
 */
package topspin.interop;
