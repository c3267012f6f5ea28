package topspin.learn;

import topspin.nn.Parameters;
import topspin.nn.Reload;

import java.util.List;

/**
 * What a step of learning changes.
 *
 * @param parameters allocated
 * @param reloads    what keeps the engine's copies of them up to date
 */
public record Trainable(Parameters parameters, List<Reload> reloads) {
    public Trainable {
        reloads = List.copyOf(reloads);
    }
}
