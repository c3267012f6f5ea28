package topspin.nn;

import topspin.nn.engine.Engine;
import topspin.nn.engine.Matrix;
import topspin.nn.engine.Product;
import topspin.nn.engine.Weights;
import topspin.random.RandomStreams;

import java.util.ArrayList;
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
        return List.of(() -> packedInput.loadBackward(values, inputWeights.offset()),
                () -> packedRecurrent.loadBackward(values, recurrentWeights.offset()),
                () -> packedInput.loadForward(values, inputWeights.offset()),
                () -> packedRecurrent.loadForward(values, recurrentWeights.offset()));
    }

    @Override
    public CorePass pass(BatchShape shape) {
        return new Pass(shape);
    }

    private final class Pass implements CorePass {
        private final BatchShape shape;
        private final int gateUnits = 4 * units;
        // In the engine's memory, [rows][…]: operands of products.
        private final Matrix input;
        private final Matrix inputGradient;
        private final Matrix hiddenIn;
        private final Matrix preactivation;
        private final Matrix preactivationGradient;
        private final Matrix hiddenInGradient;
        // Java's, [rows][…]: what the pointwise loops read and write.
        private final float[] gates;
        private final float[] cell;
        private final float[] cellTanh;
        private final float[] hidden;
        private final float[] outputGradient;
        private final float[] startState;
        private final Shard[] shards;
        private final List<GradientBlock> blocks = new ArrayList<>();

        Pass(BatchShape shape) {
            this.shape = shape;
            int rows = shape.rows();
            input = engine.matrix(rows, inputs);
            inputGradient = engine.matrix(rows, inputs);
            hiddenIn = engine.matrix(rows, units);
            preactivation = engine.matrix(rows, gateUnits);
            preactivationGradient = engine.matrix(rows, gateUnits);
            hiddenInGradient = engine.matrix(shape.shards() * shape.sequences(), units);
            gates = new float[rows * gateUnits];
            cell = new float[rows * units];
            cellTanh = new float[rows * units];
            hidden = new float[rows * units];
            outputGradient = new float[rows * units];
            startState = new float[shape.shards() * shape.sequences() * stateSize()];
            shards = new Shard[shape.shards()];
            for (int s = 0; s < shards.length; s++) {
                shards[s] = new Shard(s);
            }
            planGradient(inputWeights, input);
            planGradient(recurrentWeights, hiddenIn);
            blocks.add(this::biasGradient);
        }

        private void planGradient(Parameters.Slice weights, Matrix in) {
            Matrix gradient = engine.matrix(in.columns(), gateUnits);
            for (int first = 0; first < in.columns(); first += GRADIENT_BLOCK) {
                int count = Math.min(GRADIENT_BLOCK, in.columns() - first);
                Matrix block = gradient.rows(first, count);
                Product product = engine.backwardWeights(in.columns(first, count), preactivationGradient, block);
                int offset = weights.offset() + first * gateUnits;
                float[] lanes = Vectors.lanes();
                blocks.add(() -> {
                    product.run();
                    block.get(0, count, parameters.gradients(), offset);
                    return Vectors.sumOfSquares(parameters.gradients(), offset, offset + count * gateUnits, lanes);
                });
            }
        }

        private double biasGradient() {
            float[] gradient = parameters.gradients();
            java.util.Arrays.fill(gradient, bias.offset(), bias.offset() + gateUnits, 0f);
            double sum = 0;
            for (Shard shard : shards) {
                Vectors.add(shard.biasGradient, 0, gradient, bias.offset(), gateUnits);
            }
            for (int i = 0; i < gateUnits; i++) {
                double g = gradient[bias.offset() + i];
                sum += g * g;
            }
            return sum;
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
            shards[shard].projectStep(t);
            shards[shard].recur(t, episodeStart);
        }

        @Override
        public void forward(int shard, boolean[] episodeStart) {
            shards[shard].projectAll();
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

        /** One thread's rows: planned products and scratch. */
        private final class Shard {
            private final int index;
            private final int sequences = shape.sequences();
            private final Product projectAll;
            private final Product[] projectStep = new Product[shape.steps()];
            private final Product[] recur = new Product[shape.steps()];
            private final Product[] recurBackward = new Product[shape.steps()];
            private final Product inputBackward;
            private final Matrix hiddenInGradientRows;
            private final float[] cellIn = new float[units];
            private final float[] cellGradient = new float[sequences * units];
            private final float[] hiddenGradient = new float[sequences * units];
            private final float[] gateGradient = new float[sequences * gateUnits];
            private final float[] biasGradient = new float[gateUnits];

            Shard(int index) {
                this.index = index;
                int rows = shape.rowsPerShard();
                int first = index * rows;
                projectAll = engine.forward(input.rows(first, rows), packedInput, preactivation.rows(first, rows), false);
                inputBackward = engine.backwardData(preactivationGradient.rows(first, rows), packedInput,
                        inputGradient.rows(first, rows));
                hiddenInGradientRows = hiddenInGradient.rows(index * sequences, sequences);
                for (int t = 0; t < shape.steps(); t++) {
                    int row = shape.row(index, t);
                    Matrix z = preactivation.rows(row, sequences);
                    projectStep[t] = engine.forward(input.rows(row, sequences), packedInput, z, false);
                    recur[t] = engine.forward(hiddenIn.rows(row, sequences), packedRecurrent, z, true);
                    recurBackward[t] = engine.backwardData(preactivationGradient.rows(row, sequences), packedRecurrent,
                            hiddenInGradientRows);
                }
            }

            void projectStep(int t) {
                projectStep[t].run();
            }

            void projectAll() {
                projectAll.run();
            }

            /** The recurrent product and the pointwise part of step t; the input's projection is in place already. */
            void recur(int t, boolean[] episodeStart) {
                int row = shape.row(index, t);
                for (int s = 0; s < sequences; s++) {
                    if (episodeStart[row + s]) {
                        hiddenIn.clear(row + s, 1);
                    } else if (t == 0) {
                        hiddenIn.put(row + s, 1, startState, startOffset(s) + units);
                    } else {
                        hiddenIn.put(row + s, 1, hidden, (row - sequences + s) * units);
                    }
                }
                recur[t].run();
                preactivation.get(row, sequences, gates, row * gateUnits);
                for (int s = 0; s < sequences; s++) {
                    int at = (row + s) * units;
                    pointwise((row + s) * gateUnits, at, cellBefore(t, row, s, episodeStart), cellOffset(t, row, s, episodeStart));
                }
            }

            private int startOffset(int sequence) {
                return (index * sequences + sequence) * stateSize();
            }

            /** The array that holds the cell before step t. */
            private float[] cellBefore(int t, int row, int s, boolean[] episodeStart) {
                return episodeStart[row + s] ? zeros() : t == 0 ? startState : cell;
            }

            private int cellOffset(int t, int row, int s, boolean[] episodeStart) {
                return episodeStart[row + s] ? 0 : t == 0 ? startOffset(s) : (row - sequences + s) * units;
            }

            private float[] zeros() {
                return cellIn; // never written
            }

            private void pointwise(int z, int at, float[] before, int beforeAt) {
                Vectors.add(parameters.values(), bias.offset(), gates, z, gateUnits);
                Activations.sigmoid(gates, z, z + 3 * units);
                Activations.tanh(gates, z + 3 * units, z + gateUnits);
                int f = z + units;
                int u = z + 3 * units;
                for (int i = 0; i < units; i++) {
                    cell[at + i] = gates[f + i] * before[beforeAt + i] + gates[z + i] * gates[u + i];
                }
                Activations.tanh(cell, at, cellTanh, at, units);
                int o = z + 2 * units;
                for (int i = 0; i < units; i++) {
                    hidden[at + i] = gates[o + i] * cellTanh[at + i];
                }
            }

            void backward(boolean[] episodeStart) {
                java.util.Arrays.fill(cellGradient, 0f);
                java.util.Arrays.fill(hiddenGradient, 0f);
                java.util.Arrays.fill(biasGradient, 0f);
                for (int t = shape.steps() - 1; t >= 0; t--) {
                    int row = shape.row(index, t);
                    for (int s = 0; s < sequences; s++) {
                        pointwiseBackward(row + s, s, cellBefore(t, row, s, episodeStart),
                                cellOffset(t, row, s, episodeStart));
                        Vectors.add(gateGradient, s * gateUnits, biasGradient, 0, gateUnits);
                    }
                    preactivationGradient.put(row, sequences, gateGradient, 0);
                    if (t > 0) {
                        recurBackward[t].run();
                        hiddenInGradientRows.get(0, sequences, hiddenGradient, 0);
                        for (int s = 0; s < sequences; s++) {
                            if (episodeStart[row + s]) {
                                java.util.Arrays.fill(hiddenGradient, s * units, (s + 1) * units, 0f);
                                java.util.Arrays.fill(cellGradient, s * units, (s + 1) * units, 0f);
                            }
                        }
                    }
                }
                inputBackward.run();
            }

            /** Takes the gradients in h' and c' of one row to those in z and, in {@code cellGradient}, in c. */
            private void pointwiseBackward(int row, int s, float[] before, int beforeAt) {
                int z = row * gateUnits;
                int at = row * units;
                int dz = s * gateUnits;
                int ds = s * units;
                for (int i = 0; i < units; i++) {
                    float gateI = gates[z + i];
                    float gateF = gates[z + units + i];
                    float gateO = gates[z + 2 * units + i];
                    float gateU = gates[z + 3 * units + i];
                    float squashed = cellTanh[at + i];
                    float dh = outputGradient[at + i] + hiddenGradient[ds + i];
                    float dc = cellGradient[ds + i] + dh * gateO * (1f - squashed * squashed);
                    gateGradient[dz + i] = dc * gateU * gateI * (1f - gateI);
                    gateGradient[dz + units + i] = dc * before[beforeAt + i] * gateF * (1f - gateF);
                    gateGradient[dz + 2 * units + i] = dh * squashed * gateO * (1f - gateO);
                    gateGradient[dz + 3 * units + i] = dc * gateI * (1f - gateU * gateU);
                    cellGradient[ds + i] = dc * gateF;
                }
            }
        }
    }
}
