package topspin.interop.weights;

import topspin.nn.Parameters;
import topspin.nn.cell.CoreConfig;
import topspin.policy.PolicyConfig;
import topspin.supervised.BidirectionalLayer;
import topspin.supervised.Dense;
import topspin.supervised.LastOutput;
import topspin.supervised.Layer;
import topspin.supervised.RecurrentLayer;
import topspin.supervised.SequenceModel;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A network's layers from the inputs up, and the parameters that hold their weights. Every parameter belongs to one of
 * them.
 */
public record NetworkLayers(Parameters parameters, List<NetworkLayer> layers) {
    private static final Pattern CORE = Pattern.compile("((?:critic/)?)core/\\d+");
    private static final Pattern ENCODER = Pattern.compile("(?:critic/)?encoder(?:/.*)?");
    /** Encoders that are dense layers and nothing else. */
    private static final Set<String> DENSE_ENCODERS = Set.of("mlp", "binary-dense");
    private static final String WEIGHTS = "/weights";
    private static final String BIAS = "/bias";

    public NetworkLayers {
        layers = List.copyOf(layers);
    }

    /**
     * Of a model. Its dense layers are numbered by the framework. Tensors of layers that are neither recurrent nor dense keep their
     * names and come last.
     */
    public static NetworkLayers of(SequenceModel model) {
        List<NetworkLayer> layers = new ArrayList<>();
        model.layers().forEach(layer -> add(layers, layer));
        NetworkLayers known = new NetworkLayers(model.parameters(), layers);
        List<Parameters.Slice> others = new ArrayList<>(model.parameters().slices());
        layers.forEach(layer -> others.removeAll(known.slices(layer)));
        others.forEach(slice -> layers.add(new NetworkLayer.Own(slice.name())));
        return new NetworkLayers(model.parameters(), layers);
    }

    private static void add(List<NetworkLayer> layers, Layer layer) {
        if (layer instanceof LastOutput last) {
            add(layers, last.every());
        } else if (layer instanceof RecurrentLayer recurrent) {
            layers.add(cell(recurrent, NetworkLayer.Way.ALONE));
        } else if (layer instanceof BidirectionalLayer both) {
            layers.add(cell(both.forwards(), NetworkLayer.Way.FORWARDS));
            layers.add(cell(both.backwards(), NetworkLayer.Way.BACKWARDS));
        } else if (layer instanceof Dense dense) {
            layers.add(new NetworkLayer.Linear(dense.name(), "", dense.inputs(), dense.units(), false));
        }
    }

    private static NetworkLayer.Cell cell(RecurrentLayer layer, NetworkLayer.Way way) {
        return new NetworkLayer.Cell(layer.name(), "", layer.core(), layer.inputs(), way);
    }

    /**
     * Of a policy. Its dense layers keep their paths as names: {@code encoder}, {@code policy}, {@code value}. What is no dense or
     * recurrent layer, such as a convolution or the gains of a layer norm, keeps its tensors' names.
     */
    public static NetworkLayers of(PolicyConfig config, Parameters parameters) {
        Set<NetworkLayer> layers = new LinkedHashSet<>();
        for (Parameters.Slice slice : parameters.slices()) {
            layers.add(layer(config, parameters, slice));
        }
        return new NetworkLayers(parameters, List.copyOf(layers));
    }

    /** The layer that a parameter belongs to; equal ones for all parameters of a layer. */
    private static NetworkLayer layer(PolicyConfig config, Parameters parameters, Parameters.Slice slice) {
        String path = slice.name().substring(0, slice.name().lastIndexOf('/'));
        Matcher core = CORE.matcher(path);
        if (core.matches()) {
            CoreConfig one = config.core().withLayers(1);
            // Cells of other JARs may have other tensors; no framework has such a cell.
            int inputs = parameters.slices().stream().filter(other -> other.name().equals(path + "/input-weights"))
                    .mapToInt(Parameters.Slice::rows).findFirst().orElse(0);
            return new NetworkLayer.Cell(path, core.group(1), one, inputs, NetworkLayer.Way.ALONE);
        }
        boolean encoder = ENCODER.matcher(path).matches();
        if (encoder && !DENSE_ENCODERS.contains(config.encoder())
                || !slice.name().equals(path + WEIGHTS) && !slice.name().equals(path + BIAS)) {
            return new NetworkLayer.Own(slice.name());
        }
        boolean outputsFirst = !encoder && !path.contains("/hidden/");
        long[] shape = find(parameters, path + WEIGHTS).shape();
        return new NetworkLayer.Linear(path, path, (int) shape[outputsFirst ? 1 : 0], (int) shape[outputsFirst ? 0 : 1],
                outputsFirst);
    }

    private static Parameters.Slice find(Parameters parameters, String name) {
        return parameters.slices().stream().filter(slice -> slice.name().equals(name)).findFirst().orElseThrow(() ->
                new IllegalArgumentException("expected a parameter " + name));
    }

    /** The parameters of a layer. */
    List<Parameters.Slice> slices(NetworkLayer layer) {
        if (layer instanceof NetworkLayer.Cell cell) {
            return parameters.slices().stream().filter(slice -> slice.name().startsWith(cell.path() + "/")).toList();
        }
        if (layer instanceof NetworkLayer.Linear linear) {
            return List.of(find(parameters, linear.path() + WEIGHTS), find(parameters, linear.path() + BIAS));
        }
        return List.of(find(parameters, ((NetworkLayer.Own) layer).path()));
    }

    /** The layers, cells that a framework stacks together; every other layer alone. */
    List<List<NetworkLayer>> stacks() {
        List<List<NetworkLayer>> stacks = new ArrayList<>();
        NetworkLayer before = null;
        for (NetworkLayer layer : layers) {
            if (!(layer instanceof NetworkLayer.Cell cell && before instanceof NetworkLayer.Cell below && cell.continues(below))) {
                stacks.add(new ArrayList<>());
            }
            stacks.get(stacks.size() - 1).add(layer);
            before = layer;
        }
        return stacks;
    }
}
