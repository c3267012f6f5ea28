/**
 * A run from its configuration to its last checkpoint: the rules of a configuration, the session that collects and learns,
 * the run directory, guards, and evaluation. Sweeps and the command line start it; nothing here prints.
 */
package topspin.train;
