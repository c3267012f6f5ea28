/**
 * Pong by the facts of Atari's game: the game in integers, and the screens that show it. Found through its provider;
 * see {@link topspin.envs.pong.PongGame} for what was calibrated.
 */
package topspin.envs.pong;
