/**
 * Randomness with names: every use draws from a stream that is a function of the seed and its name alone, and that can be
 * saved. On the ground floor; nothing in Topspin draws from anywhere else.
 */
package topspin.random;
