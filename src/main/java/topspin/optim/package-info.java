/**
 * Optimisers and schedules of the learning rate, applied to ranges of parameters so that workers can share a step
 * without changing a bit. Called by {@code learn}.
 */
package topspin.optim;
