package topspin.nn.engine;

import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.BytePointer;

import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCRATCHPAD;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_TO;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.dnnl_get_effective_cpu_isa;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_set_data_handle;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_execute;
import static org.bytedeco.dnnl.global.dnnl.dnnl_scratchpad_mode_user;
import static org.bytedeco.dnnl.global.dnnl.dnnl_version;

/**
 * The fast engine: oneDNN's just-in-time compiled matrix products on packed weights.
 *
 * <p>Facts it relies on, each covered by a test: the packed layout that oneDNN picks does not depend on the number of
 * rows from 2 up, so one copy of the weights serves acting and learning; with that layout a row's result has the same
 * bits for any number of rows (a single long row is computed as one of two). Each product has its own scratch memory
 * (oneDNN's belongs to the creating thread and is missing on others). Every native object is made within
 * {@link NativeObjects#keep}, since JavaCPP frees objects that Java no longer refers to.
 *
 * <p>With {@link Precision#BF16} matrices stay float32: a product multiplies a copy of its factors, made just before.
 *
 * <p>Every kernel runs on the thread that calls it, alone, see {@link OpenMp}.
 */
public final class OneDnnEngine implements Engine {
    /** Number of rows for which the weights' layout is queried; any number from 2 up yields the same. */
    private static final int LAYOUT_ROWS = 64;

    /** From this number of inputs on, the kernel for a single row sums in another order than that for several. */
    private static final int MOST_INPUTS_OF_ONE_ROW = 1024;

    private final NativeObjects natives = new NativeObjects();
    private final engine cpu = natives.keep(() -> new engine(engine.kind.cpu, 0));
    private final Map<String, String> kernels = new TreeMap<>();
    private final Precision precision;
    /** The order in which bfloat16 tiles are summed depends on the number of rows. */
    private final boolean independent;
    /** The type that products multiply; their results are float32. */
    private final memory.data_type type;

    public OneDnnEngine() {
        this(Precision.F32);
    }

    /** @throws EngineUnavailableException if this machine's processor cannot multiply in that precision */
    public OneDnnEngine(Precision precision) {
        OpenMp.useOneThread();
        this.precision = precision;
        int instructions = dnnl_get_effective_cpu_isa();
        if (precision == Precision.BF16 && !InstructionSet.multipliesBfloat16(instructions)) {
            throw new EngineUnavailableException("precision bf16 needs a processor with AVX-512-BF16, but this one has "
                    + InstructionSet.name(instructions) + "; use precision f32");
        }
        independent = precision == Precision.F32 || !InstructionSet.multipliesTiles(instructions);
        type = precision == Precision.BF16 ? memory.data_type.bf16 : memory.data_type.f32;
    }

    @Override
    public String name() {
        return "onednn";
    }

    @Override
    public Arithmetic arithmetic() {
        var version = dnnl_version();
        return new Arithmetic(name(), version.major() + "." + version.minor() + "." + version.patch(),
                InstructionSet.name(dnnl_get_effective_cpu_isa()));
    }

    @Override
    public synchronized String description() {
        Arithmetic arithmetic = arithmetic();
        return "oneDNN " + arithmetic.version() + ", " + arithmetic.instructionSet()
                + (precision == Precision.BF16 ? ", products of bfloat16" : "") + ", kernels "
                + (kernels.isEmpty() ? "not planned yet" : String.join(" ", kernels.keySet()));
    }

    @Override
    public boolean rowsAreIndependent() {
        return independent;
    }

    @Override
    public Matrix matrix(int rows, int columns) {
        return natives.keep(() -> new NativeMatrix(rows, columns));
    }

    @Override
    public Weights weights(int inputs, int outputs) {
        return natives.keep(() -> likesPanels(inputs, outputs) && likesPanels(outputs, inputs)
                ? new PanelWeights(this, inputs, outputs) : new ReorderedWeights(this, inputs, outputs));
    }

    private boolean likesPanels(int k, int n) {
        return packedLayout(k, n).equals(new memory.desc(new long[] {k, n}, memory.data_type.f32, PanelWeights.LAYOUT));
    }

    @Override
    public Product forward(Matrix x, Weights w, Matrix bias, Matrix y) {
        if (isLongRow(x.rows(), x)) {
            return atFirstRow(oneOfTwo(x, y, (in, out) -> forward(in, w, bias, out)));
        }
        return natives.keep(() ->
                new MatMul(plain(x), ((OneDnnWeights) w).forward(), plain(bias), plain(y), false));
    }

    @Override
    public Product accumulate(Matrix x, Weights w, Matrix y) {
        if (isLongRow(x.rows(), x)) {
            return atFirstRow(oneOfTwo(x, y, (in, out) -> accumulate(in, w, out)));
        }
        return natives.keep(() -> new MatMul(plain(x), ((OneDnnWeights) w).forward(), null, plain(y), true));
    }

    @Override
    public Product backwardData(Matrix dy, Weights w, Matrix dx) {
        if (isLongRow(dy.rows(), dy)) {
            return atFirstRow(oneOfTwo(dy, dx, (in, out) -> backwardData(in, w, out)));
        }
        return natives.keep(() -> new MatMul(plain(dy), ((OneDnnWeights) w).turned(), null, plain(dx), false));
    }

    @Override
    public Product backwardWeights(Matrix x, Matrix dy, Matrix dw) {
        return natives.keep(() -> new MatMul(transposed(x), plain(dy), null, plain(dw), false));
    }

    @Override
    public WindowProduct forward(Matrix x, Weights w, Matrix bias, Matrix y, int rows) {
        if (isLongRow(rows, x)) {
            return oneOfTwo(x, y, (in, out) -> forward(in, w, bias, out));
        }
        return moving(x, false, y, rows, (in, out) ->
                new MatMul(in, ((OneDnnWeights) w).forward(), plain(bias), out, false));
    }

    @Override
    public WindowProduct accumulate(Matrix x, Weights w, Matrix y, int rows) {
        if (isLongRow(rows, x)) {
            return oneOfTwo(x, y, (in, out) -> accumulate(in, w, out));
        }
        return moving(x, false, y, rows, (in, out) -> new MatMul(in, ((OneDnnWeights) w).forward(), null, out, true));
    }

    @Override
    public WindowProduct backwardData(Matrix dy, Weights w, Matrix dx, int rows) {
        if (isLongRow(rows, dy)) {
            return oneOfTwo(dy, dx, (in, out) -> backwardData(in, w, out));
        }
        return moving(dy, false, dx, rows, (in, out) -> new MatMul(in, ((OneDnnWeights) w).turned(), null, out, false));
    }

    private static Product atFirstRow(WindowProduct product) {
        return () -> product.run(0, 0);
    }

    private static boolean isLongRow(int rows, Matrix factor) {
        return rows == 1 && factor.columns() > MOST_INPUTS_OF_ONE_ROW;
    }

    /** Computes one row by the kernel for several, which sums in the same order for any number of rows from 2 up. */
    private WindowProduct oneOfTwo(Matrix x, Matrix y, BiFunction<Matrix, Matrix, Product> plan) {
        Matrix in = matrix(2, x.columns());
        Matrix out = matrix(2, y.columns());
        Product product = plan.apply(in, out);
        return (from, to) -> {
            in.copy(0, 1, x, from);
            out.copy(0, 1, y, to);
            product.run();
            y.copy(to, 1, out, 0);
        };
    }

    @Override
    public WindowProduct accumulateWeights(Matrix x, Matrix dy, Matrix dw, int rows) {
        return moving(x, true, dy, rows, (in, out) -> new MatMul(in, out, null, plain(dw), true));
    }

    @Override
    public Optional<RecurrentKernel> recurrent(RecurrentKernel.Kind kind, int inputs, int units) {
        return Optional.of(natives.keep(() -> new OneDnnRecurrent(this, kind, inputs, units)));
    }

    @Override
    public Convolution convolution(ConvolutionShape shape) {
        return natives.keep(() -> new OneDnnConvolution(this, shape));
    }

    @Override
    public WindowProduct reluBackward(Matrix y, Matrix dy, int rows) {
        return natives.keep(() -> {
            Window result = new Window(y, rows, false);
            Window gradient = new Window(dy, rows, false);
            Execution execution = OneDnnPointwise.reluBackward(this, result.operand, gradient.operand);
            return (from, to) -> {
                result.move(from);
                gradient.move(to);
                execution.run();
            };
        });
    }

    @Override
    public ByteRows bytes(Matrix x, float scale) {
        return natives.keep(() -> {
            Window row = new Window(x, 1, false);
            BytePointer staging = new BytePointer(x.columns());
            ByteBuffer bytes = staging.asByteBuffer();
            Execution execution = OneDnnPointwise.scaledBytes(this, staging, row.operand, scale);
            return (to, source, offset) -> {
                row.move(to);
                bytes.put(0, source, offset, bytes.capacity());
                execution.run();
            };
        });
    }

    /** A product on windows of two matrices. */
    private WindowProduct moving(Matrix first, boolean transposed, Matrix second, int rows,
                                 BiFunction<Operand, Operand, Product> plan) {
        return natives.keep(() -> {
            Window in = new Window(first, rows, transposed);
            Window out = new Window(second, rows, false);
            Product product = plan.apply(in.operand, out.operand);
            return (from, to) -> {
                in.move(from);
                out.move(to);
                product.run();
            };
        });
    }

    /** Consecutive rows of a matrix, at a place that can be changed between runs. */
    final class Window {
        private final NativeMatrix matrix;
        private final int rows;
        private final Operand operand;
        private final dnnl_memory handle;
        private final BytePointer start;

        Window(Matrix matrix, int rows, boolean transposed) {
            this(matrix, rows, transposed ? transposed(matrix.rows(0, rows)) : plain(matrix.rows(0, rows)));
        }

        /** Rows without gaps that are read as an array of more axes. */
        Window(Matrix matrix, int rows, memory.desc layout) {
            this(matrix, rows, OneDnnEngine.this.operand((NativeMatrix) matrix, layout));
            if (this.matrix.stride() != matrix.columns()) {
                throw new IllegalArgumentException("pictures must lie without gaps, but rows of " + matrix.columns()
                        + " are " + this.matrix.stride() + " apart");
            }
        }

        private Window(Matrix matrix, int rows, Operand operand) {
            this.matrix = (NativeMatrix) matrix;
            this.rows = rows;
            this.operand = operand;
            handle = operand.memory().get();
            // in bytes: JavaCPP counts the position of a void pointer in bytes
            start = new BytePointer(this.matrix.memory().pointer(this.matrix.offset()));
        }

        Operand operand() {
            return operand;
        }

        void move(int first) {
            Objects.checkFromIndexSize(first, rows, matrix.rows());
            NativeObjects.requireOpen(operand.memory());
            start.position((long) first * matrix.stride() * Float.BYTES);
            dnnl_memory_set_data_handle(handle, start);
        }
    }

    /** A memory and its descriptor. */
    record Operand(memory.desc layout, memory memory) {
    }

    Operand plain(Matrix matrix) {
        NativeMatrix m = (NativeMatrix) matrix;
        return operand(m, strided(m.rows(), m.columns(), m.stride(), 1));
    }

    private Operand transposed(Matrix matrix) {
        NativeMatrix m = (NativeMatrix) matrix;
        return operand(m, strided(m.columns(), m.rows(), 1, m.stride()));
    }

    Operand operand(NativeMatrix m, memory.desc layout) {
        return new Operand(layout, new memory(layout, cpu, m.memory().pointer(m.offset())));
    }

    static Operand packed(memory weights) {
        return new Operand(weights.get_desc(), weights);
    }

    private static memory.desc strided(long rows, long columns, long rowStride, long columnStride) {
        return new memory.desc(new long[] {rows, columns}, memory.data_type.f32, new long[] {rowStride, columnStride});
    }

    /** The attributes that every plan begins with. */
    static primitive_attr attributes(boolean accumulate) {
        OpenMp.useOneThread();
        primitive_attr attributes = new primitive_attr();
        attributes.set_scratchpad_mode(dnnl_scratchpad_mode_user);
        if (accumulate) {
            post_ops sum = new post_ops();
            sum.append_sum();
            attributes.set_post_ops(sum);
        }
        return attributes;
    }

    /** The layout that oneDNN's products choose for weights {@code [k][n]}. */
    memory.desc packedLayout(int k, int n) {
        var rows = new memory.desc(new long[] {LAYOUT_ROWS, k}, type, memory.format_tag.ab);
        var any = new memory.desc(new long[] {k, n}, type, memory.format_tag.any);
        var plan = new matmul.primitive_desc(cpu, rows, any, strided(LAYOUT_ROWS, n, n, 1), attributes(false), false);
        return new memory.desc(plan.weights_desc());
    }

    engine cpu() {
        return cpu;
    }

    /** The objects that this engine frees when it is closed. */
    NativeObjects natives() {
        return natives;
    }

    @Override
    public void close() {
        natives.close();
    }

    /** To be made within {@link NativeObjects#keep}, as the primitive and the operands are. */
    Execution execution(dnnl_primitive primitive, int[] names, memory... operands) {
        return new Execution(natives, cpu, primitive, names, operands);
    }

    /** Remembers a kernel for {@link #description}. */
    synchronized void planned(String kernel) {
        kernels.put(kernel, kernel);
    }

    /** A planned change of layout. */
    final class Reorder {
        private final Execution execution;

        Reorder(Operand from, Operand to) {
            primitive_attr attributes = attributes(false);
            var plan = new reorder.primitive_desc(cpu, from.layout(), cpu, to.layout(), attributes, false);
            var primitive = new reorder(plan);
            var scratch = new memory(plan.scratchpad_desc(), cpu);
            execution = execution(primitive.get(), new int[] {DNNL_ARG_FROM, DNNL_ARG_TO, DNNL_ARG_SCRATCHPAD},
                    from.memory(), to.memory(), scratch);
        }

        void run() {
            execution.run();
        }
    }

    /** {@code c = a·b}, {@code c = a·b + bias} or {@code c += a·b}. */
    private final class MatMul implements Product {
        private final Factor left;
        private final Factor right;
        private final Execution execution;

        /** @param bias null for none */
        MatMul(Operand first, Operand second, Operand bias, Operand c, boolean accumulate) {
            left = new Factor(first);
            right = new Factor(second);
            Operand a = left.operand();
            Operand b = right.operand();
            primitive_attr attributes = attributes(accumulate);
            var plan = bias == null
                    ? new matmul.primitive_desc(cpu, a.layout(), b.layout(), c.layout(), attributes, false)
                    : new matmul.primitive_desc(cpu, a.layout(), b.layout(), bias.layout(), c.layout(), attributes,
                            false);
            var primitive = new matmul(plan);
            var scratch = new memory(plan.scratchpad_desc(), cpu);
            execution = bias == null
                    ? execution(primitive.get(),
                            new int[] {DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_DST, DNNL_ARG_SCRATCHPAD}, a.memory(),
                            b.memory(), c.memory(), scratch)
                    : execution(primitive.get(),
                            new int[] {DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_BIAS, DNNL_ARG_DST,
                                DNNL_ARG_SCRATCHPAD}, a.memory(), b.memory(), bias.memory(), c.memory(), scratch);
            planned(plan.impl_info_str().getString());
        }

        @Override
        public void run() {
            left.refresh();
            right.refresh();
            execution.run();
        }
    }

    /** A factor of a product: the operand itself, or a copy of it in the engine's precision. */
    final class Factor {
        private final Operand operand;
        /** Null where the operand itself is multiplied. */
        private final Reorder copy;

        Factor(Operand source) {
            if (source.layout().get_data_type().value == type.value) {
                operand = source;
                copy = null;
            } else {
                operand = packed(new memory(withoutGaps(source.layout()), cpu));
                copy = new Reorder(source, operand);
            }
        }

        Operand operand() {
            return operand;
        }

        /** To be called before every product: the source may have changed. */
        void refresh() {
            if (copy != null) {
                copy.run();
            }
        }

        /** The same array in plain row-major layout. */
        private memory.desc withoutGaps(memory.desc layout) {
            int axes = layout.get_ndims();
            long[] lengths = new long[axes];
            long[] strides = new long[axes];
            layout.get_padded_dims().get(lengths);
            layout.get_strides().get(strides);
            long[] dense = new long[axes];
            long stride = 1;
            for (int axis : IntStream.range(0, axes).boxed().sorted(Comparator.comparing(i -> strides[i])).toList()) {
                dense[axis] = stride;
                stride *= lengths[axis];
            }
            return new memory.desc(lengths, type, dense);
        }
    }

    Precision precision() {
        return precision;
    }

    /** The type that products multiply. */
    memory.data_type type() {
        return type;
    }

    /** One primitive with its arguments, ready for a single native call. */
    static final class Execution {
        private final NativeObjects natives;
        private final dnnl_primitive primitive;
        private final dnnl_stream queueHandle;
        private final dnnl_exec_arg_t arguments;
        private final int count;

        /** @param natives those that keep the primitive and the operands */
        Execution(NativeObjects natives, engine cpu, dnnl_primitive primitive, int[] names, memory... operands) {
            this.natives = natives;
            this.primitive = primitive;
            this.queueHandle = new stream(cpu).get();
            this.count = names.length;
            arguments = new dnnl_exec_arg_t(count);
            for (int i = 0; i < count; i++) {
                arguments.position(i).arg(names[i]).memory(operands[i].get());
            }
            arguments.position(0);
        }

        void run() {
            natives.requireOpen();
            OpenMp.ensureOneThread();
            int status = dnnl_primitive_execute(primitive, queueHandle, count, arguments);
            if (status != 0) {
                throw new IllegalStateException("oneDNN refused to run a planned primitive, status " + status);
            }
        }
    }
}
