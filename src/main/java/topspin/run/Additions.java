package topspin.run;

import topspin.algorithm.Algorithms;
import topspin.nn.EncoderTypes;
import topspin.nn.cell.CellTypes;
import topspin.plugin.PluginJar;
import topspin.plugin.Plugins;
import topspin.plugin.Registry;
import topspin.policy.distribution.Distributions;

import java.util.ArrayList;
import java.util.List;

/** What JARs add besides environments: algorithms, cells and the like, which an experiment names. */
public final class Additions {

    /**
     * One kind.
     *
     * @param key      of an experiment, whose value names one of them
     * @param singular what people call one of them
     * @param registry of them
     */
    public record Kind(String key, String singular, Registry<?> registry) {

        String plural() {
            return singular + "s";
        }

        /** The names of those that came from this JAR. */
        List<String> from(PluginJar jar) {
            List<String> names = new ArrayList<>();
            registry.origins().forEach((name, origin) -> {
                if (origin.equals(jar)) {
                    names.add(name);
                }
            });
            return names;
        }
    }

    public static final List<Kind> KINDS = List.of(new Kind("algorithm", "algorithm", Algorithms.registry()),
            new Kind("policy.core.type", "cell", CellTypes.registry()),
            new Kind("policy.encoder", "encoder", EncoderTypes.registry()),
            new Kind("policy.distribution", "distribution", Distributions.registry()));

    private Additions() {
    }

    /**
     * Registers them until the JARs are closed.
     *
     * @throws topspin.plugin.PluginException if one of them cannot be used, or has another one's name
     */
    public static void add(Plugins plugins) {
        KINDS.forEach(kind -> kind.registry.add(plugins));
    }
}
