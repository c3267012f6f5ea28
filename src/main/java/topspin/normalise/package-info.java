/**
 * Normalisation as state of a run: running means and deviations of observations and rewards, frozen while a rollout is
 * collected. The collector reads through it; the session saves it in checkpoints.
 */
package topspin.normalise;
