package topspin.space;

/** What an action or an observation looks like. Immutable. */
public sealed interface Space permits Discrete, Box {
}
