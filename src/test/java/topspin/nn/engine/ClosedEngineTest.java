package topspin.nn.engine;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** An engine's native memory is far larger than what Java sees of it: it goes when the engine is closed, not some time. */
class ClosedEngineTest {
    private static final int SIZE = 2048;
    private static final int ROWS = 8;
    private static final int ENGINES = 16;

    @ParameterizedTest
    @EnumSource
    void shouldHaveFreedEveryNativeObjectOfOneDnn(Precision precision) throws InterruptedException {
        assumeTrue(precision == Precision.F32 || TestedEngines.oneDnn().size() > 1);
        long before = LiveNatives.afterCollection();
        try (Engine engine = new OneDnnEngine(precision)) {
            useAll(engine);
            assertThat(LiveNatives.now()).isGreaterThan(before + 100);
        }
        assertThat(LiveNatives.now()).isLessThanOrEqualTo(before);
    }

    /** Each has 32 MiB and more in weights and their gradients; Java's heap grows by too little to be collected. */
    @ParameterizedTest
    @ValueSource(strings = {"onednn", "nd4j"})
    void manyShouldNeedNoMoreMemoryThanOne(String name) {
        long ofOne = 0;
        for (int i = 0; i < ENGINES; i++) {
            try (Engine engine = Engines.open(name)) {
                multiply(engine);
            }
            if (i == 0) {
                ofOne = outsideTheHeap();
            }
        }
        assertThat((outsideTheHeap() - ofOne) >> 20).as("MiB more for %d engines", ENGINES).isLessThan(150);
    }

    /** Tests before this one may have left a heap that grows now. */
    private static long outsideTheHeap() {
        return Pointer.physicalBytes() - Runtime.getRuntime().totalMemory();
    }

    private static void multiply(Engine engine) {
        Matrix x = engine.matrix(ROWS, SIZE);
        Matrix y = engine.matrix(ROWS, SIZE);
        Weights weights = engine.weights(SIZE, SIZE);
        engine.forward(x, weights, engine.matrix(1, SIZE), y).run();
        engine.backwardData(y, weights, x).run();
        engine.accumulateWeights(x, y, engine.matrix(SIZE, SIZE), ROWS).run(0, 0);
    }

    /** What still holds a matrix or a product must not write into memory that is another's by now. */
    @ParameterizedTest
    @ValueSource(strings = {"onednn", "nd4j"})
    void whatItMadeShouldRefuseToRun(String name) {
        List<ThrowingCallable> uses;
        try (Engine engine = Engines.open(name)) {
            uses = useAll(engine);
        }
        for (int i = 0; i < uses.size(); i++) {
            assertThatIllegalStateException().as("use %d", i).isThrownBy(uses.get(i));
        }
    }

    /** Plans one of everything and uses it; returns ways of using it again. */
    private static List<ThrowingCallable> useAll(Engine engine) {
        float[] row = new float[64];
        Matrix x = engine.matrix(8, 8);
        Matrix y = engine.matrix(8, 8);
        Matrix bias = engine.matrix(1, 8);
        Weights weights = engine.weights(8, 8);
        Matrix wide = engine.matrix(2, 2000);
        Weights wideWeights = engine.weights(2000, 8);
        Convolution convolution = engine.convolution(new ConvolutionShape(4, 4, 1, 4, 3, 1));
        Matrix pictures = engine.matrix(2, 16);
        Matrix filtered = engine.matrix(2, 16);
        Convolution.Gradient gradient = convolution.gradient();
        Convolution.GradientProduct differentiate = convolution.gradient(pictures, filtered, 2);
        ByteRows bytes = engine.bytes(x, 1);
        Product forward = engine.forward(x, weights, bias, y);
        Product accumulate = engine.accumulate(x, weights, y);
        Product backward = engine.backwardData(y, weights, x);
        Product weightGradient = engine.backwardWeights(x, y, engine.matrix(8, 8));
        List<WindowProduct> windows = List.of(engine.forward(x, weights, bias, y, 2), engine.accumulate(x, weights, y, 2),
                engine.backwardData(y, weights, x, 2), engine.accumulateWeights(x, y, engine.matrix(8, 8), 2),
                engine.reluBackward(y, x, 2), engine.forward(wide, wideWeights, bias, y, 1),
                convolution.forward(pictures, filtered, 2), convolution.backwardData(filtered, pictures, 2));
        List<ThrowingCallable> uses = new ArrayList<>(List.of(() -> x.put(0, 8, row, 0), () -> x.get(0, 8, row, 0),
                () -> x.rows(2, 3).get(0, 1, row, 0), () -> x.columns(2, 3).put(0, 1, row, 0), () -> x.copy(0, 1, y, 1),
                () -> x.clear(0, 8), () -> weights.load(row, 0), () -> convolution.loadForward(row, 0),
                () -> convolution.loadBias(row, 0),
                () -> bytes.put(0, new byte[8], 0), forward::run, accumulate::run, backward::run, weightGradient::run,
                () -> differentiate.run(0, 0, gradient)));
        windows.forEach(window -> uses.add(() -> window.run(0, 0)));
        if (engine instanceof OneDnnEngine) {
            uses.add(() -> convolution.loadBackward(row, 0));
            for (RecurrentKernel.Kind kind : RecurrentKernel.Kind.values()) {
                RecurrentKernel kernel = engine.recurrent(kind, 8, 8).orElseThrow();
                List<Matrix> states = Collections.nCopies(kind.stateParts(), y);
                RecurrentKernel.Segment segment = kernel.plan(2, 4, new RecurrentKernel.Operands(x, y, states, states, x, y,
                        states, states), kernel.gradients());
                uses.addAll(List.of(() -> kernel.load(new float[8 * 8 * kind.gates()], new float[8 * 8 * kind.gates()],
                        new float[8 * kind.biases()]), () -> segment.forward(0), () -> segment.backward(0)));
            }
        }
        for (ThrowingCallable use : uses) {
            try {
                use.call();
            } catch (Throwable e) {
                throw new AssertionError("could not be used before it was closed", e);
            }
        }
        return uses;
    }
}
