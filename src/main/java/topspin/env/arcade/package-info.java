/**
 * The options and wrappers that the field puts around Atari games ({@link topspin.env.arcade.Preprocessing}), whether a game is
 * one of {@code topspin.envs} or runs in an emulator of {@code topspin.interop}. For their providers.
 */
package topspin.env.arcade;
