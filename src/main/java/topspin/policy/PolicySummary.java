package topspin.policy;

import topspin.nn.Parameters;
import topspin.nn.Summary;
import topspin.nn.cell.CellLayout;
import topspin.nn.cell.CoreConfig;
import topspin.policy.distribution.Distribution;

import java.util.List;
import java.util.Locale;

/** A policy's layers, what each makes of a rollout, and their parameters as Keras counts them. */
final class PolicySummary {
    private final Summary summary = new Summary();
    private final Parameters parameters;
    private final String axes;

    /**
     * @param environments sequences of a rollout
     * @param steps        of each
     */
    PolicySummary(Parameters parameters, int environments, int steps) {
        this.parameters = parameters;
        axes = "(batch " + environments + ", time " + steps + ", ";
    }

    /** @param observation what is seen, for people */
    void input(String observation) {
        summary.add("observation", axes + observation + ")", 0);
    }

    /**
     * An encoder and a core.
     *
     * @param whose      {@code ""}, or the critic's
     * @param path       of the core's parameters
     * @param features   that the encoder yields; 0 if it has been listed
     * @param coreInputs width of what the core reads
     */
    void body(String whose, String path, PolicyConfig config, int features, int coreInputs) {
        if (features > 0) {
            String encoder = path.replace("core", "encoder");
            add(whose + "encoder " + config.encoder(), features, count(encoder));
        }
        CoreConfig core = config.core();
        for (int layer = 0; core.isRecurrent() && layer < core.layers(); layer++) {
            int inputs = layer == 0 ? coreInputs : core.units();
            add(whose + "core " + core.withLayers(1).description(), core.units(), CellLayout.KERAS.has(core)
                    ? CellLayout.KERAS.parameters(core, inputs) : count(path + "/" + layer));
        }
    }

    void heads(Distribution distribution, Outputs outputs) {
        if (outputs == Outputs.ACTION_VALUES) {
            add("action values", distribution.width(), count("action-values"));
        } else {
            add("policy", distribution.width(), count("policy"));
            add("value", 1, count("value"));
        }
    }

    private void add(String layer, int features, long count) {
        summary.add(layer, axes + String.format(Locale.ROOT, "features %d)", features), count);
    }

    private long count(String path) {
        return parameters.slices().stream().filter(slice -> slice.name().startsWith(path + "/"))
                .mapToLong(Parameters.Slice::length).sum();
    }

    List<String> lines() {
        return summary.lines();
    }
}
