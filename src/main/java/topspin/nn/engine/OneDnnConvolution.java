package topspin.nn.engine;

import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.primitive_desc;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCRATCHPAD;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

/**
 * oneDNN's convolutions on channels-last pictures, which all of its fast kernels read directly (measured: blocked
 * layouts gain nothing for one channel and fall back to AVX2 weight gradients for four). Weights are packed for each
 * direction, once per change; ReLU and bias are part of the forward kernel. oneDNN's first choice of kernel is not
 * always its fastest, see {@link #direct}.
 *
 * <p>Facts it relies on, covered by tests: the layouts of weights and gradients do not depend on the number of pictures,
 * and a picture's result has the same bits however many are computed with it.
 */
final class OneDnnConvolution implements Convolution {
    /** Number of pictures for which layouts are queried; any number yields the same. */
    private static final int LAYOUT_PICTURES = 4;
    private static final long[] NO_PADDING = {0, 0};
    private static final memory.data_type F32 = memory.data_type.f32;

    private final OneDnnEngine engine;
    private final ConvolutionShape shape;
    private final long[] strides;
    private final memory.desc weightShape;
    private final memory.desc gradientShape;
    /** The type that convolutions multiply. */
    private final memory.data_type type;
    private final memory.desc biasLayout;
    /** {@code [kernel][kernel][channels][filters]}; one per direction, since both may be packed at once. */
    private final NativeMatrix plainForward;
    private final NativeMatrix plainBackward;
    private final NativeMatrix bias;
    private final memory forward;
    private final memory backward;
    private final OneDnnEngine.Reorder packForward;
    private final OneDnnEngine.Reorder packBackward;
    private final Unpacking unpacking;

    OneDnnConvolution(OneDnnEngine engine, ConvolutionShape shape) {
        this.engine = engine;
        this.shape = shape;
        strides = new long[] {shape.stride(), shape.stride()};
        long[] dimensions = {shape.filters(), shape.channels(), shape.kernel(), shape.kernel()};
        type = engine.type();
        weightShape = new memory.desc(dimensions, type, memory.format_tag.any);
        gradientShape = new memory.desc(dimensions, F32, memory.format_tag.any);
        biasLayout = new memory.desc(new long[] {shape.filters()}, F32, memory.format_tag.a);
        var plain = new memory.desc(dimensions, F32, memory.format_tag.hwio);
        plainForward = new NativeMatrix(shape.windowLength(), shape.filters());
        plainBackward = new NativeMatrix(shape.windowLength(), shape.filters());
        bias = new NativeMatrix(1, shape.filters());
        forward = memory(forwardPlan(LAYOUT_PICTURES, weightShape, false).weights_desc());
        backward = memory(backwardPlan(LAYOUT_PICTURES, weightShape).weights_desc());
        packForward = engine.new Reorder(engine.operand(plainForward, plain), OneDnnEngine.packed(forward));
        packBackward = engine.new Reorder(engine.operand(plainBackward, plain), OneDnnEngine.packed(backward));
        packForward.run();
        packBackward.run();
        unpacking = new Unpacking(plain);
    }

    private memory memory(memory.desc layout) {
        return new memory(new memory.desc(layout), engine.cpu());
    }

    private memory.desc inputs(int pictures, memory.data_type type) {
        return new memory.desc(new long[] {pictures, shape.channels(), shape.height(), shape.width()}, type,
                memory.format_tag.nhwc);
    }

    private memory.desc outputs(int pictures, memory.data_type type) {
        return new memory.desc(new long[] {pictures, shape.filters(), shape.outputHeight(), shape.outputWidth()}, type,
                memory.format_tag.nhwc);
    }

    private convolution_forward.primitive_desc forwardPlan(int pictures, memory.desc weights, boolean relu) {
        primitive_attr attributes = OneDnnEngine.attributes(false);
        if (relu) {
            post_ops after = new post_ops();
            after.append_eltwise(algorithm.eltwise_relu, 0f, 0f);
            attributes.set_post_ops(after);
        }
        Supplier<convolution_forward.primitive_desc> plan = () -> new convolution_forward.primitive_desc(engine.cpu(),
                prop_kind.forward_training, algorithm.convolution_direct, inputs(pictures, type), weights, biasLayout,
                outputs(pictures, F32), strides, NO_PADDING, NO_PADDING, attributes, false);
        return forwardIsDirect(shape.channels(), engine.precision()) ? direct(plan) : plan.get();
    }

    private convolution_backward_data.primitive_desc backwardPlan(int pictures, memory.desc weights) {
        return direct(() -> new convolution_backward_data.primitive_desc(engine.cpu(), algorithm.convolution_direct,
                inputs(pictures, F32), weights, outputs(pictures, type), strides, NO_PADDING, NO_PADDING,
                forwardPlan(pictures, weightShape, false), OneDnnEngine.attributes(false), false));
    }

    /**
     * With AVX-512, oneDNN's direct convolution kernel where its first choice would be many small matrix products
     * ({@code brg…}). Measured on Zen 5 in GFLOP/s, first choice and this: backward data of the Nature-CNN's second and
     * third convolution 190 and 231, 220 and 234, in bfloat16 296 and 486, 381 and 469; forward through the first with
     * one channel 210 and 225, in bfloat16, through all three, 199 and 212, 512 and 520, 473 and 514. Otherwise the
     * first choice, which is faster in the other forward passes, with AVX2 and with AMX.
     */
    static <P extends primitive_desc> P direct(Supplier<P> plan) {
        P candidate = plan.get();
        String name = kernel(candidate);
        while (name.startsWith("brg") && name.contains("avx512_core") && !name.contains("amx")
                && candidate.next_impl()) {
            name = kernel(candidate);
        }
        return name.startsWith("jit") && name.contains("avx512_core") ? candidate : plan.get();
    }

    static boolean forwardIsDirect(int channels, Precision precision) {
        return channels == 1 || precision == Precision.BF16;
    }

    private static String kernel(primitive_desc plan) {
        return plan.impl_info_str().getString();
    }

    private convolution_backward_weights.primitive_desc gradientPlan(int pictures, memory.desc weights) {
        return new convolution_backward_weights.primitive_desc(engine.cpu(), algorithm.convolution_direct,
                inputs(pictures, type), weights, biasLayout, outputs(pictures, type), strides, NO_PADDING, NO_PADDING,
                forwardPlan(pictures, weightShape, false), OneDnnEngine.attributes(false), false);
    }

    @Override
    public ConvolutionShape shape() {
        return shape;
    }

    @Override
    public void loadForward(float[] source, int offset) {
        plainForward.put(0, shape.windowLength(), source, offset);
        packForward.run();
    }

    @Override
    public void loadBackward(float[] source, int offset) {
        plainBackward.put(0, shape.windowLength(), source, offset);
        packBackward.run();
    }

    @Override
    public void loadBias(float[] source, int offset) {
        bias.put(0, 1, source, offset);
    }

    @Override
    public WindowProduct forward(Matrix x, Matrix y, int pictures) {
        return engine.natives().keep(() -> planForward(x, y, pictures));
    }

    private WindowProduct planForward(Matrix x, Matrix y, int pictures) {
        var in = engine.new Window(x, pictures, inputs(pictures, F32));
        var out = engine.new Window(y, pictures, outputs(pictures, F32));
        var factor = engine.new Factor(in.operand());
        var plan = forwardPlan(pictures, forward.get_desc(), true);
        var primitive = new convolution_forward(plan);
        var offsets = engine.operand(bias, biasLayout);
        engine.planned(kernel(plan));
        return moving(in, out, factor, engine.execution(primitive.get(),
                new int[] {DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_BIAS, DNNL_ARG_DST, DNNL_ARG_SCRATCHPAD},
                factor.operand().memory(), forward, offsets.memory(), out.operand().memory(),
                memory(plan.scratchpad_desc())));
    }

    @Override
    public WindowProduct backwardData(Matrix dy, Matrix dx, int pictures) {
        return engine.natives().keep(() -> planBackwardData(dy, dx, pictures));
    }

    private WindowProduct planBackwardData(Matrix dy, Matrix dx, int pictures) {
        var in = engine.new Window(dy, pictures, outputs(pictures, F32));
        var out = engine.new Window(dx, pictures, inputs(pictures, F32));
        var factor = engine.new Factor(in.operand());
        var plan = backwardPlan(pictures, backward.get_desc());
        var primitive = new convolution_backward_data(plan);
        engine.planned(kernel(plan));
        return moving(in, out, factor, engine.execution(primitive.get(),
                new int[] {DNNL_ARG_DIFF_DST, DNNL_ARG_WEIGHTS, DNNL_ARG_DIFF_SRC, DNNL_ARG_SCRATCHPAD},
                factor.operand().memory(), backward, out.operand().memory(), memory(plan.scratchpad_desc())));
    }

    private static WindowProduct moving(OneDnnEngine.Window in, OneDnnEngine.Window out, OneDnnEngine.Factor factor,
                                        OneDnnEngine.Execution execution) {
        return (from, to) -> {
            in.move(from);
            out.move(to);
            factor.refresh();
            execution.run();
        };
    }

    @Override
    public GradientProduct gradient(Matrix x, Matrix dy, int pictures) {
        return engine.natives().keep(() -> planGradient(x, dy, pictures));
    }

    private GradientProduct planGradient(Matrix x, Matrix dy, int pictures) {
        var in = engine.new Window(x, pictures, inputs(pictures, F32));
        var gradient = engine.new Window(dy, pictures, outputs(pictures, F32));
        var factor = engine.new Factor(in.operand());
        var gradientFactor = engine.new Factor(gradient.operand());
        var plan = gradientPlan(pictures, unpacking.layout);
        var primitive = new convolution_backward_weights(plan);
        var weightResult = new NativeMatrix(1, unpacking.length());
        var biasResult = new NativeMatrix(1, shape.filters());
        var weightOperand = engine.operand(weightResult, unpacking.layout);
        var biasOperand = engine.operand(biasResult, biasLayout);
        engine.planned(kernel(plan));
        var differentiate = engine.execution(primitive.get(),
                new int[] {DNNL_ARG_SRC, DNNL_ARG_DIFF_DST, DNNL_ARG_DIFF_WEIGHTS, DNNL_ARG_DIFF_BIAS,
                    DNNL_ARG_SCRATCHPAD}, factor.operand().memory(), gradientFactor.operand().memory(),
                weightOperand.memory(), biasOperand.memory(), memory(plan.scratchpad_desc()));
        return (from, to, result) -> {
            in.move(from);
            gradient.move(to);
            factor.refresh();
            gradientFactor.refresh();
            differentiate.run();
            weightResult.get(0, 1, ((Part) result).weights, 0);
            biasResult.get(0, 1, ((Part) result).bias, 0);
        };
    }

    @Override
    public Gradient gradient() {
        return new Part();
    }

    @Override
    public void sum(List<List<Gradient>> parts, float[] target, int weights, int biasOffset) {
        unpacking.run(parts, target, weights, biasOffset);
    }

    /** In the kernel's layout. */
    private final class Part implements Gradient {
        private final float[] weights = new float[unpacking.length()];
        private final float[] bias = new float[shape.filters()];
    }

    /** From the kernels' layout of weight gradients to the plain one. */
    private final class Unpacking {
        private final memory.desc layout = new memory.desc(
                gradientPlan(LAYOUT_PICTURES, gradientShape).diff_weights_desc());
        private final NativeMatrix packed = new NativeMatrix(1, length());
        private final NativeMatrix plain = new NativeMatrix(shape.windowLength(), shape.filters());
        private final float[] sum = new float[length()];
        private final float[] total = new float[length()];
        private final float[] biasSum = new float[shape.filters()];
        private final float[] biasTotal = new float[shape.filters()];
        private final OneDnnEngine.Reorder unpack;

        Unpacking(memory.desc plainLayout) {
            unpack = engine.new Reorder(engine.operand(packed, layout), engine.operand(plain, plainLayout));
        }

        private int length() {
            return Math.toIntExact(layout.get_size() / Float.BYTES);
        }

        void run(List<List<Gradient>> parts, float[] target, int weights, int biasOffset) {
            Arrays.fill(total, 0f);
            Arrays.fill(biasTotal, 0f);
            for (int i = 0; i < parts.size(); i++) {
                add(parts.get(i));
                add(total, sum);
                add(biasTotal, biasSum);
            }
            packed.put(0, 1, total, 0);
            unpack.run();
            plain.get(0, shape.windowLength(), target, weights);
            System.arraycopy(biasTotal, 0, target, biasOffset, biasTotal.length);
        }

        private void add(List<Gradient> parts) {
            Arrays.fill(sum, 0f);
            Arrays.fill(biasSum, 0f);
            for (int i = 0; i < parts.size(); i++) {
                Part part = (Part) parts.get(i);
                add(sum, part.weights);
                add(biasSum, part.bias);
            }
        }

        private static void add(float[] y, float[] a) {
            for (int i = 0; i < y.length; i++) {
                y[i] += a[i];
            }
        }
    }
}
