/** The parallelised Q-network: its keys and rules, and the update. */
package topspin.algorithm.pqn;
