/**
 * Optimisers and schedules of the learning rate, applied to ranges of parameters so that workers can share a step without
 * changing a bit. Called by the step of learning.
 */
package topspin.optim;
