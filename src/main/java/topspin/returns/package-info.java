/**
 * Discounted returns and generalised advantage estimates, per environment and without allocation. Algorithms call them
 * before the loss.
 */
package topspin.returns;
