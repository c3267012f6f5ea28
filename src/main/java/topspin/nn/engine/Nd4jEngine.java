package topspin.nn.engine;

import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Properties;

/**
 * The reference engine: the same products by ND4J's {@code mmul}, on any platform ND4J runs on. Written to be obviously
 * right; it is several times slower than {@link OneDnnEngine} and its products allocate.
 */
public final class Nd4jEngine implements Engine {

    /**
     * Has ND4J and its BLAS compute on the calling thread alone: a BLAS with more threads sums in another order. They know
     * such settings for the whole process only.
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

    /** BLAS has other kernels, which sum in another order, for few rows and for those that are left over of many. */
    @Override
    public boolean rowsAreIndependent() {
        return false;
    }

    @Override
    public Matrix matrix(int rows, int columns) {
        return nativeMatrix(rows, columns);
    }

    private static NativeMatrix nativeMatrix(int rows, int columns) {
        DataBuffer data = Nd4j.zeros(DataType.FLOAT, rows, columns).data();
        FloatPointer pointer = new FloatPointer(data.addressPointer()).capacity((long) rows * columns);
        return new NativeMatrix(new FloatMemory(pointer, data), rows, columns);
    }

    @Override
    public Weights weights(int inputs, int outputs) {
        return new PlainWeights(nativeMatrix(inputs, outputs));
    }

    @Override
    public Product forward(Matrix x, Weights w, Matrix bias, Matrix y) {
        INDArray input = array(x);
        INDArray weights = array(((PlainWeights) w).values());
        INDArray offset = array(bias);
        INDArray output = array(y);
        return () -> output.assign(input.mmul(weights).addiRowVector(offset));
    }

    @Override
    public Product accumulate(Matrix x, Weights w, Matrix y) {
        INDArray input = array(x);
        INDArray weights = array(((PlainWeights) w).values());
        INDArray output = array(y);
        return () -> output.addi(input.mmul(weights));
    }

    @Override
    public Product backwardData(Matrix dy, Weights w, Matrix dx) {
        INDArray gradient = array(dy);
        INDArray weights = array(((PlainWeights) w).values());
        INDArray result = array(dx);
        return () -> result.assign(gradient.mmul(weights.transpose()));
    }

    @Override
    public Product backwardWeights(Matrix x, Matrix dy, Matrix dw) {
        INDArray input = array(x);
        INDArray gradient = array(dy);
        INDArray result = array(dw);
        return () -> result.assign(input.transpose().mmul(gradient));
    }

    @Override
    public WindowProduct forward(Matrix x, Weights w, Matrix bias, Matrix y, int rows) {
        return (from, to) -> forward(x.rows(from, rows), w, bias, y.rows(to, rows)).run();
    }

    @Override
    public WindowProduct accumulate(Matrix x, Weights w, Matrix y, int rows) {
        return (from, to) -> accumulate(x.rows(from, rows), w, y.rows(to, rows)).run();
    }

    @Override
    public WindowProduct backwardData(Matrix dy, Weights w, Matrix dx, int rows) {
        return (from, to) -> backwardData(dy.rows(from, rows), w, dx.rows(to, rows)).run();
    }

    @Override
    public WindowProduct accumulateWeights(Matrix x, Matrix dy, Matrix dw, int rows) {
        INDArray result = array(dw);
        return (from, to) -> result.addi(array(x.rows(from, rows)).transpose().mmul(array(dy.rows(to, rows))));
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
