/**
 * Pong by Atari's facts: the game in integers, and the screens it is seen on. Found through its provider; see
 * {@link topspin.envs.pong.PongGame} for what was calibrated.
 */
package topspin.envs.pong;
