package topspin.nn.cell;

import topspin.nn.GradientBlock;
import topspin.nn.Vectors;
import topspin.nn.engine.Engine;
import topspin.nn.engine.Matrix;
import topspin.nn.engine.WindowProduct;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** An {@link Lru}'s activations and gradients. */
final class LruRows implements CellRows {
    private static final int RE = 0;
    private static final int IM = 1;

    private final Lru lru;
    private final Engine engine;
    private final int rows;
    private final int units;
    private final StateRows.Part re;
    private final StateRows.Part im;
    /** x·B, {@code [rows][Re, Im]}; after the backward pass its gradient. */
    private final Matrix projected;
    private final Matrix[] projectedColumns;
    /** h', {@code [rows][Re, Im]}, as C multiplies it. */
    private final Matrix stepped;
    private final Matrix[] steppedColumns;
    /** y, and then its gradient; {@code [rows][units]}. */
    private final Matrix outputs;
    private final Matrix noBias;
    // Java's, all [rows][units].
    /** γ·(x·B). */
    private final float[][] inputs;
    /** λ, repeated for every row so that pointwise loops use one index and vectorise. */
    private final float[][] eigenvalues;
    private final float[] output;
    private final float[] outputGradient;
    /** The gradient in h' that comes from y. */
    private final float[][] readGradient;
    /** The whole gradient in h'. */
    private final float[][] stateGradient;
    private final float[][] scratch;
    private final CellArrays arrays;

    LruRows(Lru lru, int rows) {
        this.lru = lru;
        this.engine = lru.engine();
        this.rows = rows;
        this.units = lru.outputs();
        RowMemory memory = new RowMemory(engine, rows);
        StateRows states = new StateRows(memory);
        re = states.part(units, StateRows.Use.LOOPS);
        im = states.part(units, StateRows.Use.LOOPS);
        projected = memory.matrix(2 * units);
        projectedColumns = RowMemory.columns(projected, units);
        stepped = memory.matrix(2 * units);
        steppedColumns = RowMemory.columns(stepped, units);
        outputs = memory.matrix(units);
        noBias = engine.matrix(1, 2 * units);
        inputs = memory.floats(2, units);
        eigenvalues = memory.floats(2, units);
        output = memory.floats(units);
        outputGradient = memory.floats(units);
        readGradient = memory.floats(2, units);
        stateGradient = memory.floats(2, units);
        scratch = memory.floats(2, units);
        List<RowArray> projection = new ArrayList<>(both(inputs));
        projection.addAll(both(eigenvalues));
        arrays = new CellArrays(rows, states, output, outputGradient, projection, states.after(), states.operands(),
                both(readGradient), both(stateGradient), memory.bytes());
    }

    private List<RowArray> both(float[][] parts) {
        return List.of(RowArray.of(parts[RE], units), RowArray.of(parts[IM], units));
    }

    @Override
    public CellArrays arrays() {
        return arrays;
    }

    @Override
    public List<CellPart> parts() {
        return List.of(new CellPart("real state", re.after(), units), new CellPart("imaginary state", im.after(), units),
                new CellPart("output", output, units));
    }

    @Override
    public RowWork project(Matrix input, int count) {
        WindowProduct product = engine.forward(input, lru.inputWeights().packed(), noBias, projected, count);
        WindowProduct direct = engine.forward(input, lru.directWeights().packed(), noBias.columns(0, units), outputs, count);
        return row -> {
            int from = row * units;
            product.run(row, row);
            direct.run(row, row);
            fill(scratch[RE], lru.gain(), row, count);
            fill(eigenvalues[RE], lru.real(), row, count);
            fill(eigenvalues[IM], lru.imaginary(), row, count);
            for (int part = RE; part <= IM; part++) {
                projectedColumns[part].get(row, count, inputs[part], from);
                multiply(inputs[part], scratch[RE], from, from + count * units);
            }
        };
    }

    private void fill(float[] rows, float[] values, int row, int count) {
        for (int i = row; i < row + count; i++) {
            System.arraycopy(values, 0, rows, i * units, units);
        }
    }

    @Override
    public CellStep step(int count) {
        return new CellStep() {
            @Override
            public void forward(int row) {
                int from = row * units;
                int to = from + count * units;
                turnReal(eigenvalues[RE], eigenvalues[IM], re.before(), im.before(), inputs[RE], re.after(), from, to);
                turnImaginary(eigenvalues[RE], eigenvalues[IM], re.before(), im.before(), inputs[IM], im.after(), from, to);
            }

            @Override
            public void backward(int row) {
                int from = row * units;
                int to = from + count * units;
                add(stateGradient[RE], readGradient[RE], re.gradient(), from, to);
                add(stateGradient[IM], readGradient[IM], im.gradient(), from, to);
            }

            @Override
            public void passBack(int row, int previous) {
                int from = row * units;
                turnBack(eigenvalues[RE], eigenvalues[IM], stateGradient[RE], stateGradient[IM], scratch[RE], scratch[IM],
                        from, from + count * units);
                System.arraycopy(scratch[RE], from, re.gradient(), previous * units, count * units);
                System.arraycopy(scratch[IM], from, im.gradient(), previous * units, count * units);
            }
        };
    }

    @Override
    public RowWork read(int count) {
        WindowProduct product = engine.accumulate(stepped, lru.outputWeights().packed(), outputs, count);
        return row -> {
            steppedColumns[RE].put(row, count, re.after(), row * units);
            steppedColumns[IM].put(row, count, im.after(), row * units);
            product.run(row, row);
            outputs.get(row, count, output, row * units);
        };
    }

    @Override
    public RowWork readBackward(int count) {
        Matrix gradient = engine.matrix(count, 2 * units);
        Matrix[] columns = RowMemory.columns(gradient, units);
        WindowProduct product = engine.backwardData(outputs, lru.outputWeights().packed(), gradient, count);
        return row -> {
            outputs.put(row, count, outputGradient, row * units);
            product.run(row, 0);
            columns[RE].get(0, count, readGradient[RE], row * units);
            columns[IM].get(0, count, readGradient[IM], row * units);
        };
    }

    @Override
    public RowWork projectBackward(Matrix inputGradient, int count) {
        WindowProduct product = engine.backwardData(projected, lru.inputWeights().packed(), inputGradient, count);
        Matrix directGradient = engine.matrix(count, lru.inputs());
        WindowProduct direct = engine.backwardData(outputs, lru.directWeights().packed(), directGradient, count);
        float[] sum = new float[count * lru.inputs()];
        float[] part = new float[sum.length];
        return row -> {
            int from = row * units;
            for (int i = RE; i <= IM; i++) {
                fill(scratch[i], lru.gain(), row, count);
                multiply(scratch[i], stateGradient[i], from, from + count * units);
                projectedColumns[i].put(row, count, scratch[i], from);
            }
            product.run(row, row);
            direct.run(row, 0);
            directGradient.get(0, count, part, 0);
            inputGradient.get(row, count, sum, 0);
            Vectors.add(sum, part);
            inputGradient.put(row, count, sum, 0);
        };
    }

    @Override
    public List<GradientBlock> gradientBlocks(Matrix input, int count) {
        List<GradientBlock> blocks = new ArrayList<>(lru.inputWeights().gradient(input, projected, count));
        blocks.addAll(lru.outputWeights().gradient(stepped, outputs, count));
        blocks.addAll(lru.directWeights().gradient(input, outputs, count));
        blocks.add(lru.eigenvalueGradient(this::sum));
        return blocks;
    }

    /** Sums the gradients in λ and γ over all rows, in order; γ's is computed from γ·(x·B). */
    private void sum(double[] byReal, double[] byImaginary, double[] byGain) {
        Arrays.fill(byReal, 0);
        Arrays.fill(byImaginary, 0);
        Arrays.fill(byGain, 0);
        for (int row = 0; row < rows; row++) {
            add(stateGradient[RE], stateGradient[IM], re.before(), im.before(), byReal, byImaginary, row * units);
            addReal(stateGradient[RE], stateGradient[IM], inputs[RE], inputs[IM], byGain, row * units);
        }
        for (int k = 0; k < units; k++) {
            byGain[k] /= lru.gain()[k];
        }
    }

    private static void add(float[] dre, float[] dim, float[] re, float[] im, double[] byReal, double[] byImaginary, int from) {
        for (int k = 0; k < byReal.length; k++) {
            double dr = dre[from + k];
            double di = dim[from + k];
            double r = re[from + k];
            double i = im[from + k];
            byReal[k] += dr * r + di * i;
            byImaginary[k] += di * r - dr * i;
        }
    }

    private static void addReal(float[] dre, float[] dim, float[] re, float[] im, double[] sum, int from) {
        for (int k = 0; k < sum.length; k++) {
            sum[k] += (double) dre[from + k] * re[from + k] + (double) dim[from + k] * im[from + k];
        }
    }

    private static void multiply(float[] y, float[] a, int from, int to) {
        for (int k = from; k < to; k++) {
            y[k] *= a[k];
        }
    }

    private static void add(float[] y, float[] a, float[] b, int from, int to) {
        for (int k = from; k < to; k++) {
            y[k] = a[k] + b[k];
        }
    }

    /** The real part of {@code h' = λ·h + u}. In one loop with the other the compiler would not vectorise either. */
    private static void turnReal(float[] lr, float[] li, float[] re, float[] im, float[] u, float[] y, int from, int to) {
        for (int k = from; k < to; k++) {
            y[k] = lr[k] * re[k] - li[k] * im[k] + u[k];
        }
    }

    private static void turnImaginary(float[] lr, float[] li, float[] re, float[] im, float[] u, float[] y, int from, int to) {
        for (int k = from; k < to; k++) {
            y[k] = lr[k] * im[k] + li[k] * re[k] + u[k];
        }
    }

    /** Computes the gradient in h from that in λ·h. */
    private static void turnBack(float[] lr, float[] li, float[] dre, float[] dim, float[] toRe, float[] toIm, int from,
                                 int to) {
        for (int k = from; k < to; k++) {
            toRe[k] = lr[k] * dre[k] + li[k] * dim[k];
            toIm[k] = lr[k] * dim[k] - li[k] * dre[k];
        }
    }
}
