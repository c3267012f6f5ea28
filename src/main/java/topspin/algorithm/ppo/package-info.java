/** Proximal policy optimisation: its keys and rules, and the update. */
package topspin.algorithm.ppo;
