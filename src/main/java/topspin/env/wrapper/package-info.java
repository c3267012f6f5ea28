/**
 * Environments around environments: frames skipped and stacked, sticky actions, time limits, clipped rewards. Providers
 * assemble environments from them; each also saves and restores its own state.
 */
package topspin.env.wrapper;
