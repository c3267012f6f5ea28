package topspin.optim;

import org.junit.jupiter.api.Test;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class RmsPropTest {

    @Test
    void shouldTakeTwoStepsAsTensorFlowOneDoes() {
        RmsProp rmsProp = new RmsProp(1, 0.9, 0.14);
        float[] theta = {1};
        // The mean square begins at 1. Step 1, g = 2: s = 0.9 + 0.1·4 = 1.3; θ = 1 − 0.1·2/√(1.3 + 0.14) = 1 − 0.2/1.2
        rmsProp.begin();
        rmsProp.apply(theta, new float[] {2}, 0, 1, 1, 0.1);
        assertThat(theta[0]).isCloseTo(1 - 0.2f / 1.2f, within(1e-6f));
        // Step 2, g = −3: s = 0.9·1.3 + 0.1·9 = 2.07; θ += 0.1·3/√(2.07 + 0.14) = 0.3/1.4866069
        rmsProp.begin();
        rmsProp.apply(theta, new float[] {-3}, 0, 1, 1, 0.1);
        assertThat(theta[0]).isCloseTo(1 - 0.2f / 1.2f + 0.3f / 1.4866069f, within(1e-6f));
    }

    @Test
    void shouldScaleGradientsFirst() {
        float[] theta = {0};
        RmsProp rmsProp = new RmsProp(1, 0.9, 0.14);
        rmsProp.begin();
        rmsProp.apply(theta, new float[] {8}, 0, 1, 0.25f, 0.1);
        assertThat(theta[0]).isCloseTo(-0.2f / 1.2f, within(1e-6f));
    }

    @Test
    void deferredDecayShouldEqualDecayAtOnce() {
        long seed = 9;
        Pair pair = new Pair(seed);
        pair.run(300);
        assertThat(pair.lazyValues).as("seed %d", seed).containsExactly(pair.eagerValues, within(2e-5f));
        assertThat(pair.lazyValues[Pair.ROW]).isNotZero();
    }

    @Test
    void aRangeWithoutAGradientShouldNotMove() {
        RmsProp rmsProp = new RmsProp(2, 0.9, 1e-5);
        float[] theta = {1, 2};
        for (int i = 0; i < 10; i++) {
            rmsProp.begin();
            rmsProp.applyZero(theta, 0, 2, 0.1);
        }
        assertThat(theta).containsExactly(1, 2);
    }

    @Test
    void restoringItsStateAmidDeferredDecayShouldKeepEveryBit() {
        Pair pair = new Pair(21);
        pair.run(40);
        Pair restored = new Pair(21);
        restored.run(40);
        RmsProp fresh = new RmsProp(Pair.SIZE, Pair.DECAY, Pair.EPSILON);
        assertThat(pair.lazy.state().get(1).values()[0]).isLessThan(1);
        for (int i = 0; i < 2; i++) {
            System.arraycopy(pair.lazy.state().get(i).values(), 0, fresh.state().get(i).values(), 0, Pair.SIZE);
        }
        fresh.restoreUpdates(pair.lazy.updates());
        restored.lazy = fresh;
        pair.run(40);
        restored.run(40);
        assertThat(restored.lazyValues).isEqualTo(pair.lazyValues);
        assertThat(fresh.updates()).isEqualTo(80);
    }

    /** 0.99⁹⁰⁰⁰ is 5e-40; from there on, 0.99 times the smallest denormal numbers would be themselves, for ever. */
    @Test
    void whatDecaysShouldEndAtZeroAndNotAmongTheDenormalNumbers() {
        RmsProp rmsProp = new RmsProp(2, 0.99, 1e-10);
        float[] theta = {1, 1};
        for (int update = 0; update < 9000; update++) {
            rmsProp.begin();
            rmsProp.apply(theta, new float[2], 0, 1, 1, 0.1);
            rmsProp.applyZero(theta, 1, 2, 0.1);
        }
        assertThat(rmsProp.state().get(0).values()).as("mean squares").containsExactly(0, 1);
        assertThat(rmsProp.state().get(1).values()).as("deferred decay").containsExactly(1, 0);
        rmsProp.apply(theta, new float[] {1, 1}, 0, 1, 1, 0.1);
        rmsProp.apply(theta, new float[] {1, 1}, 1, 2, 1, 0.1);
        assertThat(theta).as("less 0.1·1/√(0.01·1²) each").containsExactly(new float[] {0, 0}, within(1e-4f));
    }

    @Test
    void normalMeanSquaresShouldKeepEveryBit() {
        RmsProp rmsProp = new RmsProp(1, 0.99, 1e-10);
        RandomStream stream = new RandomStreams(3).stream("gradients");
        float expected = 1;
        for (int update = 0; update < 8600; update++) {
            float g = (float) (stream.nextGaussian() * Math.pow(10, -update / 500.0));
            float decayed = 0.99f * expected;
            expected = decayed + (1 - 0.99f) * (g * g);
            rmsProp.apply(new float[1], new float[] {g}, 0, 1, 1, 0.1);
            assertThat(rmsProp.state().get(0).values()[0]).as("update %d", update).isEqualTo(expected);
        }
        assertThat(expected).isBetween(Float.MIN_NORMAL, 1e-32f);
    }

    /** One optimiser that is told of rows without gradients, one that is given zeros. */
    private static final class Pair {
        static final int SIZE = 12;
        static final int ROW = 4;
        static final double DECAY = 0.99;
        static final double EPSILON = 1e-5;
        RmsProp lazy = new RmsProp(SIZE, DECAY, EPSILON);
        final RmsProp eager = new RmsProp(SIZE, DECAY, EPSILON);
        final float[] lazyValues = new float[SIZE];
        final float[] eagerValues = new float[SIZE];
        private final RandomStream stream;

        Pair(long seed) {
            stream = new RandomStreams(seed).stream("gradients");
        }

        void run(int updates) {
            for (int update = 0; update < updates; update++) {
                lazy.begin();
                eager.begin();
                for (int from = 0; from < SIZE; from += ROW) {
                    float[] gradients = new float[SIZE];
                    if (stream.nextBernoulli(0.1)) {
                        for (int i = from; i < from + ROW; i++) {
                            gradients[i] = (float) stream.nextGaussian();
                        }
                        lazy.apply(lazyValues, gradients, from, from + ROW, 1, 1e-2);
                    } else {
                        lazy.applyZero(lazyValues, from, from + ROW, 1e-2);
                    }
                    eager.apply(eagerValues, gradients, from, from + ROW, 1, 1e-2);
                }
            }
        }
    }
}
