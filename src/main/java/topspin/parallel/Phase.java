package topspin.parallel;

import java.util.Locale;

/** What a worker can be busy with. The names are those of CSV columns and of the profile in {@code run.json}. */
public enum Phase {
    /** The policy's forward pass on what environments show, drawing actions, writing down. */
    ACT,
    /** Stepping environments: emulated frames, rewards, observations. */
    ENVIRONMENT,
    /** Returns and advantages. */
    RETURNS,
    /** The policy's forward pass over a minibatch; none where acting was that pass. */
    FORWARD,
    /** Losses, and the gradient taken back through heads, time and encoder. */
    BACKWARD,
    /** Products of inputs and gradients: the gradient of the weights, and its norm. */
    GRADIENT,
    /** Clipping and the optimiser's step. */
    OPTIMISER,
    /** Fresh copies of the weights in the engine's layouts. */
    PACKING;

    /** In lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
