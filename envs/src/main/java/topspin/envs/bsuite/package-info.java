/**
 * Worlds of the Behaviour Suite (Osband et al., "Behaviour Suite for Reinforcement Learning", 2020) that need memory, with
 * the rules of google-deepmind/bsuite. Found through {@link topspin.envs.bsuite.Bsuite}.
 */
package topspin.envs.bsuite;
