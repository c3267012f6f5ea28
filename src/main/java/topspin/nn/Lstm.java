package topspin.nn;

import topspin.nn.engine.Engine;
import topspin.nn.engine.Matrix;
import topspin.nn.engine.Product;
import topspin.nn.engine.Weights;
import topspin.random.RandomStreams;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997; forget gate of Gers et al. 2000), as the experiment log and
 * openai/baselines write it: gates in the order i, f, o, u,
 *
 * <pre>
 * z = x·Wx + h·Wh + b
 * i, f, o = sigmoid(z_i, z_f, z_o)      u = tanh(z_u)
 * c' = f·c + i·u                        h' = o·tanh(c')
 * </pre>
 *
 * with c and h zero before the first step of an episode. The state is {@code [cell, hidden]}, 2·units floats.
 */
public final class Lstm implements Core {
    /** Rows of Wx or Wh whose gradient is computed at once. */
    private static final int GRADIENT_BLOCK = 128;

    private final Engine engine;
    private final Parameters parameters;
    private final String name;
    private final int inputs;
    private final int units;
    private final double forgetBias;
    private final Parameters.Slice inputWeights;
    private final Parameters.Slice recurrentWeights;
    private final Parameters.Slice bias;
    private final Weights packedInput;
    private final Weights packedRecurrent;
    private final Matrix engineBias;

    /** @param name path of the parameters, e.g. {@code core/0} */
    public Lstm(Engine engine, Parameters parameters, String name, int inputs, int units, double forgetBias) {
        this.engine = engine;
        this.parameters = parameters;
        this.name = name;
        this.inputs = inputs;
        this.units = units;
        this.forgetBias = forgetBias;
        inputWeights = parameters.declare(name + "/input-weights", inputs, 4L * units);
        recurrentWeights = parameters.declare(name + "/recurrent-weights", units, 4L * units);
        bias = parameters.declare(name + "/bias", 4L * units);
        packedInput = engine.weights(inputs, 4 * units);
        packedRecurrent = engine.weights(units, 4 * units);
        engineBias = engine.matrix(1, 4 * units);
    }

    @Override
    public int inputs() {
        return inputs;
    }

    @Override
    public int outputs() {
        return units;
    }

    @Override
    public int stateSize() {
        return 2 * units;
    }

    /** Orthogonal weights with gain 1 (baselines {@code a2c/utils.py lstm}), zero bias but for the forget gate. */
    @Override
    public void initialise(RandomStreams streams) {
        float[] values = parameters.values();
        Initialisers.orthogonal(values, inputWeights.offset(), inputs, 4 * units, 4 * units, 1,
                streams.stream("init/" + name + "/input-weights"));
        Initialisers.orthogonal(values, recurrentWeights.offset(), units, 4 * units, 4 * units, 1,
                streams.stream("init/" + name + "/recurrent-weights"));
        for (int i = 0; i < units; i++) {
            values[bias.offset() + GateLayout.IFOU.forget() * units + i] = (float) forgetBias;
        }
    }

    @Override
    public List<Runnable> reloads() {
        float[] values = parameters.values();
        return List.of(() -> packedRecurrent.loadBackward(values, recurrentWeights.offset()),
                () -> packedRecurrent.loadForward(values, recurrentWeights.offset()),
                () -> packedInput.loadForward(values, inputWeights.offset()),
                () -> packedInput.loadBackward(values, inputWeights.offset()),
                () -> engineBias.put(0, 1, values, bias.offset()));
    }

    @Override
    public CorePass pass(BatchShape shape) {
        return new Pass(shape);
    }

    private final class Pass implements CorePass {
        private static final int I = 0;
        private static final int F = 1;
        private static final int O = 2;
        private static final int U = 3;
        private static final int GATES = 4;

        private final BatchShape shape;
        // In the engine's memory, [rows][…]: operands of products.
        private final Matrix input;
        private final Matrix inputGradient;
        private final Matrix hiddenIn;
        private final Matrix preactivation;
        private final Matrix preactivationGradient;
        private final Matrix hiddenInGradient;
        /** The four gates' columns of {@link #preactivation} and of its gradient. */
        private final Matrix[] gateColumns = new Matrix[GATES];
        private final Matrix[] gateGradientColumns = new Matrix[GATES];
        // Java's, all [rows][units], so that pointwise loops use one index and are vectorised.
        private final float[][] gates;
        private final float[][] gateGradients;
        private final float[] cellIn;
        private final float[] cell;
        private final float[] cellTanh;
        private final float[] hidden;
        private final float[] outputGradient;
        private final float[] hiddenGradient;
        private final float[] cellGradient;
        private final float[] startState;
        private final Shard[] shards;
        private final List<GradientBlock> blocks = new ArrayList<>();

        Pass(BatchShape shape) {
            this.shape = shape;
            int rows = shape.rows();
            input = engine.matrix(rows, inputs);
            inputGradient = engine.matrix(rows, inputs);
            hiddenIn = engine.matrix(rows, units);
            preactivation = engine.matrix(rows, GATES * units);
            preactivationGradient = engine.matrix(rows, GATES * units);
            hiddenInGradient = engine.matrix(shape.shards() * shape.sequences(), units);
            for (int gate = 0; gate < GATES; gate++) {
                gateColumns[gate] = preactivation.columns(gate * units, units);
                gateGradientColumns[gate] = preactivationGradient.columns(gate * units, units);
            }
            gates = new float[GATES][rows * units];
            gateGradients = new float[GATES][rows * units];
            cellIn = new float[rows * units];
            cell = new float[rows * units];
            cellTanh = new float[rows * units];
            hidden = new float[rows * units];
            outputGradient = new float[rows * units];
            hiddenGradient = new float[rows * units];
            cellGradient = new float[rows * units];
            startState = new float[shape.shards() * shape.sequences() * stateSize()];
            shards = new Shard[shape.shards()];
            for (int s = 0; s < shards.length; s++) {
                shards[s] = new Shard(s);
            }
            planGradient(inputWeights, input);
            planGradient(recurrentWeights, hiddenIn);
            planGradient(bias, Ones.column(engine, rows));
        }

        /** The gradient of weights that multiply {@code in}, by blocks of its columns. */
        private void planGradient(Parameters.Slice weights, Matrix in) {
            int width = GATES * units;
            Matrix gradient = engine.matrix(in.columns(), width);
            for (int first = 0; first < in.columns(); first += GRADIENT_BLOCK) {
                int count = Math.min(GRADIENT_BLOCK, in.columns() - first);
                Matrix block = gradient.rows(first, count);
                Product product = engine.backwardWeights(in.columns(first, count), preactivationGradient, block);
                int offset = weights.offset() + first * width;
                Vectors.SquareSum squares = new Vectors.SquareSum();
                blocks.add(() -> {
                    product.run();
                    block.get(0, count, parameters.gradients(), offset);
                    return squares.of(parameters.gradients(), offset, offset + count * width);
                });
            }
        }

        @Override
        public Matrix input() {
            return input;
        }

        @Override
        public float[] output() {
            return hidden;
        }

        @Override
        public float[] outputGradient() {
            return outputGradient;
        }

        @Override
        public Matrix inputGradient() {
            return inputGradient;
        }

        @Override
        public void begin(int shard, float[] states, int offset) {
            int length = shape.sequences() * stateSize();
            System.arraycopy(states, offset, startState, shard * length, length);
        }

        @Override
        public void step(int shard, int t, boolean[] episodeStart) {
            shards[shard].projectStep[t].run();
            shards[shard].recur(t, episodeStart);
        }

        @Override
        public void forward(int shard, boolean[] episodeStart) {
            shards[shard].projectAll.run();
            for (int t = 0; t < shape.steps(); t++) {
                shards[shard].recur(t, episodeStart);
            }
        }

        @Override
        public void state(int shard, int t, float[] states, int offset) {
            int row = shape.row(shard, t);
            for (int s = 0; s < shape.sequences(); s++) {
                int to = offset + s * stateSize();
                System.arraycopy(cell, (row + s) * units, states, to, units);
                System.arraycopy(hidden, (row + s) * units, states, to + units, units);
            }
        }

        @Override
        public void backward(int shard, boolean[] episodeStart) {
            shards[shard].backward(episodeStart);
        }

        @Override
        public List<GradientBlock> gradientBlocks() {
            return blocks;
        }

        /** One thread's rows and their planned products. */
        private final class Shard {
            private final int index;
            private final int sequences = shape.sequences();
            private final Product projectAll;
            private final Product[] projectStep = new Product[shape.steps()];
            private final Product[] recur = new Product[shape.steps()];
            private final Product[] recurBackward = new Product[shape.steps()];
            private final Product inputBackward;
            private final Matrix hiddenInGradientRows;

            Shard(int index) {
                this.index = index;
                int rows = shape.rowsPerShard();
                int first = index * rows;
                projectAll = engine.forward(input.rows(first, rows), packedInput, engineBias,
                        preactivation.rows(first, rows));
                inputBackward = engine.backwardData(preactivationGradient.rows(first, rows), packedInput,
                        inputGradient.rows(first, rows));
                hiddenInGradientRows = hiddenInGradient.rows(index * sequences, sequences);
                for (int t = 0; t < shape.steps(); t++) {
                    int row = shape.row(index, t);
                    Matrix z = preactivation.rows(row, sequences);
                    projectStep[t] = engine.forward(input.rows(row, sequences), packedInput, engineBias, z);
                    recur[t] = engine.accumulate(hiddenIn.rows(row, sequences), packedRecurrent, z);
                    recurBackward[t] = engine.backwardData(preactivationGradient.rows(row, sequences), packedRecurrent,
                            hiddenInGradientRows);
                }
            }

            /** The recurrent product and the pointwise part of step t; the input's projection is in place already. */
            void recur(int t, boolean[] episodeStart) {
                int row = shape.row(index, t);
                for (int s = 0; s < sequences; s++) {
                    enter(t, row + s, s, episodeStart[row + s]);
                }
                recur[t].run();
                int from = row * units;
                int to = (row + sequences) * units;
                for (int gate = 0; gate < GATES; gate++) {
                    gateColumns[gate].get(row, sequences, gates[gate], from);
                }
                Activations.sigmoid(gates[I], from, to);
                Activations.sigmoid(gates[F], from, to);
                Activations.sigmoid(gates[O], from, to);
                Activations.tanh(gates[U], from, to);
                updateCell(gates[I], gates[F], gates[U], from, to);
                Activations.tanh(cell, cellTanh, from, to);
                emit(gates[O], from, to);
            }

            /** Puts the state before step t where the step reads it. */
            private void enter(int t, int row, int sequence, boolean episodeStart) {
                int at = row * units;
                if (episodeStart) {
                    hiddenIn.clear(row, 1);
                    Arrays.fill(cellIn, at, at + units, 0f);
                } else if (t == 0) {
                    int from = (index * sequences + sequence) * stateSize();
                    hiddenIn.put(row, 1, startState, from + units);
                    System.arraycopy(startState, from, cellIn, at, units);
                } else {
                    int from = at - sequences * units;
                    hiddenIn.put(row, 1, hidden, from);
                    System.arraycopy(cell, from, cellIn, at, units);
                }
            }

            private void updateCell(float[] i, float[] f, float[] u, int from, int to) {
                for (int k = from; k < to; k++) {
                    cell[k] = f[k] * cellIn[k] + i[k] * u[k];
                }
            }

            private void emit(float[] o, int from, int to) {
                for (int k = from; k < to; k++) {
                    hidden[k] = o[k] * cellTanh[k];
                }
            }

            void backward(boolean[] episodeStart) {
                int last = shape.row(index, shape.steps() - 1);
                Arrays.fill(cellGradient, last * units, (last + sequences) * units, 0f);
                Arrays.fill(hiddenGradient, last * units, (last + sequences) * units, 0f);
                for (int t = shape.steps() - 1; t >= 0; t--) {
                    int row = shape.row(index, t);
                    differentiate(gates[I], gates[F], gates[O], gates[U], gateGradients[I], gateGradients[F],
                            gateGradients[O], gateGradients[U], row * units, (row + sequences) * units);
                    for (int gate = 0; gate < GATES; gate++) {
                        gateGradientColumns[gate].put(row, sequences, gateGradients[gate], row * units);
                    }
                    if (t > 0) {
                        leave(t, row, episodeStart);
                    }
                }
                inputBackward.run();
            }

            /** Hands the gradients in the state before step t to step t − 1; they end where an episode begins. */
            private void leave(int t, int row, boolean[] episodeStart) {
                int to = (row - sequences) * units;
                recurBackward[t].run();
                hiddenInGradientRows.get(0, sequences, hiddenGradient, to);
                System.arraycopy(cellGradient, row * units, cellGradient, to, sequences * units);
                for (int s = 0; s < sequences; s++) {
                    if (episodeStart[row + s]) {
                        Arrays.fill(hiddenGradient, to + s * units, to + (s + 1) * units, 0f);
                        Arrays.fill(cellGradient, to + s * units, to + (s + 1) * units, 0f);
                    }
                }
            }

            /** From the gradients in h' and c' to those in z and, left in {@code cellGradient}, in c. */
            private void differentiate(float[] i, float[] f, float[] o, float[] u, float[] di, float[] df, float[] dO,
                                       float[] du, int from, int to) {
                for (int k = from; k < to; k++) {
                    float dh = outputGradient[k] + hiddenGradient[k];
                    float dc = cellGradient[k] + dh * o[k] * (1f - cellTanh[k] * cellTanh[k]);
                    dO[k] = dh * cellTanh[k] * o[k] * (1f - o[k]);
                    di[k] = dc * u[k] * i[k] * (1f - i[k]);
                    df[k] = dc * cellIn[k] * f[k] * (1f - f[k]);
                    du[k] = dc * i[k] * (1f - u[k] * u[k]);
                    cellGradient[k] = dc * f[k];
                }
            }
        }
    }
}
