/**
 * Classic control: mechanical systems that move by Gymnasium's rules, computed in double and observed as float32. Each
 * can hide its velocities, so that it takes memory to control it. They know spaces, random streams and the environment's
 * interface, and are found through their providers.
 */
package topspin.envs.control;
