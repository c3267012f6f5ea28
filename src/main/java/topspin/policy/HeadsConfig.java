package topspin.policy;

import topspin.nn.Nonlinearity;

/**
 * Dense layers that each head has to itself, between its core and its linear outputs.
 *
 * @param layers     how many; 0 for none
 * @param units      of each
 * @param activation that each ends with
 */
public record HeadsConfig(int layers, int units, Nonlinearity activation) {
    /** Heads without layers of their own. */
    public static final HeadsConfig NONE = new HeadsConfig(0, 64, Nonlinearity.TANH);
}
