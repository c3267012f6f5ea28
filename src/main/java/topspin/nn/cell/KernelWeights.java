package topspin.nn.cell;

import topspin.nn.GradientBlock;
import topspin.nn.Parameters;
import topspin.nn.Reload;
import topspin.nn.Vectors;
import topspin.nn.engine.Matrix;
import topspin.nn.engine.RecurrentKernel;

import java.util.List;
import java.util.function.Function;

/**
 * Converts a cell's parameters to the weights of an engine's own kernel, whose gates have another order, and the
 * kernel's gradients to those of the parameters. Packing and computing the blocks allocates nothing.
 */
public final class KernelWeights {
    private final RecurrentKernel.Kind kind;
    private final Parameters parameters;
    private final int units;
    private final Layout input;
    private final Layout recurrent;
    private final Layout bias;
    private volatile int changes;

    /**
     * Where one tensor of the cell is in a matrix of the kernel.
     *
     * @param slice {@code [rows][gates.length·units]}, or without rows
     * @param gates the kernel's index of each of its gates
     */
    record Place(Parameters.Slice slice, int[] gates) {
    }

    /** A tensor that is a matrix of the kernel, or a part of one; see {@link Place}. */
    static List<Place> place(Parameters.Slice slice, int... gates) {
        return List.of(new Place(slice, gates));
    }

    /**
     * @param input     the tensors that make up the kernel's input weights
     * @param recurrent its recurrent weights
     * @param bias      its biases
     */
    KernelWeights(RecurrentKernel.Kind kind, Parameters parameters, int units, List<Place> input, List<Place> recurrent,
                  List<Place> bias) {
        this.kind = kind;
        this.parameters = parameters;
        this.units = units;
        this.input = new Layout(input, kind.gates());
        this.recurrent = new Layout(recurrent, kind.gates());
        this.bias = new Layout(bias, kind.biases());
    }

    /** The kind of kernel. */
    public RecurrentKernel.Kind kind() {
        return kind;
    }

    /** To be called after the weights have changed. */
    Reload reload() {
        return Reload.whole(bias.places.get(0).slice(), () -> changes++);
    }

    /** Counts changes of the weights. */
    public int changes() {
        return changes;
    }

    /** Packs the weights into the kernel. */
    public synchronized void load(RecurrentKernel kernel) {
        kernel.load(input.gather(), recurrent.gather(), bias.gather());
    }

    /**
     * The parameters' gradient from the kernel's gradients.
     *
     * @param shards one per shard, summed in this order
     */
    public List<GradientBlock> gradientBlocks(List<RecurrentKernel.WeightGradients> shards) {
        return List.of(sum(input, shards, RecurrentKernel.WeightGradients::inputWeights),
                sum(recurrent, shards, RecurrentKernel.WeightGradients::recurrentWeights),
                sum(bias, shards, RecurrentKernel.WeightGradients::bias));
    }

    private static GradientBlock sum(Layout layout, List<RecurrentKernel.WeightGradients> shards,
                                     Function<RecurrentKernel.WeightGradients, Matrix> which) {
        List<Matrix> matrices = shards.stream().map(which).toList();
        int rows = matrices.get(0).rows();
        float[] total = new float[layout.matrix.length];
        float[] part = new float[layout.matrix.length];
        Vectors.SquareSum squares = new Vectors.SquareSum();
        return () -> {
            matrices.get(0).get(0, rows, total, 0);
            for (int shard = 1; shard < matrices.size(); shard++) {
                matrices.get(shard).get(0, rows, part, 0);
                Vectors.add(total, part);
            }
            return layout.scatter(total, squares);
        };
    }

    /** A matrix {@code [rows][blocks·units]} of the kernel, assembled from its places. */
    private final class Layout {
        private final List<Place> places;
        private final int blocks;
        private final float[] matrix;

        Layout(List<Place> places, int blocks) {
            this.places = places;
            this.blocks = blocks;
            matrix = new float[rows(places.get(0)) * blocks * units];
        }

        private int rows(Place place) {
            return place.slice().length() / (place.gates().length * units);
        }

        /** The matrix of the parameters' values. */
        float[] gather() {
            for (int i = 0; i < places.size(); i++) {
                Place place = places.get(i);
                for (int row = 0; row < rows(place); row++) {
                    for (int g = 0; g < place.gates().length; g++) {
                        System.arraycopy(parameters.values(), own(place, row, g), matrix, theirs(place, row, g), units);
                    }
                }
            }
            return matrix;
        }

        /** Puts a matrix of gradients into the parameters' gradients; returns the sum of its squares. */
        double scatter(float[] gradient, Vectors.SquareSum squares) {
            double sum = 0;
            for (int i = 0; i < places.size(); i++) {
                Place place = places.get(i);
                for (int row = 0; row < rows(place); row++) {
                    for (int g = 0; g < place.gates().length; g++) {
                        System.arraycopy(gradient, theirs(place, row, g), parameters.gradients(), own(place, row, g), units);
                    }
                }
                int from = place.slice().offset();
                sum += squares.of(parameters.gradients(), from, from + place.slice().length());
            }
            return sum;
        }

        /** Offset of a gate's row in the parameters. */
        private int own(Place place, int row, int gate) {
            return place.slice().offset() + (row * place.gates().length + gate) * units;
        }

        /** Its offset in the matrix. */
        private int theirs(Place place, int row, int gate) {
            return (row * blocks + place.gates()[gate]) * units;
        }
    }
}
