package topspin.nn.cell;

import topspin.nn.Activations;
import topspin.nn.GradientBlock;
import topspin.nn.Initialiser;
import topspin.nn.Parameters;
import topspin.nn.Reload;
import topspin.nn.Vectors;
import topspin.nn.engine.Engine;
import topspin.nn.engine.Matrix;
import topspin.nn.engine.WindowProduct;
import topspin.random.RandomStreams;

import java.util.ArrayList;
import java.util.List;

/**
 * The minimal gated recurrent unit (Feng et al. 2024, "Were RNNs all we needed?"), whose gates read the inputs alone, with
 * the highway gate that PufferLib 4.0 adds:
 *
 * <pre>
 * g, z, w = x·W
 * ĝ = g + 0.5 for g ≥ 0, sigmoid(g) for g &lt; 0
 * h' = h + sigmoid(z)·(ĝ − h)
 * y = sigmoid(w)·h' + (1 − sigmoid(w))·x
 * </pre>
 *
 * Without the highway y = h' and there is no w. Where x is not as wide as h, the highway takes x·P. There is no
 * recurrent product: all rows go through one product, and a step is only one loop. The state is h, units floats.
 */
public final class MinGru implements RecurrentCell {
    /** Rows whose pointwise work is done together: few enough that their arrays stay in a core's own cache. */
    private static final int TILE = 16;
    /** The largest float below ½. */
    private static final float BELOW_HALF = Math.nextDown(0.5f);
    /** 1/(½ − {@link #BELOW_HALF}). */
    private static final float STEEP = 0x1p25f;

    private final Engine engine;
    private final int inputs;
    private final int units;
    private final Dimensions dimensions;
    private final boolean highway;
    private final WeightMatrix inputWeights;
    /** P; null if the highway takes x itself, or if there is no highway. */
    private final WeightMatrix highwayWeights;

    /** @param name path of the parameters, e.g. {@code core/0} */
    public MinGru(Engine engine, Parameters parameters, String name, int inputs, int units, boolean highway) {
        this.engine = engine;
        this.inputs = inputs;
        this.units = units;
        dimensions = new Dimensions(inputs, units, units);
        this.highway = highway;
        inputWeights = new WeightMatrix(engine, parameters, name + "/input-weights", inputs, gates() * units);
        highwayWeights = highway && inputs != units
                ? new WeightMatrix(engine, parameters, name + "/highway-weights", inputs, units) : null;
    }

    private int gates() {
        return highway ? 3 : 2;
    }

    @Override
    public Dimensions dimensions() {
        return dimensions;
    }

    @Override
    public Engine engine() {
        return engine;
    }

    /** Gain 1. */
    @Override
    public void initialise(Initialiser initialiser, RandomStreams streams) {
        inputWeights.initialise(initialiser, 1, streams);
        if (highwayWeights != null) {
            highwayWeights.initialise(initialiser, 1, streams);
        }
    }

    @Override
    public List<Reload> reloads() {
        List<Reload> reloads = new ArrayList<>(inputWeights.reloads());
        if (highwayWeights != null) {
            reloads.addAll(highwayWeights.reloads());
        }
        return reloads;
    }

    @Override
    public CellRows rows(int rows) {
        return new Rows(new RowMemory(engine, rows));
    }

    private final class Rows implements CellRows {
        private static final int G = 0;
        private static final int Z = 1;
        private static final int W = 2;

        private final StateRows.Part hidden;
        /** g, z and w, {@code [rows][gates·units]}; after the backward pass their gradients. */
        private final Matrix projected;
        private final Matrix[] gateColumns;
        /** x·P, {@code [rows][units]}; null without P. */
        private final Matrix carriedProduct;
        private final Matrix carriedProductGradient;
        private final Matrix noBias;
        private final Matrix noCarriedBias;
        // Java's, all [rows][units].
        /**
         * ĝ, sigmoid(z) and sigmoid(w); passing the outputs' gradient back turns the last into its pre-activation's
         * gradient.
         */
        private final float[][] gates;
        private final float[] carried;
        private final float[] carriedGradient;
        private final float[] output;
        private final float[] outputGradient;
        /** The gradient in h' that comes from y. */
        private final float[] readGradient;
        /** The whole gradient in h'. */
        private final float[] hiddenGradient;
        private final float[] scratch;
        private final CellArrays arrays;

        Rows(RowMemory memory) {
            StateRows states = new StateRows(memory);
            hidden = states.part(units, StateRows.Use.LOOPS);
            projected = memory.matrix(gates() * units);
            gateColumns = RowMemory.columns(projected, units);
            carriedProduct = highwayWeights == null ? null : memory.matrix(units);
            carriedProductGradient = highwayWeights == null ? null : memory.matrix(units);
            noBias = engine.matrix(1, gates() * units);
            noCarriedBias = engine.matrix(1, units);
            gates = memory.floats(gates(), units);
            carried = highway ? memory.floats(units) : null;
            carriedGradient = highway ? memory.floats(units) : null;
            output = highway ? memory.floats(units) : hidden.after();
            outputGradient = memory.floats(units);
            readGradient = highway ? memory.floats(units) : outputGradient;
            hiddenGradient = memory.floats(units);
            scratch = memory.floats(units);
            List<RowArray> projection = List.of(RowArray.of(gates[G], units), RowArray.of(gates[Z], units));
            arrays = new CellArrays(memory.rows(), states, output, outputGradient, projection, states.after(),
                    states.operands(), List.of(RowArray.of(readGradient, units)), List.of(RowArray.of(hiddenGradient, units)),
                    memory.bytes());
        }

        @Override
        public CellArrays arrays() {
            return arrays;
        }

        @Override
        public List<CellPart> parts() {
            List<CellPart> parts = new ArrayList<>();
            parts.add(new CellPart("update gate", gates[Z], units));
            if (highway) {
                parts.add(new CellPart("highway gate", gates[W], units));
            }
            parts.add(new CellPart("candidate", gates[G], units));
            parts.add(new CellPart("hidden state", hidden.after(), units));
            if (highway) {
                parts.add(new CellPart("output", output, units));
            }
            return parts;
        }

        @Override
        public RowWork project(Matrix input, int count) {
            WindowProduct product = engine.forward(input, inputWeights.packed(), noBias, projected, count);
            WindowProduct carry = highwayWeights == null ? null
                    : engine.forward(input, highwayWeights.packed(), noCarriedBias, carriedProduct, count);
            return row -> {
                product.run(row, row);
                for (int done = 0; done < count; done += TILE) {
                    activate(row + done, Math.min(TILE, count - done));
                }
                if (carry != null) {
                    carry.run(row, row);
                    carriedProduct.get(row, count, carried, row * units);
                } else if (highway) {
                    input.get(row, count, carried, row * units);
                }
            };
        }

        private void activate(int row, int count) {
            int from = row * units;
            int to = from + count * units;
            for (int gate = 0; gate < gates.length; gate++) {
                gateColumns[gate].get(row, count, gates[gate], from);
            }
            candidate(gates[G], scratch, from, to);
            for (int gate = Z; gate < gates.length; gate++) {
                Activations.sigmoid(gates[gate], from, to);
            }
        }

        @Override
        public CellStep step(int count) {
            return new CellStep() {
                @Override
                public void forward(int row) {
                    mix(hidden.after(), hidden.before(), gates[Z], gates[G], row * units, (row + count) * units);
                }

                @Override
                public void backward(int row) {
                    add(hiddenGradient, readGradient, hidden.gradient(), row * units, (row + count) * units);
                }

                @Override
                public void passBack(int row, int previous) {
                    int from = row * units;
                    keep(scratch, hiddenGradient, gates[Z], from, from + count * units);
                    System.arraycopy(scratch, from, hidden.gradient(), previous * units, count * units);
                }
            };
        }

        @Override
        public RowWork read(int count) {
            return highway ? row -> mix(output, carried, gates[W], hidden.after(), row * units, (row + count) * units)
                    : RowWork.NONE;
        }

        @Override
        public RowWork readBackward(int count) {
            return highway ? row -> highwayBackward(outputGradient, gates[W], hidden.after(), carried, readGradient,
                    carriedGradient, row * units, (row + count) * units) : RowWork.NONE;
        }

        @Override
        public RowWork projectBackward(Matrix inputGradient, int count) {
            WindowProduct product = engine.backwardData(projected, inputWeights.packed(), inputGradient, count);
            Matrix throughHighway = engine.matrix(count, inputs);
            WindowProduct carry = highwayWeights == null ? null
                    : engine.backwardData(carriedProductGradient, highwayWeights.packed(), throughHighway, count);
            float[] sum = new float[count * inputs];
            float[] part = new float[count * inputs];
            return row -> {
                for (int done = 0; done < count; done += TILE) {
                    differentiateGates(row + done, Math.min(TILE, count - done));
                }
                product.run(row, row);
                if (highway) {
                    if (carry == null) {
                        System.arraycopy(carriedGradient, row * units, part, 0, part.length);
                    } else {
                        carriedProductGradient.put(row, count, carriedGradient, row * units);
                        carry.run(row, 0);
                        throughHighway.get(0, count, part, 0);
                    }
                    inputGradient.get(row, count, sum, 0);
                    Vectors.add(sum, part);
                    inputGradient.put(row, count, sum, 0);
                }
            };
        }

        private void differentiateGates(int row, int count) {
            int from = row * units;
            differentiate(gates[G], gates[Z], hidden.before(), hiddenGradient, from, from + count * units);
            for (int gate = 0; gate < gates.length; gate++) {
                gateColumns[gate].put(row, count, gates[gate], from);
            }
        }

        @Override
        public List<GradientBlock> gradientBlocks(Matrix input, int count) {
            List<GradientBlock> blocks = new ArrayList<>(inputWeights.gradient(input, projected, count));
            if (highwayWeights != null) {
                blocks.addAll(highwayWeights.gradient(input, carriedProductGradient, count));
            }
            return blocks;
        }
    }

    /**
     * Writes ĝ = max(0, g) + sigmoid(min(0, g)) in g's place. One of the two is exact, 0 or ½, so the sum has the bits of
     * the formula with two cases, which the compiler would not vectorise.
     */
    private static void candidate(float[] g, float[] scratch, int from, int to) {
        for (int k = from; k < to; k++) {
            scratch[k] = Math.min(0f, g[k]);
        }
        Activations.sigmoid(scratch, from, to);
        for (int k = from; k < to; k++) {
            g[k] = Math.max(0f, g[k]) + scratch[k];
        }
    }

    /** {@code y = a + s·(b − a)}. */
    private static void mix(float[] y, float[] a, float[] s, float[] b, int from, int to) {
        for (int k = from; k < to; k++) {
            y[k] = a[k] + s[k] * (b[k] - a[k]);
        }
    }

    private static void add(float[] y, float[] a, float[] b, int from, int to) {
        for (int k = from; k < to; k++) {
            y[k] = a[k] + b[k];
        }
    }

    private static void keep(float[] y, float[] gradient, float[] z, int from, int to) {
        for (int k = from; k < to; k++) {
            y[k] = gradient[k] * (1f - z[k]);
        }
    }

    /** Computes the gradients in h', in the highway's input and, in its gate's place, in w. */
    private static void highwayBackward(float[] outputGradient, float[] w, float[] hidden, float[] carried, float[] readGradient,
                                        float[] carriedGradient, int from, int to) {
        for (int k = from; k < to; k++) {
            float dy = outputGradient[k];
            float wk = w[k];
            readGradient[k] = dy * wk;
            carriedGradient[k] = dy * (1f - wk);
            w[k] = dy * (hidden[k] - carried[k]) * wk * (1f - wk);
        }
    }

    /**
     * Computes the gradients in g and z, in the places of ĝ and sigmoid(z). The slope of ĝ is 1 from ĝ = ½ on and
     * ĝ·(1 − ĝ) below. A steep line, cut off at 1, is above that parabola in the first case and below it in the second,
     * and their maximum is vectorised.
     */
    private static void differentiate(float[] g, float[] z, float[] before, float[] gradient, int from, int to) {
        for (int k = from; k < to; k++) {
            float gk = g[k];
            float zk = z[k];
            float slope = Math.max(gk * (1f - gk), Math.min(1f, (gk - BELOW_HALF) * STEEP));
            z[k] = gradient[k] * (gk - before[k]) * zk * (1f - zk);
            g[k] = gradient[k] * zk * slope;
        }
    }
}
