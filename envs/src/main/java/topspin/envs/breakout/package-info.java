/**
 * Breakout: the game in whole numbers, and what shows it. Found through its provider; see {@link
 * topspin.envs.breakout.BreakoutGame} for its rules and where they come from.
 */
package topspin.envs.breakout;
