package topspin.parallel;

import java.util.Locale;

/** The kinds of a worker's work. Their names are used in CSV columns and in the profile in {@code run.json}. */
public enum Phase {
    /** The policy's forward pass on observations, drawing actions, recording them. */
    ACT,
    /** Stepping environments: emulated frames, rewards, observations. */
    ENVIRONMENT,
    /** Returns and advantages. */
    RETURNS,
    /** The policy's forward pass over a minibatch, unless acting was that pass. */
    FORWARD,
    /** Losses, and passing the gradient back through heads, time and encoder. */
    BACKWARD,
    /** Products of inputs and gradients: the gradient of the weights, and its norm. */
    GRADIENT,
    /** Clipping and the optimiser's step. */
    OPTIMISER,
    /** Packing the weights in the engine's layouts. */
    PACKING;

    /** In lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
