/**
 * Worlds that only an agent with a memory solves. They know spaces, random streams and the environment's interface, and
 * are found through their providers.
 */
package topspin.envs.memory;
