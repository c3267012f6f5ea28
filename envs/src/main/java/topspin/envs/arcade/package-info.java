/**
 * What the native games of an arcade have in common: a game is an {@link topspin.envs.arcade.ArcadeGame}, and screens show its
 * {@link topspin.envs.arcade.Scene} of rectangles. For the games beside this package. The options and wrappers around a game
 * are in {@link topspin.env.arcade}.
 */
package topspin.envs.arcade;
