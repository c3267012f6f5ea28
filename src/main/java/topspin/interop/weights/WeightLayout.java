package topspin.interop.weights;

import topspin.nn.Parameters;
import topspin.nn.cell.CellLayout;
import topspin.nn.cell.LayerLayout;
import topspin.nn.cell.TensorFlowLayout;
import topspin.text.Excerpt;
import topspin.text.NearestName;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * How a framework names, shapes and orders the weights of a whole network. {@code docs/weights.md} has tables of the names.
 *
 * <p>Dense layers have {@code kernel [inputs, units]} in Keras and TensorFlow, {@code weight [units, inputs]} in PyTorch, and a
 * {@code bias}. For recurrent layers see {@link CellLayout} and {@link TensorFlowLayout}.
 */
public enum WeightLayout {
    /** {@code lstm/kernel}, {@code bidirectional/forward_lstm/kernel}, {@code dense/kernel}. */
    KERAS(new KerasNames(), CellLayout.KERAS, "kernel", false),
    /** {@code lstm.weight_ih_l0}, {@code lstm.weight_ih_l0_reverse}, {@code linear.weight}. */
    PYTORCH(new PyTorchNames(), CellLayout.PYTORCH, "weight", true),
    /** {@code rnn/basic_lstm_cell/kernel}, {@code bidirectional_rnn/fw/basic_lstm_cell/kernel}, {@code dense/kernel}. */
    TENSORFLOW(new TensorFlowNames(), new TensorFlowLayout(), "kernel", false),
    /** Our own names and shapes, as in checkpoints. Every network has them. */
    TOPSPIN(null, null, null, false);

    private static final String BIAS = "bias";
    private static final String OUR_WEIGHTS = "weights";
    /** Most names of a file that a complaint repeats. */
    private static final int MOST_NAMES = 12;

    private final LayerNames names;
    private final LayerLayout cells;
    private final String matrix;
    private final boolean outputsFirst;

    /**
     * @param names        null for our own names and shapes
     * @param matrix       name of a dense layer's matrix
     * @param outputsFirst whether it is {@code [outputs, inputs]}
     */
    WeightLayout(LayerNames names, LayerLayout cells, String matrix, boolean outputsFirst) {
        this.names = names;
        this.cells = cells;
        this.matrix = matrix;
        this.outputsFirst = outputsFirst;
    }

    /** As users write it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** All labels. */
    public static List<String> labels() {
        return Arrays.stream(values()).map(WeightLayout::label).toList();
    }

    /** @throws IllegalArgumentException if there is none of that label, with the nearest */
    public static WeightLayout of(String label) {
        return Arrays.stream(values()).filter(layout -> layout.label().equals(label)).findFirst().orElseThrow(() ->
                new IllegalArgumentException("expected one of " + String.join(", ", labels()) + ", got " + Excerpt.quoted(label)
                        + "; did you mean " + NearestName.of(label, labels()) + "?"));
    }

    /** A tensor of the framework before it has values. */
    private record Place(String name, long... shape) {
    }

    /** A layer, its framework's tensors by their names within the layer, and where they are in the file. */
    private record Placed(NetworkLayer layer, Map<String, Place> places) {
    }

    private List<Placed> places(NetworkLayers network) {
        List<Map<String, long[]>> shapes = network.layers().stream().map(layer -> shapes(network, layer)).toList();
        List<String> patterns = names == null ? null : names.patterns(network);
        List<Placed> all = new ArrayList<>();
        for (int i = 0; i < shapes.size(); i++) {
            String pattern = patterns == null ? LayerNames.TENSOR : patterns.get(i);
            Map<String, Place> places = new LinkedHashMap<>();
            shapes.get(i).forEach((name, shape) -> places.put(name, new Place(pattern.replace(LayerNames.TENSOR, name), shape)));
            all.add(new Placed(network.layers().get(i), places));
        }
        return all;
    }

    private Map<String, long[]> shapes(NetworkLayers network, NetworkLayer layer) {
        if (names != null && layer instanceof NetworkLayer.Cell cell) {
            return cells.shapes(cell.core(), cell.inputs());
        }
        Map<String, long[]> shapes = new LinkedHashMap<>();
        if (names != null && layer instanceof NetworkLayer.Linear linear) {
            shapes.put(matrix, outputsFirst ? new long[] {linear.outputs(), linear.inputs()}
                    : new long[] {linear.inputs(), linear.outputs()});
            shapes.put(BIAS, new long[] {linear.outputs()});
            return shapes;
        }
        network.slices(layer).forEach(slice -> shapes.put(slice.name(), slice.shape()));
        return shapes;
    }

    /**
     * The framework's tensors, layer by layer from the inputs up.
     *
     * @throws IllegalArgumentException if the framework lacks a cell of the network
     */
    public Map<String, WeightTensor> exported(NetworkLayers network) {
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        for (Placed placed : places(network)) {
            Map<String, float[]> theirs = exported(placed.layer(), ours(network, placed.layer()));
            placed.places().forEach((name, place) -> tensors.put(place.name(), new WeightTensor(place.shape(), theirs.get(name))));
        }
        return tensors;
    }

    /** A layer's tensors by our names: without the layer's path where the framework has such layers, whole elsewhere. */
    private Map<String, float[]> ours(NetworkLayers network, NetworkLayer layer) {
        Map<String, float[]> ours = new LinkedHashMap<>();
        for (Parameters.Slice slice : network.slices(layer)) {
            ours.put(ourName(layer, slice), Arrays.copyOfRange(network.parameters().values(), slice.offset(),
                    slice.offset() + slice.length()));
        }
        return ours;
    }

    private String ourName(NetworkLayer layer, Parameters.Slice slice) {
        boolean whole = names == null || layer instanceof NetworkLayer.Own;
        return whole ? slice.name() : slice.name().substring(slice.name().lastIndexOf('/') + 1);
    }

    private Map<String, float[]> exported(NetworkLayer layer, Map<String, float[]> ours) {
        if (names != null && layer instanceof NetworkLayer.Cell cell) {
            return cells.exported(cell.core(), cell.inputs(), ours, LayerLayout.Of.WEIGHTS);
        }
        if (names != null && layer instanceof NetworkLayer.Linear linear) {
            float[] weights = ours.get(OUR_WEIGHTS);
            boolean same = linear.outputsFirst() == outputsFirst;
            int rows = linear.outputsFirst() ? linear.outputs() : linear.inputs();
            return Map.of(matrix, same ? weights : transposed(weights, rows), BIAS, ours.get(BIAS));
        }
        return ours;
    }

    private Map<String, float[]> imported(NetworkLayer layer, Map<String, float[]> theirs) {
        if (names != null && layer instanceof NetworkLayer.Cell cell) {
            return cells.imported(cell.core(), cell.inputs(), theirs, LayerLayout.Of.WEIGHTS);
        }
        if (names != null && layer instanceof NetworkLayer.Linear linear) {
            float[] weights = theirs.get(matrix);
            boolean same = linear.outputsFirst() == outputsFirst;
            int rows = outputsFirst ? linear.outputs() : linear.inputs();
            return Map.of(OUR_WEIGHTS, same ? weights : transposed(weights, rows), BIAS, theirs.get(BIAS));
        }
        return theirs;
    }

    private static float[] transposed(float[] values, int rows) {
        int columns = values.length / rows;
        float[] transposed = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            transposed[i % columns * rows + i / columns] = values[i];
        }
        return transposed;
    }

    /**
     * Puts a framework's tensors into a network's parameters; all of them, or none if it throws. Pack the weights afterwards.
     *
     * @throws IllegalArgumentException if the framework lacks a cell of the network, or if a tensor is missing, is left over, has
     *                                  another shape or holds something that is no finite number
     */
    public void importInto(NetworkLayers network, Map<String, WeightTensor> tensors) {
        Map<String, WeightTensor> plain = plain(tensors);
        Set<String> left = new LinkedHashSet<>(plain.keySet());
        Map<Parameters.Slice, float[]> read = new LinkedHashMap<>();
        for (Placed placed : places(network)) {
            Map<String, float[]> theirs = new LinkedHashMap<>();
            placed.places().forEach((name, place) -> {
                theirs.put(name, values(plain, place));
                left.remove(place.name());
            });
            Map<String, float[]> ours = imported(placed.layer(), theirs);
            network.slices(placed.layer()).forEach(slice -> read.put(slice, ours.get(ourName(placed.layer(), slice))));
        }
        if (!left.isEmpty()) {
            throw new IllegalArgumentException("the network has no layer for " + some(left));
        }
        read.forEach((slice, values) -> System.arraycopy(values, 0, network.parameters().values(), slice.offset(), slice.length()));
    }

    private Map<String, WeightTensor> plain(Map<String, WeightTensor> tensors) {
        if (names == null) {
            return tensors;
        }
        Map<String, WeightTensor> plain = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            if (plain.put(names.plain(name), tensor) != null) {
                throw new IllegalArgumentException("expected one tensor " + names.plain(name) + ", got another one as " + name);
            }
        });
        return plain;
    }

    private float[] values(Map<String, WeightTensor> tensors, Place place) {
        WeightTensor tensor = tensors.get(place.name());
        if (tensor == null) {
            throw new IllegalArgumentException("expected a tensor " + place.name() + " " + Arrays.toString(place.shape()) + ", got "
                    + (tensors.isEmpty() ? "none" : some(new TreeSet<>(tensors.keySet()))));
        }
        if (!Arrays.equals(tensor.shape(), place.shape())) {
            throw new IllegalArgumentException("expected " + place.name() + " of the shape " + Arrays.toString(place.shape())
                    + ", got " + Arrays.toString(tensor.shape()));
        }
        for (float value : tensor.values()) {
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException("expected finite numbers in " + place.name() + ", got " + value);
            }
        }
        return tensor.values();
    }

    private static String some(Set<String> names) {
        String listed = String.join(", ", names.stream().limit(MOST_NAMES).map(Excerpt::of).toList());
        return listed + (names.size() > MOST_NAMES ? " and " + (names.size() - MOST_NAMES) + " more" : "");
    }
}
