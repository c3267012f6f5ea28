package topspin.optim;

import org.junit.jupiter.api.Test;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class AdamTest {
    private static final double RATE = 0.1;

    @Test
    void shouldTakeTwoStepsAsWorkedOutByHand() {
        Adam adam = new Adam(1, 0.9, 0.999, 0.5);
        float[] theta = {1};
        // Step 1, g = 2: m = 0.2, v = 0.004; m̂ = 0.2/0.1 = 2, v̂ = 0.004/0.001 = 4; θ = 1 − 0.1·2/(2 + 0.5) = 0.92
        adam.begin();
        adam.apply(theta, new float[] {2}, 0, 1, 1, RATE);
        assertThat(theta[0]).isCloseTo(0.92f, within(1e-5f));
        // Step 2, g = −1: m = 0.18 − 0.1 = 0.08, v = 0.003996 + 0.001 = 0.004996;
        // m̂ = 0.08/(1 − 0.81) = 0.4210526, v̂ = 0.004996/(1 − 0.998001) = 2.4992496, √v̂ = 1.5809015;
        // θ = 0.92 − 0.1·0.4210526/(1.5809015 + 0.5) = 0.92 − 0.0202342 = 0.8997658
        adam.begin();
        adam.apply(theta, new float[] {-1}, 0, 1, 1, RATE);
        assertThat(theta[0]).isCloseTo(0.8997658f, within(1e-5f));
    }

    @Test
    void theFirstStepShouldHaveTheSameLengthWhateverTheGradient() {
        float[] theta = new float[4];
        Adam adam = new Adam(4, 0.9, 0.999, 1e-12);
        adam.begin();
        adam.apply(theta, new float[] {1e-3f, -1, 1e3f, -1e6f}, 0, 4, 1, RATE);
        assertThat(theta).containsExactly(new float[] {-0.1f, 0.1f, -0.1f, 0.1f}, within(1e-5f));
    }

    @Test
    void shouldScaleGradientsFirst() {
        float[] scaled = {1, 2};
        float[] plain = {1, 2};
        Adam one = new Adam(2, 0.9, 0.999, 1e-5);
        Adam other = new Adam(2, 0.9, 0.999, 1e-5);
        one.begin();
        one.apply(scaled, new float[] {4, -8}, 0, 2, 0.25f, RATE);
        other.begin();
        other.apply(plain, new float[] {1, -2}, 0, 2, 1, RATE);
        assertThat(scaled).isEqualTo(plain);
        assertThat(one.state().get(0).values()).isEqualTo(other.state().get(0).values());
        assertThat(one.state().get(1).values()).isEqualTo(other.state().get(1).values());
    }

    @Test
    void applyZeroShouldEqualApplyWithAZeroGradient() {
        long seed = 5;
        RandomStream stream = new RandomStreams(seed).stream("gradients");
        int size = 12;
        int row = 4;
        Adam sparse = new Adam(size, 0.9, 0.999, 1e-5);
        Adam dense = new Adam(size, 0.9, 0.999, 1e-5);
        float[] a = new float[size];
        float[] b = new float[size];
        for (int update = 0; update < 200; update++) {
            sparse.begin();
            dense.begin();
            for (int from = 0; from < size; from += row) {
                float[] gradients = new float[size];
                if (from > 0 && stream.nextBernoulli(0.3)) {
                    for (int i = from; i < from + row; i++) {
                        gradients[i] = (float) stream.nextGaussian();
                    }
                    sparse.apply(a, gradients, from, from + row, 1, 1e-2);
                } else {
                    sparse.applyZero(a, from, from + row, 1e-2);
                }
                dense.apply(b, gradients, from, from + row, 1, 1e-2);
            }
        }
        assertThat(a).as("seed %d", seed).containsExactly(b, within(1e-6f));
        assertThat(a).startsWith(0, 0, 0, 0).doesNotContain(Float.NaN);
        assertThat(a[row]).isNotZero();
    }

    @Test
    void restoringItsStateShouldKeepEveryBit() {
        float[] theta = {1, -2, 3};
        Adam first = new Adam(3, 0.9, 0.999, 1e-5);
        step(first, theta, 0);
        step(first, theta, 1);
        Adam second = new Adam(3, 0.9, 0.999, 1e-5);
        for (int i = 0; i < first.state().size(); i++) {
            System.arraycopy(first.state().get(i).values(), 0, second.state().get(i).values(), 0, 3);
        }
        second.restoreUpdates(first.updates());
        float[] copy = theta.clone();
        step(first, theta, 2);
        step(second, copy, 2);
        assertThat(copy).isEqualTo(theta);
    }

    @Test
    void whatDecaysShouldNotEndAmongTheDenormalNumbers() {
        Adam adam = new Adam(2, 0.9, 0.9, 1e-5);
        float[] theta = {1, 1};
        adam.apply(theta, new float[] {1, 1}, 0, 2, 1, RATE);
        for (int update = 0; update < 1000; update++) {
            adam.begin();
            adam.apply(theta, new float[2], 0, 1, 1, RATE);
            adam.applyZero(theta, 1, 2, RATE);
            for (Optimiser.State state : adam.state()) {
                for (float moment : state.values()) {
                    assertThat(moment == 0 || moment >= Float.MIN_NORMAL).as("%s = %s", state.name(), moment).isTrue();
                }
            }
        }
    }

    private static void step(Adam adam, float[] theta, int k) {
        adam.begin();
        adam.apply(theta, new float[] {0.3f - k, 1.7f * k, -0.9f}, 0, 3, 1, RATE);
    }
}
