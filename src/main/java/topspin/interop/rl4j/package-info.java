/**
 * Worlds from here as RL4J's MDPs, so that its agents can be trained on them. Called by programs that use RL4J, never by
 * Topspin itself.
 */
package topspin.interop.rl4j;
