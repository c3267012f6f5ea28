package topspin.space;

/** What an action or an observation looks like. Immutable. */
public sealed interface Space permits Discrete, MultiDiscrete, Box {

    /** Numbers that an element takes. */
    int width();

    /** Whether the numbers from {@code from} are an element of this; whole ones are exact in a float up to 2²⁴. */
    boolean contains(float[] values, int from);
}
