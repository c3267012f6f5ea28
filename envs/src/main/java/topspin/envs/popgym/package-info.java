/**
 * POPGym's worlds (Morad, Kortvelesy, Bettini, Liwicki and Prorok, "POPGym: Benchmarking Partially Observable Reinforcement
 * Learning", 2023), with the rules of its version 1.0.7 (proroklab/popgym, commit 410d5aa), each in three difficulties.
 * Observations are what its wrappers flatten to: a one-hot part for each number. Found through {@link
 * topspin.envs.popgym.Popgym}.
 */
package topspin.envs.popgym;
