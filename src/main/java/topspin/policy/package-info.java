/**
 * Recurrent actor–critics: the network of encoder, core and heads, and the distribution over actions that its policy
 * head parametrises. Collectors act with it, algorithms learn through it.
 */
package topspin.policy;
