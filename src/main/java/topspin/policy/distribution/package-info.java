/**
 * What the numbers of a policy head mean: distributions over actions, one for each kind of action space, with samples,
 * probabilities, entropies and their gradients. Collectors draw from them, losses differentiate them, and neither knows
 * which one it has.
 */
package topspin.policy.distribution;
