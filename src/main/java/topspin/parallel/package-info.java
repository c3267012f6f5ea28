/**
 * Workers that share numbered tasks, and the times of what they did. Who computes a task never shows in a result. On the
 * ground floor: every room may call it.
 */
package topspin.parallel;
