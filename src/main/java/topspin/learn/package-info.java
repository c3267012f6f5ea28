/**
 * A step of learning, for policies and any other model: gradients of the weights, their norm, the optimiser and
 * packing, shared by workers without changing a bit. It does not depend on policies, losses or data.
 */
package topspin.learn;
