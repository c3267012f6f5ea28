/**
 * One way to take a step of learning, for policies and for any other model: gradients of the weights, their norm, the
 * optimiser and fresh copies for the engine, shared by workers without changing a bit. Knows nothing of policies,
 * losses or data; whoever trains a model calls it.
 */
package topspin.learn;
