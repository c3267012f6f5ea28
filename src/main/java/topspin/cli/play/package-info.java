/**
 * Games in front of people: someone or something at the controls ({@link topspin.cli.play.Pilot}), a place where the game is
 * shown and keys come from ({@link topspin.cli.play.Stage}), files that keep what was shown, and the session that brings
 * them together. Used by {@code topspin play} alone.
 */
package topspin.cli.play;
