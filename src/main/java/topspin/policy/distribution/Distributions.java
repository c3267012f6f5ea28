package topspin.policy.distribution;

import topspin.plugin.Registry;
import topspin.space.Space;

import java.util.ArrayList;
import java.util.List;

/** What can be named under {@code policy.distribution}: the distributions, and {@code auto} for the first of ours that fits. */
public final class Distributions {
    public static final String AUTO = "auto";

    private static final Registry<DistributionType> REGISTRY = new Registry<>(DistributionType.class, "distribution",
            DistributionType::label, List.of(BuiltInDistribution.values()));

    private Distributions() {
    }

    /** The registry where others are added. */
    public static Registry<DistributionType> registry() {
        return REGISTRY;
    }

    /** {@link #AUTO}, and the labels of all that there are. */
    public static List<String> labels() {
        List<String> labels = new ArrayList<>(List.of(AUTO));
        labels.addAll(REGISTRY.names());
        return labels;
    }

    /**
     * The distribution of that name over such actions.
     *
     * @param label one of {@link #labels}
     * @throws IllegalArgumentException if there is none; the message names what would fit
     */
    public static Distribution over(String label, Space actions) {
        List<DistributionType> fitting = REGISTRY.all().stream().filter(type -> type.fits(actions)).toList();
        if (label.equals(AUTO)) {
            return fitting.stream().findFirst().orElseThrow(() -> new IllegalArgumentException("no distribution is over "
                    + actions + ": actions may be Discrete, MultiDiscrete or a Box of float32")).over(actions);
        }
        DistributionType type = REGISTRY.get(label);
        if (!type.fits(actions)) {
            throw new IllegalArgumentException("distribution " + label + " is over " + type.needs() + ", but this environment "
                    + "takes " + actions + (fitting.isEmpty() ? "" : "; "
                    + String.join(" or ", fitting.stream().map(DistributionType::label).toList()) + " would fit"));
        }
        return type.over(actions);
    }
}
