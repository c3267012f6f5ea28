package topspin.sweep.pruning;

/** The decision about a variant at a rung. */
public enum Fate { GOES_ON, WAITS, PRUNED }
