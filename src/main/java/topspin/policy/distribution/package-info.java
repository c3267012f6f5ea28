/**
 * Distributions over actions, one for each kind of action space, with samples, probabilities, entropies and their
 * gradients. Collectors draw from them and losses differentiate them without knowing which one they have.
 */
package topspin.policy.distribution;
