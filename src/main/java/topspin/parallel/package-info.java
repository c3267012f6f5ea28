/**
 * Workers that share numbered tasks, and their times by phase. Results never depend on which worker computes a task.
 * Every package may use it.
 */
package topspin.parallel;
