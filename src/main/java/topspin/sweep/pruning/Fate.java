package topspin.sweep.pruning;

/** What becomes of a variant at a rung. */
public enum Fate { GOES_ON, WAITS, PRUNED }
