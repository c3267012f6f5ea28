/**
 * What games of an arcade have in common: the options and wrappers that usually stand around them ({@link
 * topspin.envs.arcade.Preprocessing}), and the screens that show a {@link topspin.envs.arcade.Scene} of rectangles. A game is
 * an {@link topspin.envs.arcade.ArcadeGame}. For the games beside this package.
 */
package topspin.envs.arcade;
