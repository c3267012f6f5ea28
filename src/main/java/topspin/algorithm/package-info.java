/**
 * Learning from rollouts. An {@link topspin.algorithm.Algorithm} is a record of its own keys with its rules; each has a
 * package with that record and the {@link topspin.algorithm.Learner} that implements its update. This package has what
 * they share. The trainer calls them without knowing any by name.
 */
package topspin.algorithm;
