/** Giving variants up early: judged by the interquartile mean over their seeds at equal steps, never by one curve. */
package topspin.sweep.pruning;
