/**
 * Rollouts: T steps of N environments, collected in groups that the experiment fixes, and the episodes that ended in
 * them. Trainer and evaluator collect; algorithms read.
 */
package topspin.rollout;
