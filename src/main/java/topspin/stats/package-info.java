/**
 * Statistics over runs: curves read back from disk, measures per run, intervals and tests over seeds, and the verdict.
 * Pure: nothing here prints, and every random draw comes from a named stream, so the same runs give the same numbers.
 */
package topspin.stats;
