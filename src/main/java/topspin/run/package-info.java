/**
 * A run on disk: its configuration with rules and hash, its directory, checkpoints, provenance and memory. Trainer,
 * sweeps and the command line read and write runs through this package; nothing here trains.
 */
package topspin.run;
