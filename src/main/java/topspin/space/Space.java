package topspin.space;

/** The kind and shape of actions or observations. Immutable. */
public sealed interface Space permits Discrete, MultiDiscrete, Box {

    /** Number of floats per element. */
    int width();

    /** Whether the numbers from {@code from} are an element of this; whole ones are exact in a float up to 2²⁴. */
    boolean contains(float[] values, int from);

    /** Number of network inputs per element: one for every choice, or one for every number. */
    int inputs();

    /** Writes the element from {@code from} as inputs of a network to {@code inputs[to …]}, which are zero: choices one-hot. */
    void encode(float[] values, int from, float[] inputs, int to);
}
