/**
 * Recurrent actor–critics: the network of encoder, core and heads, and what the numbers of its policy head mean as a
 * distribution over actions. Collectors act with it, algorithms learn through it.
 */
package topspin.policy;
