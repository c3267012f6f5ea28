package topspin.nn.engine;

import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.rnn_primitive_desc_base;
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
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_set_data_handle;

/**
 * oneDNN's recurrent primitives. Weights are kept in the layouts its kernels ask for, one copy per layout, since these may
 * differ between lengths.
 */
final class OneDnnRecurrent implements RecurrentKernel {
    private final OneDnnEngine engine;
    private final engine cpu;
    private final Kind kind;
    private final int inputs;
    private final int units;
    private final Packed inputWeights;
    private final Packed recurrentWeights;
    private final NativeMatrix bias;
    private final memory biasMemory;
    private long bytes;

    OneDnnRecurrent(OneDnnEngine engine, Kind kind, int inputs, int units) {
        this.engine = engine;
        this.cpu = engine.cpu();
        this.kind = kind;
        this.inputs = inputs;
        this.units = units;
        inputWeights = new Packed(inputs);
        recurrentWeights = new Packed(units);
        bias = new NativeMatrix(1, kind.biases() * units);
        biasMemory = memory(biasLayout(), bias);
    }

    @Override
    public Kind kind() {
        return kind;
    }

    @Override
    public synchronized void load(float[] input, float[] recurrent, float[] biases) {
        inputWeights.load(input);
        recurrentWeights.load(recurrent);
        bias.put(0, 1, biases, 0);
    }

    @Override
    public WeightGradients gradients() {
        return new WeightGradients(engine.matrix(inputs, kind.gates() * units), engine.matrix(units, kind.gates() * units),
                engine.matrix(1, kind.biases() * units));
    }

    @Override
    public synchronized Segment plan(int steps, int sequences, Operands operands, WeightGradients gradients) {
        return engine.natives().keep(() -> new Planned(steps, sequences, operands, gradients));
    }

    @Override
    public synchronized long bytes() {
        return bytes;
    }

    private memory.desc sequence(int steps, int sequences, int width) {
        return new memory.desc(new long[] {steps, sequences, width}, memory.data_type.f32, memory.format_tag.tnc);
    }

    private memory.desc state(int sequences) {
        return new memory.desc(new long[] {1, 1, sequences, units}, memory.data_type.f32, memory.format_tag.ldnc);
    }

    private memory.desc weights(int rows, memory.format_tag layout) {
        return new memory.desc(new long[] {1, 1, rows, kind.gates(), units}, memory.data_type.f32, layout);
    }

    private memory.desc biasLayout() {
        return new memory.desc(new long[] {1, 1, kind.biases(), units}, memory.data_type.f32, memory.format_tag.ldgo);
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

        Packed(int rows) {
            this.rows = rows;
            plain = new NativeMatrix(rows, kind.gates() * units);
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

        void load(float[] values) {
            plain.put(0, rows, values, 0);
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

    /** The arguments of a primitive. */
    private final class Arguments {
        private final List<Integer> names = new ArrayList<>();
        private final List<memory> operands = new ArrayList<>();

        void add(int name, memory operand) {
            names.add(name);
            operands.add(operand);
        }

        /** h is the last part of a state, c the one before it. */
        void addStates(int hidden, int cell, List<memory> parts) {
            add(hidden, parts.get(parts.size() - 1));
            if (parts.size() > 1) {
                add(cell, parts.get(0));
            }
        }

        /** These, the weights in the layouts that a half asks for, and its scratch memory. */
        Arguments with(rnn_primitive_desc_base half) {
            Arguments all = new Arguments();
            all.names.addAll(names);
            all.operands.addAll(operands);
            all.add(DNNL_ARG_WEIGHTS_LAYER, inputWeights.in(half.weights_layer_desc()));
            all.add(DNNL_ARG_WEIGHTS_ITER, recurrentWeights.in(half.weights_iter_desc()));
            all.add(DNNL_ARG_SCRATCHPAD, new memory(half.scratchpad_desc(), cpu));
            return all;
        }

        OneDnnEngine.Execution execution(dnnl_primitive primitive) {
            return engine.execution(primitive, names.stream().mapToInt(Integer::intValue).toArray(),
                    operands.toArray(memory[]::new));
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
            memory.desc inputGradient = weights(inputs, memory.format_tag.ldigo);
            memory.desc recurrentGradient = weights(units, memory.format_tag.ldigo);
            OneDnnRecurrentPlan plan = OneDnnRecurrentPlan.of(kind, cpu, new OneDnnRecurrentPlan.Layouts(in, state,
                    weights(inputs, memory.format_tag.any), weights(units, memory.format_tag.any), biasLayout(), out,
                    inputGradient, recurrentGradient), OneDnnEngine.attributes(false));
            memory workspace = new memory(plan.forward().workspace_desc(), cpu);
            bytes += plan.forward().workspace_desc().get_size();
            Arguments common = new Arguments();
            common.add(DNNL_ARG_SRC_LAYER, first(in, operands.input()));
            common.addStates(DNNL_ARG_SRC_ITER, DNNL_ARG_SRC_ITER_C, firsts(state, operands.before()));
            common.add(DNNL_ARG_DST_LAYER, first(out, operands.output()));
            common.addStates(DNNL_ARG_DST_ITER, DNNL_ARG_DST_ITER_C, lasts(state, operands.after()));
            common.add(DNNL_ARG_BIAS, biasMemory);
            common.add(DNNL_ARG_WORKSPACE, workspace);
            forward = common.with(plan.forward()).execution(plan.forwardPrimitive());
            Arguments back = common.with(plan.backward());
            back.add(DNNL_ARG_DIFF_SRC_LAYER, first(in, operands.inputGradient()));
            back.addStates(DNNL_ARG_DIFF_SRC_ITER, DNNL_ARG_DIFF_SRC_ITER_C, firsts(state, operands.beforeGradients()));
            back.add(DNNL_ARG_DIFF_WEIGHTS_LAYER, memory(inputGradient, gradients.inputWeights()));
            back.add(DNNL_ARG_DIFF_WEIGHTS_ITER, memory(recurrentGradient, gradients.recurrentWeights()));
            back.add(DNNL_ARG_DIFF_BIAS, memory(biasLayout(), gradients.bias()));
            back.add(DNNL_ARG_DIFF_DST_LAYER, first(out, operands.outputGradient()));
            back.addStates(DNNL_ARG_DIFF_DST_ITER, DNNL_ARG_DIFF_DST_ITER_C, lasts(state, operands.afterGradients()));
            backward = back.execution(plan.backwardPrimitive());
        }

        private List<memory> firsts(memory.desc layout, List<Matrix> parts) {
            return parts.stream().map(part -> first(layout, part)).toList();
        }

        private List<memory> lasts(memory.desc layout, List<Matrix> parts) {
            return parts.stream().map(part -> last(layout, part)).toList();
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
