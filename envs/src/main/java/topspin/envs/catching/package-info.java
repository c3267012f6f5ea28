/**
 * Catch, the smallest of games: rules, screens and player. (A package cannot be called {@code catch} in Java.) Found through
 * its provider.
 */
package topspin.envs.catching;
