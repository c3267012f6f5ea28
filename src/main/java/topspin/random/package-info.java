/**
 * Named random streams: every use draws from a stream that is a function of the seed and its name alone, and that can
 * be saved. Nothing in Topspin draws from anywhere else.
 */
package topspin.random;
