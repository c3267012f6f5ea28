package topspin.nn.cell;

import topspin.nn.Activations;
import topspin.nn.GradientBlock;
import topspin.nn.Initialiser;
import topspin.nn.Parameters;
import topspin.nn.Reload;
import topspin.nn.engine.Engine;
import topspin.nn.engine.Matrix;
import topspin.nn.engine.RecurrentKernel;
import topspin.nn.engine.WindowProduct;
import topspin.random.RandomStreams;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The simple recurrent network (Elman 1990), {@code h' = φ(x·Wx + h·Wh + b)} with φ = tanh or ReLU. The state is h,
 * units floats, and the output is h'.
 */
public final class Rnn implements RecurrentCell {

    /** φ. */
    public enum Activation { TANH, RELU }

    private final Engine engine;
    private final int inputs;
    private final int units;
    private final Dimensions dimensions;
    private final Activation activation;
    private final WeightMatrix inputWeights;
    private final WeightMatrix recurrentWeights;
    private final BiasVector bias;
    private final KernelWeights kernelWeights;

    /** @param name path of the parameters, e.g. {@code core/0} */
    public Rnn(Engine engine, Parameters parameters, String name, int inputs, int units, Activation activation) {
        this.engine = engine;
        this.inputs = inputs;
        this.units = units;
        dimensions = new Dimensions(inputs, units, units);
        this.activation = activation;
        inputWeights = new WeightMatrix(engine, parameters, name + "/input-weights", inputs, units);
        recurrentWeights = new WeightMatrix(engine, parameters, name + "/recurrent-weights", units, units);
        bias = new BiasVector(engine, parameters, name + "/bias", units);
        kernelWeights = new KernelWeights(activation == Activation.TANH ? RecurrentKernel.Kind.RNN_TANH
                : RecurrentKernel.Kind.RNN_RELU, parameters, units, KernelWeights.place(inputWeights.slice(), 0),
                KernelWeights.place(recurrentWeights.slice(), 0), KernelWeights.place(bias.slice(), 0));
    }

    @Override
    public Dimensions dimensions() {
        return dimensions;
    }

    @Override
    public Engine engine() {
        return engine;
    }

    /** Gain 1, zero bias. */
    @Override
    public void initialise(Initialiser initialiser, RandomStreams streams) {
        inputWeights.initialise(initialiser, 1, streams);
        recurrentWeights.initialise(initialiser, 1, streams);
    }

    @Override
    public List<Reload> reloads() {
        List<Reload> reloads = new ArrayList<>(inputWeights.reloads());
        reloads.addAll(recurrentWeights.reloads());
        reloads.addAll(bias.reloads());
        reloads.add(kernelWeights.reload());
        return reloads;
    }

    @Override
    public Optional<KernelWeights> kernelWeights() {
        return Optional.of(kernelWeights);
    }

    @Override
    public CellRows rows(int rows) {
        return new Rows(new RowMemory(engine, rows));
    }

    private final class Rows implements CellRows {
        private final StateRows.Part hidden;
        /** Before φ; once differentiated, its gradient. {@code [rows][units]}. */
        private final Matrix preactivation;
        private final float[] outputGradient;
        private final float[] preactivationGradient;
        private final CellArrays arrays;

        Rows(RowMemory memory) {
            StateRows states = new StateRows(memory);
            hidden = states.part(units, StateRows.Use.PRODUCT);
            preactivation = memory.matrix(units);
            outputGradient = memory.floats(units);
            preactivationGradient = memory.floats(units);
            List<RowArray> z = List.of(RowArray.of(preactivation));
            arrays = memory.arrays(states, hidden.after(), outputGradient, units, z, List.of(), z);
        }

        @Override
        public CellArrays arrays() {
            return arrays;
        }

        @Override
        public List<CellPart> parts() {
            return List.of(new CellPart("hidden state", hidden.after(), units));
        }

        @Override
        public RowWork project(Matrix input, int count) {
            return RowWork.of(engine.forward(input, inputWeights.packed(), bias.row(), preactivation, count));
        }

        @Override
        public CellStep step(int count) {
            return new Step(count);
        }

        @Override
        public RowWork projectBackward(Matrix inputGradient, int count) {
            return RowWork.of(engine.backwardData(preactivation, inputWeights.packed(), inputGradient, count));
        }

        @Override
        public List<GradientBlock> gradientBlocks(Matrix input, int count) {
            List<GradientBlock> blocks = new ArrayList<>(inputWeights.gradient(input, preactivation, count));
            blocks.addAll(recurrentWeights.gradient(hidden.operand(), preactivation, count));
            blocks.addAll(bias.gradient(preactivation, count));
            return blocks;
        }

        private final class Step implements CellStep {
            private final int count;
            private final WindowProduct recur;
            private final WindowProduct recurBackward;
            private final Matrix hiddenGradient;

            Step(int count) {
                this.count = count;
                hiddenGradient = engine.matrix(count, units);
                recur = engine.accumulate(hidden.operand(), recurrentWeights.packed(), preactivation, count);
                recurBackward = engine.backwardData(preactivation, recurrentWeights.packed(), hiddenGradient, count);
            }

            @Override
            public void forward(int row) {
                recur.run(row, row);
                int from = row * units;
                int to = from + count * units;
                preactivation.get(row, count, hidden.after(), from);
                if (activation == Activation.TANH) {
                    Activations.tanh(hidden.after(), from, to);
                } else {
                    Activations.relu(hidden.after(), from, to);
                }
            }

            @Override
            public void backward(int row) {
                int from = row * units;
                int to = from + count * units;
                if (activation == Activation.TANH) {
                    tanhBackward(hidden.after(), outputGradient, hidden.gradient(), preactivationGradient, from, to);
                } else {
                    reluBackward(hidden.after(), outputGradient, hidden.gradient(), preactivationGradient, from, to);
                }
                preactivation.put(row, count, preactivationGradient, from);
            }

            @Override
            public void passBack(int row, int previous) {
                recurBackward.run(row, 0);
                hiddenGradient.get(0, count, hidden.gradient(), previous * units);
            }
        }
    }

    private static void tanhBackward(float[] h, float[] outputGradient, float[] hiddenGradient, float[] dz, int from,
                                     int to) {
        for (int k = from; k < to; k++) {
            dz[k] = (outputGradient[k] + hiddenGradient[k]) * (1f - h[k] * h[k]);
        }
    }

    private static void reluBackward(float[] h, float[] outputGradient, float[] hiddenGradient, float[] dz, int from,
                                     int to) {
        for (int k = from; k < to; k++) {
            dz[k] = h[k] > 0f ? outputGradient[k] + hiddenGradient[k] : 0f;
        }
    }
}
