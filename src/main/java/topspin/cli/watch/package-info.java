/**
 * Policies that play in the page of {@code topspin watch}: the page's interface over the library's policies and the games of
 * {@code topspin play}.
 */
package topspin.cli.watch;
