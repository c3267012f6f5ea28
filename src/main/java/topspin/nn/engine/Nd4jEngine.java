package topspin.nn.engine;

import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * The reference engine: the same products by ND4J's {@code mmul}, on any platform ND4J runs on. Written to be obviously
 * right; it is several times slower than {@link OneDnnEngine} and its products allocate.
 */
public final class Nd4jEngine implements Engine {
    /** Freed when this is closed: the memory of matrices and weights, and results of products. */
    private final Map<FloatPointer, DataBuffer> buffers = new IdentityHashMap<>();

    /**
     * Makes ND4J and its BLAS compute on the calling thread alone: a BLAS with more threads sums in another order. The
     * setting holds for the whole process.
     */
    public Nd4jEngine() {
        Nd4j.getEnvironment().setMaxMasterThreads(1);
        Nd4j.factory().blas().setMaxThreads(1);
    }

    @Override
    public String name() {
        return "nd4j";
    }

    @Override
    public Arithmetic arithmetic() {
        return new Arithmetic(name(), version(), Processor.instructionSet().orElse(Arithmetic.UNKNOWN));
    }

    private static String version() {
        Properties properties = new Properties();
        try (InputStream in = Nd4j.class.getResourceAsStream("/META-INF/maven/org.nd4j/nd4j-api/pom.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("ND4J's own description cannot be read", e);
        }
        return properties.getProperty("version", Arithmetic.UNKNOWN);
    }

    @Override
    public String description() {
        return "ND4J " + Nd4j.getBackend().getClass().getSimpleName() + ", kernels mmul (BLAS)";
    }

    /** BLAS sums in another order for few rows, and for the rows left over from its blocks. */
    @Override
    public boolean rowsAreIndependent() {
        return false;
    }

    @Override
    public NativeMatrix matrix(int rows, int columns) {
        DataBuffer data = Nd4j.zeros(DataType.FLOAT, rows, columns).data();
        return new NativeMatrix(new FloatMemory(keep(data), data), rows, columns);
    }

    private FloatPointer keep(DataBuffer data) {
        FloatPointer pointer = new FloatPointer(data.addressPointer()).capacity(data.length());
        synchronized (buffers) {
            buffers.put(pointer, data);
        }
        return pointer;
    }

    @Override
    public void close() {
        synchronized (buffers) {
            buffers.forEach((pointer, data) -> {
                pointer.setNull();
                data.close();
            });
            buffers.clear();
        }
    }

    /**
     * Memory for a product, in the order that BLAS writes. ND4J would allocate it for every product and leave it to the
     * garbage collector, which does not see its size.
     */
    private INDArray result(int rows, int columns) {
        INDArray result = Nd4j.createUninitialized(DataType.FLOAT, new long[] {rows, columns}, 'f');
        keep(result.data());
        return result;
    }

    @Override
    public Weights weights(int inputs, int outputs) {
        return new PlainWeights(matrix(inputs, outputs));
    }

    @Override
    public Product forward(Matrix x, Weights w, Matrix bias, Matrix y) {
        return atFirstRow(forward(x, w, bias, y, x.rows()));
    }

    @Override
    public Product accumulate(Matrix x, Weights w, Matrix y) {
        return atFirstRow(accumulate(x, w, y, x.rows()));
    }

    @Override
    public Product backwardData(Matrix dy, Weights w, Matrix dx) {
        return atFirstRow(backwardData(dy, w, dx, dy.rows()));
    }

    @Override
    public Product backwardWeights(Matrix x, Matrix dy, Matrix dw) {
        INDArray product = result(dw.rows(), dw.columns());
        return () -> array(dw).assign(array(x).transpose().mmul(array(dy), product));
    }

    private static Product atFirstRow(WindowProduct product) {
        return () -> product.run(0, 0);
    }

    @Override
    public WindowProduct forward(Matrix x, Weights w, Matrix bias, Matrix y, int rows) {
        INDArray product = result(rows, y.columns());
        return (from, to) -> array(y.rows(to, rows))
                .assign(array(x.rows(from, rows)).mmul(array(w), product).addiRowVector(array(bias)));
    }

    @Override
    public WindowProduct accumulate(Matrix x, Weights w, Matrix y, int rows) {
        INDArray product = result(rows, y.columns());
        return (from, to) -> array(y.rows(to, rows)).addi(array(x.rows(from, rows)).mmul(array(w), product));
    }

    @Override
    public WindowProduct backwardData(Matrix dy, Weights w, Matrix dx, int rows) {
        INDArray product = result(rows, dx.columns());
        return (from, to) -> array(dx.rows(to, rows))
                .assign(array(dy.rows(from, rows)).mmul(array(w).transpose(), product));
    }

    @Override
    public WindowProduct accumulateWeights(Matrix x, Matrix dy, Matrix dw, int rows) {
        INDArray product = result(dw.rows(), dw.columns());
        return (from, to) -> array(dw)
                .addi(array(x.rows(from, rows)).transpose().mmul(array(dy.rows(to, rows)), product));
    }

    @Override
    public Convolution convolution(ConvolutionShape shape) {
        return new Nd4jConvolution(this, shape);
    }

    @Override
    public WindowProduct reluBackward(Matrix y, Matrix dy, int rows) {
        float[] outputs = new float[rows * y.columns()];
        float[] gradient = new float[rows * y.columns()];
        return (from, to) -> {
            y.get(from, rows, outputs, 0);
            dy.get(to, rows, gradient, 0);
            Relu.backward(outputs, gradient);
            dy.put(to, rows, gradient, 0);
        };
    }

    @Override
    public ByteRows bytes(Matrix x, float scale) {
        float[] values = new float[x.columns()];
        return (row, source, offset) -> {
            for (int i = 0; i < values.length; i++) {
                values[i] = (source[offset + i] & 0xFF) * scale;
            }
            x.put(row, 1, values, 0);
        };
    }

    /** An ND4J view of the same memory. */
    private static INDArray array(Matrix matrix) {
        NativeMatrix m = (NativeMatrix) matrix;
        return Nd4j.create((DataBuffer) m.memory().owner(), new long[] {m.rows(), m.columns()},
                new long[] {m.stride(), 1}, m.offset(), 'c');
    }

    private static INDArray array(Weights weights) {
        return array(((PlainWeights) weights).values());
    }

    /** One copy serves both directions. */
    private record PlainWeights(NativeMatrix values) implements Weights, Weights.Copy {
        @Override
        public int inputs() {
            return values.rows();
        }

        @Override
        public int outputs() {
            return values.columns();
        }

        @Override
        public List<Copy> copies() {
            return List.of(this);
        }

        @Override
        public int unit() {
            return 1;
        }

        @Override
        public void load(float[] source, int offset, int first, int count) {
            values.put(first, count, source, offset + first * values.columns());
        }
    }
}
