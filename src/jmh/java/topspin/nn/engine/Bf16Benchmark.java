package topspin.nn.engine;

import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.javacpp.FloatPointer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import topspin.FloatingPointOperations;

import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCRATCHPAD;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_TO;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.dnnl_scratchpad_mode_user;

/**
 * Would half-precision products pay? oneDNN's kernels for the products of the pixels' network (Nature-CNN of 512 units, LSTM
 * of 256), each in float32 and in bfloat16 with float32 sums; gradients of weights are float32 in both. {@code convert} is
 * what bfloat16 costs on top: 128 rows of 1024 from float32. docs/bf16.md draws the conclusion.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class Bf16Benchmark {
    /** Height, width, channels in; filters, side of the window, stride. */
    private static final int[][] CONVOLUTIONS = {{84, 84, 1, 32, 8, 4}, {20, 20, 32, 64, 4, 2}, {9, 9, 64, 64, 3, 1}};
    private static final long[] NO_PADDING = {0, 0};

    @Param({"f32", "bf16"})
    public String precision;

    /**
     * Convolutions 1 to 3 on 4 pictures forward and 16 backward, as the encoder runs them; matrix products as rows × inputs ×
     * outputs: dense layer, LSTM's inputs, LSTM's recurrence; {@code -weights} with rows as the summed axis.
     */
    @Param({"conv1-forward", "conv2-forward", "conv3-forward", "conv2-data", "conv3-data", "conv1-weights",
        "conv2-weights", "conv3-weights", "128x3136x512", "128x512x3136", "2048x392x512-weights", "128x512x1024",
        "128x1024x512", "2048x256x1024-weights", "8x256x1024", "8x1024x256", "convert"})
    public String product;

    private final NativeObjects natives = new NativeObjects();
    private final engine cpu = natives.keep(() -> new engine(engine.kind.cpu, 0));
    private memory.data_type type;
    private OneDnnEngine.Execution execution;
    private double operations;

    @Setup
    public void setUp() {
        type = precision.equals("f32") ? memory.data_type.f32 : memory.data_type.bf16;
        execution = natives.keep(this::plan);
    }

    private OneDnnEngine.Execution plan() {
        if (product.equals("convert")) {
            return convert();
        } else if (product.startsWith("conv")) {
            return convolution(CONVOLUTIONS[product.charAt(4) - '1'], product.substring(6));
        } else {
            return product();
        }
    }

    @Benchmark
    public void run(FloatingPointOperations done) {
        execution.run();
        done.add(operations);
    }

    private OneDnnEngine.Execution convert() {
        long[] shape = {128, 1024};
        var from = memory(new memory.desc(shape, memory.data_type.f32, memory.format_tag.ab));
        var to = memory(new memory.desc(shape, type, memory.format_tag.ab));
        var plan = new reorder.primitive_desc(cpu, from.get_desc(), cpu, to.get_desc(), attributes(), false);
        return execution(new reorder(plan), plan.scratchpad_desc(), new int[] {DNNL_ARG_FROM, DNNL_ARG_TO}, from, to);
    }

    private OneDnnEngine.Execution product() {
        String[] parts = product.split("[x-]");
        boolean weights = product.endsWith("-weights");
        long rows = Long.parseLong(parts[0]);
        long inputs = Long.parseLong(parts[1]);
        long outputs = Long.parseLong(parts[2]);
        operations = 2.0 * rows * inputs * outputs;
        memory.desc a;
        memory.desc b;
        memory.desc c;
        if (weights) {
            a = new memory.desc(new long[] {inputs, rows}, type, memory.format_tag.ba);
            b = new memory.desc(new long[] {rows, outputs}, type, memory.format_tag.ab);
            c = new memory.desc(new long[] {inputs, outputs}, memory.data_type.f32, memory.format_tag.ab);
        } else {
            a = new memory.desc(new long[] {rows, inputs}, type, memory.format_tag.ab);
            b = new memory.desc(new long[] {inputs, outputs}, type, memory.format_tag.any);
            c = new memory.desc(new long[] {rows, outputs}, memory.data_type.f32, memory.format_tag.ab);
        }
        var plan = new matmul.primitive_desc(cpu, a, b, c, attributes(), false);
        return execution(new matmul(plan), plan.scratchpad_desc(),
                new int[] {DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_DST}, memory(a), memory(plan.weights_desc()), memory(c));
    }

    private OneDnnEngine.Execution convolution(int[] s, String direction) {
        int pictures = direction.equals("forward") ? 4 : 16;
        long height = (s[0] - s[4]) / s[5] + 1;
        long width = (s[1] - s[4]) / s[5] + 1;
        operations = 2.0 * pictures * height * width * s[3] * s[2] * s[4] * s[4];
        var in = new memory.desc(new long[] {pictures, s[2], s[0], s[1]}, type, memory.format_tag.nhwc);
        var out = new memory.desc(new long[] {pictures, s[3], height, width}, type, memory.format_tag.nhwc);
        long[] windows = {s[3], s[2], s[4], s[4]};
        var weights = new memory.desc(windows, type, memory.format_tag.any);
        long[] strides = {s[5], s[5]};
        Supplier<convolution_forward.primitive_desc> first = () -> new convolution_forward.primitive_desc(cpu,
                prop_kind.forward_training, algorithm.convolution_direct, in, weights, out, strides, NO_PADDING,
                NO_PADDING, attributes(), false);
        boolean direct = OneDnnConvolution.forwardIsDirect(s[2], Precision.valueOf(precision.toUpperCase(Locale.ROOT)));
        var forward = direct ? OneDnnConvolution.direct(first) : first.get();
        switch (direction) {
            case "forward" -> {
                return execution(new convolution_forward(forward), forward.scratchpad_desc(),
                        new int[] {DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_DST}, memory(in),
                        memory(forward.weights_desc()), memory(out));
            }
            case "data" -> {
                var plan = OneDnnConvolution.direct(() -> new convolution_backward_data.primitive_desc(cpu,
                        algorithm.convolution_direct, in, weights, out, strides, NO_PADDING,
                        NO_PADDING, forward, attributes(), false));
                return execution(new convolution_backward_data(plan), plan.scratchpad_desc(),
                        new int[] {DNNL_ARG_DIFF_DST, DNNL_ARG_WEIGHTS, DNNL_ARG_DIFF_SRC}, memory(out),
                        memory(plan.weights_desc()), memory(in));
            }
            default -> {
                var gradient = new memory.desc(windows, memory.data_type.f32, memory.format_tag.any);
                var plan = new convolution_backward_weights.primitive_desc(cpu,
                        algorithm.convolution_direct, in, gradient, out, strides, NO_PADDING,
                        NO_PADDING, forward, attributes(), false);
                return execution(new convolution_backward_weights(plan), plan.scratchpad_desc(),
                        new int[] {DNNL_ARG_SRC, DNNL_ARG_DIFF_DST, DNNL_ARG_DIFF_WEIGHTS}, memory(in), memory(out),
                        memory(plan.diff_weights_desc()));
            }
        }
    }

    private OneDnnEngine.Execution execution(primitive primitive, memory.desc scratchpad, int[] names, memory... operands) {
        int[] all = Arrays.copyOf(names, names.length + 1);
        all[names.length] = DNNL_ARG_SCRATCHPAD;
        memory[] arguments = Arrays.copyOf(operands, operands.length + 1);
        arguments[operands.length] = new memory(scratchpad, cpu);
        return new OneDnnEngine.Execution(natives, cpu, primitive.get(), all, arguments);
    }

    private static primitive_attr attributes() {
        primitive_attr attributes = new primitive_attr();
        attributes.set_scratchpad_mode(dnnl_scratchpad_mode_user);
        return attributes;
    }

    /** Filled with numbers that are neither zero nor denormal, whichever way their bits are read. */
    private memory memory(memory.desc layout) {
        memory memory = new memory(new memory.desc(layout), cpu);
        long floats = layout.get_size() / Float.BYTES;
        FloatPointer data = new FloatPointer(memory.get_data_handle()).capacity(floats);
        Random random = new Random(1);
        for (long i = 0; i < floats; i++) {
            data.put(i, 0.5f + 0.25f * random.nextFloat());
        }
        return memory;
    }
}
