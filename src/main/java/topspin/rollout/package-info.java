/**
 * What happened while the policy acted: T steps of N environments, collected in groups that the experiment fixes, and the
 * episodes that ended among them. Trainer and evaluator collect; algorithms read.
 */
package topspin.rollout;
