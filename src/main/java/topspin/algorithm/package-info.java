/**
 * What a rollout teaches. An {@link topspin.algorithm.Algorithm} is a record of its own keys with its rules; each has a
 * package with that record and the {@link topspin.algorithm.Learner} whose update reads as the algorithm. Here is what
 * they share. The trainer calls them, and knows none of them by name.
 */
package topspin.algorithm;
