/**
 * Losses over the rows of a batch with their gradients, written out as formulas. Static and free of allocation;
 * algorithms call them, shard by shard.
 */
package topspin.loss;
