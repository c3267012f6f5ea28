package topspin.learn;

import topspin.nn.Parameters;
import topspin.nn.Reload;

import java.util.List;

/**
 * The parameters that a step of learning changes.
 *
 * @param parameters allocated
 * @param reloads    the tasks that pack the engine's copies of them
 */
public record Trainable(Parameters parameters, List<Reload> reloads) {
    public Trainable {
        reloads = List.copyOf(reloads);
    }
}
