package topspin.nn.cell;

import topspin.nn.Activations;
import topspin.nn.GradientBlock;
import topspin.nn.Vectors;
import topspin.nn.engine.Engine;
import topspin.nn.engine.Matrix;
import topspin.nn.engine.WindowProduct;

import java.util.ArrayList;
import java.util.List;

/** A {@link Gru}'s activations and gradients. */
final class GruRows implements CellRows {
    private static final int R = 0;
    private static final int Z = 1;
    private static final int N = 2;
    private static final int GATES = 3;

    private final Gru gru;
    private final Engine engine;
    private final int units;
    private final boolean resetsAfter;
    private final StateRows.Part hidden;
    /** Pre-activations of r, z and n, {@code [rows][3·units]}; once differentiated, their gradients. */
    private final Matrix preactivation;
    private final Matrix[] gateColumns;
    private final Matrix bothGates;
    /** h·U_n + b_h, and then its gradient; or, where the reset comes before the product, r·h. {@code [rows][units]}. */
    private final Matrix candidate;
    // Java's, all [rows][units].
    /** Gates; once differentiated, the gradients in their pre-activations. */
    private final float[][] gates;
    /** As {@link #candidate}. */
    private final float[] candidateValues;
    /** The gradient in h before each row, without the part through the gates' product. */
    private final float[] directGradient;
    private final float[] outputGradient;
    private final CellArrays arrays;

    GruRows(Gru gru, int rows) {
        this.gru = gru;
        this.engine = gru.engine();
        this.units = gru.outputs();
        resetsAfter = gru.reset() == Gru.Reset.AFTER;
        RowMemory memory = new RowMemory(engine, rows);
        StateRows states = new StateRows(memory);
        hidden = states.part(units, StateRows.Use.BOTH);
        preactivation = memory.matrix(GATES * units);
        gateColumns = RowMemory.columns(preactivation, units);
        bothGates = preactivation.columns(0, 2 * units);
        candidate = memory.matrix(units);
        gates = memory.floats(GATES, units);
        candidateValues = memory.floats(units);
        directGradient = memory.floats(units);
        outputGradient = memory.floats(units);
        RowArray z = RowArray.of(preactivation);
        RowArray c = RowArray.of(candidate);
        arrays = memory.arrays(states, hidden.after(), outputGradient, units, List.of(z),
                resetsAfter ? List.of() : List.of(c), resetsAfter ? List.of(z, c) : List.of(z));
    }

    @Override
    public CellArrays arrays() {
        return arrays;
    }

    @Override
    public List<CellPart> parts() {
        return List.of(new CellPart("reset gate", gates[R], units), new CellPart("update gate", gates[Z], units),
                new CellPart("candidate", gates[N], units), new CellPart("hidden state", hidden.after(), units));
    }

    @Override
    public RowWork project(Matrix input, int count) {
        return RowWork.of(engine.forward(input, gru.inputWeights().packed(), gru.bias().row(), preactivation, count));
    }

    @Override
    public CellStep step(int count) {
        return new Step(count);
    }

    @Override
    public RowWork projectBackward(Matrix inputGradient, int count) {
        return RowWork.of(engine.backwardData(preactivation, gru.inputWeights().packed(), inputGradient, count));
    }

    @Override
    public List<GradientBlock> gradientBlocks(Matrix input, int count) {
        List<GradientBlock> blocks = new ArrayList<>(gru.inputWeights().gradient(input, preactivation, count));
        blocks.addAll(gru.gateWeights().gradient(hidden.operand(), bothGates, count));
        blocks.addAll(resetsAfter ? gru.candidateWeights().gradient(hidden.operand(), candidate, count)
                : gru.candidateWeights().gradient(candidate, gateColumns[N], count));
        blocks.addAll(gru.bias().gradient(preactivation, count));
        if (resetsAfter) {
            blocks.addAll(gru.candidateBias().gradient(candidate, count));
        }
        return blocks;
    }

    private final class Step implements CellStep {
        private final int count;
        private final WindowProduct gateProduct;
        private final WindowProduct candidateProduct;
        private final WindowProduct gateBackward;
        private final WindowProduct candidateBackward;
        /** {@code [count][units]}. */
        private final Matrix gateGradient;
        private final Matrix candidateGradient;
        private final float[] sum;
        private final float[] part;

        Step(int count) {
            this.count = count;
            gateGradient = engine.matrix(count, units);
            candidateGradient = engine.matrix(count, units);
            sum = new float[count * units];
            part = new float[count * units];
            gateProduct = engine.accumulate(hidden.operand(), gru.gateWeights().packed(), bothGates, count);
            candidateProduct = resetsAfter
                    ? engine.forward(hidden.operand(), gru.candidateWeights().packed(), gru.candidateBias().row(), candidate,
                            count)
                    : engine.accumulate(candidate, gru.candidateWeights().packed(), gateColumns[N], count);
            gateBackward = engine.backwardData(bothGates, gru.gateWeights().packed(), gateGradient, count);
            candidateBackward = engine.backwardData(resetsAfter ? candidate : gateColumns[N],
                    gru.candidateWeights().packed(), candidateGradient, count);
        }

        @Override
        public void forward(int row) {
            int from = row * units;
            int to = from + count * units;
            gateProduct.run(row, row);
            gateColumns[R].get(row, count, gates[R], from);
            gateColumns[Z].get(row, count, gates[Z], from);
            Activations.sigmoid(gates[R], from, to);
            Activations.sigmoid(gates[Z], from, to);
            if (resetsAfter) {
                candidateProduct.run(row, row);
                candidate.get(row, count, candidateValues, from);
                gateColumns[N].get(row, count, gates[N], from);
                addProduct(gates[N], gates[R], candidateValues, from, to);
            } else {
                multiply(candidateValues, gates[R], hidden.before(), from, to);
                candidate.put(row, count, candidateValues, from);
                candidateProduct.run(row, row);
                gateColumns[N].get(row, count, gates[N], from);
            }
            Activations.tanh(gates[N], from, to);
            mix(hidden.after(), gates[Z], gates[N], hidden.before(), from, to);
        }

        @Override
        public void backward(int row) {
            int from = row * units;
            int to = from + count * units;
            differentiate(gates[Z], gates[N], hidden.before(), outputGradient, hidden.gradient(), directGradient, from, to);
            if (resetsAfter) {
                resetAfterBackward(gates[R], gates[N], candidateValues, from, to);
                candidate.put(row, count, candidateValues, from);
                gateColumns[N].put(row, count, gates[N], from);
            } else {
                gateColumns[N].put(row, count, gates[N], from);
                candidateBackward.run(row, 0);
                candidateGradient.get(0, count, candidateValues, from);
                resetBeforeBackward(gates[R], candidateValues, hidden.before(), directGradient, from, to);
            }
            gateColumns[R].put(row, count, gates[R], from);
            gateColumns[Z].put(row, count, gates[Z], from);
        }

        @Override
        public void passBack(int row, int previous) {
            gateBackward.run(row, 0);
            gateGradient.get(0, count, sum, 0);
            if (resetsAfter) {
                candidateBackward.run(row, 0);
                candidateGradient.get(0, count, part, 0);
                Vectors.add(sum, part);
            }
            System.arraycopy(directGradient, row * units, part, 0, part.length);
            Vectors.add(sum, part);
            System.arraycopy(sum, 0, hidden.gradient(), previous * units, sum.length);
        }
    }

    private static void addProduct(float[] y, float[] a, float[] b, int from, int to) {
        for (int k = from; k < to; k++) {
            y[k] += a[k] * b[k];
        }
    }

    private static void multiply(float[] y, float[] a, float[] b, int from, int to) {
        for (int k = from; k < to; k++) {
            y[k] = a[k] * b[k];
        }
    }

    private static void mix(float[] after, float[] z, float[] n, float[] before, int from, int to) {
        for (int k = from; k < to; k++) {
            after[k] = n[k] + z[k] * (before[k] - n[k]);
        }
    }

    /** Computes z·dh and, in the places of z and n, the gradients in their pre-activations. */
    private static void differentiate(float[] z, float[] n, float[] before, float[] outputGradient, float[] hiddenGradient,
                                      float[] direct, int from, int to) {
        for (int k = from; k < to; k++) {
            float zk = z[k];
            float nk = n[k];
            float dh = outputGradient[k] + hiddenGradient[k];
            direct[k] = dh * zk;
            z[k] = dh * (before[k] - nk) * zk * (1f - zk);
            n[k] = dh * (1f - zk) * (1f - nk * nk);
        }
    }

    /** Computes the gradients in r's pre-activation and in the candidate's product, in their places. */
    private static void resetAfterBackward(float[] r, float[] dn, float[] product, int from, int to) {
        for (int k = from; k < to; k++) {
            float rk = r[k];
            r[k] = dn[k] * product[k] * rk * (1f - rk);
            product[k] = dn[k] * rk;
        }
    }

    /**
     * Computes, from the gradient in r·h, the gradient in r's pre-activation, in its place, and the part that reaches
     * h.
     */
    private static void resetBeforeBackward(float[] r, float[] reset, float[] before, float[] direct, int from, int to) {
        for (int k = from; k < to; k++) {
            float rk = r[k];
            direct[k] += reset[k] * rk;
            r[k] = reset[k] * before[k] * rk * (1f - rk);
        }
    }
}
