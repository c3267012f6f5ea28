/**
 * A run as it is written down: its configuration with rules and hash, its directory, its checkpoints, where it came from and
 * what it needs. Trainer, sweeps and the command line read and write runs through this room; nothing here trains.
 */
package topspin.run;
