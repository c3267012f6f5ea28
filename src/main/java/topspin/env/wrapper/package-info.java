/**
 * Environments around environments: frames skipped and stacked, sticky actions, time limits, clipped rewards. Worlds
 * are put together from them by their providers; each also saves and restores what it remembers.
 */
package topspin.env.wrapper;
