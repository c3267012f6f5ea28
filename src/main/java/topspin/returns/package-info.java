/**
 * What rewards add up to: discounted returns and generalised advantage estimates, per environment and without allocation.
 * Algorithms call them before they make a loss.
 */
package topspin.returns;
