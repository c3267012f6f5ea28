/**
 * Atari games as worlds. Their emulator, the Arcade Learning Environment, is GPL-2.0 and so in no default build: this package
 * knows it only as an {@link topspin.interop.ale.AtariLibrary}, and the sources under {@code src/ale}, which the Maven profile
 * {@code ale} adds, are one. Called through the service {@link topspin.env.EnvironmentProvider}.
 */
package topspin.interop.ale;
