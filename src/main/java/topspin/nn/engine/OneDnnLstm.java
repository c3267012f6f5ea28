package topspin.nn.engine;

import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.lstm_backward;
import org.bytedeco.dnnl.lstm_forward;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.javacpp.BytePointer;

import java.util.ArrayList;
import java.util.List;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST_ITER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST_ITER_C;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST_LAYER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC_ITER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC_ITER_C;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC_LAYER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS_ITER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS_LAYER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST_ITER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST_ITER_C;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST_LAYER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCRATCHPAD;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_ITER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_ITER_C;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_LAYER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_TO;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS_ITER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS_LAYER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WORKSPACE;
import static org.bytedeco.dnnl.global.dnnl.dnnl_backward;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_set_data_handle;
import static org.bytedeco.dnnl.global.dnnl.dnnl_unidirectional_left2right;

/**
 * oneDNN's LSTM primitive. Its gates come in the order i, f, u, o; weights are kept in the layouts its kernels ask for,
 * one copy per layout, since these may differ between lengths.
 */
final class OneDnnLstm implements LstmKernel {
    private static final int GATES = 4;
    /** Where oneDNN's g-th gate is in the order i, f, o, u. */
    private static final int[] GATE = {0, 1, 3, 2};

    private final OneDnnEngine engine;
    private final engine cpu;
    private final int inputs;
    private final int units;
    private final Packed inputWeights;
    private final Packed recurrentWeights;
    private final NativeMatrix bias;
    private final memory biasMemory;
    private long bytes;

    OneDnnLstm(OneDnnEngine engine, int inputs, int units) {
        this.engine = engine;
        this.cpu = engine.cpu();
        this.inputs = inputs;
        this.units = units;
        inputWeights = new Packed(inputs);
        recurrentWeights = new Packed(units);
        bias = new NativeMatrix(1, GATES * units);
        biasMemory = memory(biasLayout(), bias);
    }

    @Override
    public synchronized void load(float[] values, int inputOffset, int recurrentOffset, int biasOffset) {
        inputWeights.load(values, inputOffset);
        recurrentWeights.load(values, recurrentOffset);
        float[] row = new float[GATES * units];
        for (int g = 0; g < GATES; g++) {
            System.arraycopy(values, biasOffset + GATE[g] * units, row, g * units, units);
        }
        bias.put(0, 1, row, 0);
    }

    @Override
    public synchronized Segment plan(int steps, int sequences, Operands operands, WeightGradients gradients) {
        return engine.natives().keep(() -> new Planned(steps, sequences, operands, gradients));
    }

    @Override
    public synchronized long bytes() {
        return bytes;
    }

    @Override
    public void copyGates(float[] gradient, float[] target, int offset, int rows) {
        for (int row = 0; row < rows; row++) {
            for (int g = 0; g < GATES; g++) {
                System.arraycopy(gradient, (row * GATES + g) * units, target,
                        offset + (row * GATES + GATE[g]) * units, units);
            }
        }
    }

    private memory.desc sequence(int steps, int sequences, int width) {
        return new memory.desc(new long[] {steps, sequences, width}, memory.data_type.f32, memory.format_tag.tnc);
    }

    private memory.desc state(int sequences) {
        return new memory.desc(new long[] {1, 1, sequences, units}, memory.data_type.f32, memory.format_tag.ldnc);
    }

    private memory.desc weights(int rows, memory.format_tag layout) {
        return new memory.desc(new long[] {1, 1, rows, GATES, units}, memory.data_type.f32, layout);
    }

    private memory.desc biasLayout() {
        return new memory.desc(new long[] {1, 1, GATES, units}, memory.data_type.f32, memory.format_tag.ldgo);
    }

    private memory memory(memory.desc layout, Matrix matrix) {
        NativeMatrix m = (NativeMatrix) matrix;
        return new memory(layout, cpu, m.memory().pointer(m.offset()));
    }

    /** A weight matrix in its plain layout and in those that planned segments asked for. */
    private final class Packed {
        private final int rows;
        private final NativeMatrix plain;
        private final List<memory> copies = new ArrayList<>();
        private final List<OneDnnEngine.Execution> packs = new ArrayList<>();
        private final float[] ordered;

        Packed(int rows) {
            this.rows = rows;
            plain = new NativeMatrix(rows, GATES * units);
            ordered = new float[rows * GATES * units];
        }

        memory in(memory.desc layout) {
            for (memory copy : copies) {
                if (copy.get_desc().equals(layout)) {
                    return copy;
                }
            }
            memory copy = new memory(layout, cpu);
            memory.desc plainLayout = weights(rows, memory.format_tag.ldigo);
            memory source = memory(plainLayout, plain);
            primitive_attr attributes = OneDnnEngine.attributes(false);
            var plan = new reorder.primitive_desc(cpu, plainLayout, cpu, layout, attributes, false);
            var primitive = new reorder(plan);
            var pack = engine.execution(primitive.get(),
                    new int[] {DNNL_ARG_FROM, DNNL_ARG_TO, DNNL_ARG_SCRATCHPAD}, source, copy,
                    new memory(plan.scratchpad_desc(), cpu));
            pack.run();
            copies.add(copy);
            packs.add(pack);
            return copy;
        }

        void load(float[] values, int offset) {
            for (int row = 0; row < rows; row++) {
                for (int g = 0; g < GATES; g++) {
                    System.arraycopy(values, offset + (row * GATES + GATE[g]) * units, ordered,
                            (row * GATES + g) * units, units);
                }
            }
            plain.put(0, rows, ordered, 0);
            packs.forEach(OneDnnEngine.Execution::run);
        }
    }

    /** An operand that begins at a row chosen at each run. */
    private final class Moving {
        private final memory memory;
        private final dnnl_memory handle;
        private final BytePointer start;
        private final int stride;

        Moving(memory.desc layout, Matrix matrix) {
            NativeMatrix m = (NativeMatrix) matrix;
            memory = memory(layout, matrix);
            handle = memory.get();
            start = new BytePointer(m.memory().pointer(m.offset()));
            stride = m.stride();
        }

        void move(int row) {
            NativeObjects.requireOpen(memory);
            start.position((long) row * stride * Float.BYTES);
            dnnl_memory_set_data_handle(handle, start);
        }
    }

    private final class Planned implements Segment {
        private final int lastStep;
        private final List<Moving> first = new ArrayList<>();
        private final List<Moving> last = new ArrayList<>();
        private final OneDnnEngine.Execution forward;
        private final OneDnnEngine.Execution backward;

        Planned(int steps, int sequences, Operands operands, WeightGradients gradients) {
            lastStep = (steps - 1) * sequences;
            memory.desc in = sequence(steps, sequences, inputs);
            memory.desc out = sequence(steps, sequences, units);
            memory.desc state = state(sequences);
            memory.desc anyInput = weights(inputs, memory.format_tag.any);
            memory.desc anyRecurrent = weights(units, memory.format_tag.any);
            primitive_attr attributes = OneDnnEngine.attributes(false);
            var plan = new lstm_forward.primitive_desc(cpu, dnnl_forward_training, dnnl_unidirectional_left2right, in,
                    state, state, anyInput, anyRecurrent, biasLayout(), out, state, state, attributes, false);
            memory.desc gradientInput = weights(inputs, memory.format_tag.ldigo);
            memory.desc gradientRecurrent = weights(units, memory.format_tag.ldigo);
            var backwardPlan = new lstm_backward.primitive_desc(cpu, dnnl_backward, dnnl_unidirectional_left2right, in,
                    state, state, anyInput, anyRecurrent, biasLayout(), out, state, state, in, state, state,
                    gradientInput, gradientRecurrent, biasLayout(), out, state, state, plan, attributes, false);
            memory workspace = new memory(plan.workspace_desc(), cpu);
            bytes += plan.workspace_desc().get_size();
            memory source = first(in, operands.input());
            memory hiddenBefore = first(state, operands.hiddenBefore());
            memory cellBefore = first(state, operands.cellBefore());
            memory output = first(out, operands.output());
            memory hiddenAfter = last(state, operands.hiddenAfter());
            memory cellAfter = last(state, operands.cellAfter());
            var primitive = new lstm_forward(plan);
            forward = engine.execution(primitive.get(),
                    new int[] {DNNL_ARG_SRC_LAYER, DNNL_ARG_SRC_ITER, DNNL_ARG_SRC_ITER_C, DNNL_ARG_WEIGHTS_LAYER,
                        DNNL_ARG_WEIGHTS_ITER, DNNL_ARG_BIAS, DNNL_ARG_DST_LAYER, DNNL_ARG_DST_ITER,
                        DNNL_ARG_DST_ITER_C, DNNL_ARG_WORKSPACE, DNNL_ARG_SCRATCHPAD},
                    source, hiddenBefore, cellBefore, inputWeights.in(plan.weights_layer_desc()),
                    recurrentWeights.in(plan.weights_iter_desc()), biasMemory, output, hiddenAfter, cellAfter,
                    workspace, new memory(plan.scratchpad_desc(), cpu));
            var backwardPrimitive = new lstm_backward(backwardPlan);
            backward = engine.execution(backwardPrimitive.get(),
                    new int[] {DNNL_ARG_SRC_LAYER, DNNL_ARG_SRC_ITER, DNNL_ARG_SRC_ITER_C, DNNL_ARG_WEIGHTS_LAYER,
                        DNNL_ARG_WEIGHTS_ITER, DNNL_ARG_BIAS, DNNL_ARG_DST_LAYER, DNNL_ARG_DST_ITER,
                        DNNL_ARG_DST_ITER_C, DNNL_ARG_WORKSPACE, DNNL_ARG_SCRATCHPAD, DNNL_ARG_DIFF_SRC_LAYER,
                        DNNL_ARG_DIFF_SRC_ITER, DNNL_ARG_DIFF_SRC_ITER_C, DNNL_ARG_DIFF_WEIGHTS_LAYER,
                        DNNL_ARG_DIFF_WEIGHTS_ITER, DNNL_ARG_DIFF_BIAS, DNNL_ARG_DIFF_DST_LAYER,
                        DNNL_ARG_DIFF_DST_ITER, DNNL_ARG_DIFF_DST_ITER_C},
                    source, hiddenBefore, cellBefore, inputWeights.in(backwardPlan.weights_layer_desc()),
                    recurrentWeights.in(backwardPlan.weights_iter_desc()), biasMemory, output, hiddenAfter, cellAfter,
                    workspace, new memory(backwardPlan.scratchpad_desc(), cpu),
                    first(in, operands.inputGradient()), first(state, operands.hiddenBeforeGradient()),
                    first(state, operands.cellBeforeGradient()), memory(gradientInput, gradients.inputWeights()),
                    memory(gradientRecurrent, gradients.recurrentWeights()), memory(biasLayout(), gradients.bias()),
                    first(out, operands.outputGradient()), last(state, operands.hiddenAfterGradient()),
                    last(state, operands.cellAfterGradient()));
        }

        private memory first(memory.desc layout, Matrix matrix) {
            return moving(layout, matrix, first);
        }

        private memory last(memory.desc layout, Matrix matrix) {
            return moving(layout, matrix, last);
        }

        private memory moving(memory.desc layout, Matrix matrix, List<Moving> group) {
            Moving moving = new Moving(layout, matrix);
            group.add(moving);
            return moving.memory;
        }

        @Override
        public void forward(int row) {
            move(row);
            forward.run();
        }

        @Override
        public void backward(int row) {
            move(row);
            backward.run();
        }

        private void move(int row) {
            for (int i = 0; i < first.size(); i++) {
                first.get(i).move(row);
            }
            for (int i = 0; i < last.size(); i++) {
                last.get(i).move(row + lastStep);
            }
        }
    }
}
