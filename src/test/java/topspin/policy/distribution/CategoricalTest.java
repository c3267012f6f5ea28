package topspin.policy.distribution;

import org.junit.jupiter.api.Test;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class CategoricalTest {
    /** p = (⅛, ½, ⅜) at offset 1, whatever is added to all logits. */
    private static final float[] LOGITS = {99, (float) Math.log(1) + 5, (float) Math.log(4) + 5, (float) Math.log(3) + 5,
        99};

    @Test
    void shouldGiveLogProbabilities() {
        assertThat(Categorical.logProbability(LOGITS, 1, 3, 0)).isCloseTo(-2.0794415, within(1e-6)); // ln ⅛
        assertThat(Categorical.logProbability(LOGITS, 1, 3, 1)).isCloseTo(-0.6931472, within(1e-6)); // ln ½
        assertThat(Categorical.logProbability(LOGITS, 1, 3, 2)).isCloseTo(-0.9808293, within(1e-6)); // ln ⅜
    }

    @Test
    void shouldGiveTheEntropyInNats() {
        // ⅛·2.0794415 + ½·0.6931472 + ⅜·0.9808293 = 0.2599302 + 0.3465736 + 0.3678110
        assertThat(Categorical.entropy(LOGITS, 1, 3)).isCloseTo(0.9743148, within(1e-6));
        assertThat(Categorical.entropy(new float[] {7, 7, 7, 7}, 0, 4)).isCloseTo(Math.log(4), within(1e-12));
    }

    @Test
    void shouldNotOverflow() {
        float[] extreme = {-1e6f, 1e6f, 0};
        assertThat(Categorical.logProbability(extreme, 0, 3, 1)).isZero();
        assertThat(Categorical.logProbability(extreme, 0, 3, 0)).isEqualTo(-2e6);
        assertThat(Categorical.entropy(extreme, 0, 3)).isZero();
        assertThat(Categorical.sample(extreme, 0, 3, new RandomStreams(1).stream("a"))).isEqualTo(1);
    }

    @Test
    void shouldSampleInProportion() {
        int seeds = 20;
        int draws = 8000;
        double[] p = {0.125, 0.5, 0.375};
        double chiSquare = 0;
        for (long seed = 1; seed <= seeds; seed++) {
            RandomStream stream = new RandomStreams(seed).stream("action/env-0");
            int[] count = new int[3];
            for (int i = 0; i < draws; i++) {
                count[Categorical.sample(LOGITS, 1, 3, stream)]++;
            }
            for (int a = 0; a < 3; a++) {
                chiSquare += Math.pow(count[a] - p[a] * draws, 2) / (p[a] * draws);
            }
        }
        // 2 degrees of freedom a seed: mean 40, standard deviation √80
        assertThat(chiSquare).as("seeds 1 to %d", seeds).isLessThan(40 + 4 * Math.sqrt(80));
    }

    @Test
    void shouldTakeOneDrawPerSampleWhateverTheOutcome() {
        RandomStream one = new RandomStreams(2).stream("a");
        RandomStream other = new RandomStreams(2).stream("a");
        Categorical.sample(new float[] {50, 0, 0}, 0, 3, one);
        Categorical.sample(new float[] {0, 0, 50}, 0, 3, other);
        assertThat(one.nextLong()).isEqualTo(other.nextLong());
    }

    @Test
    void theModeShouldBeTheFirstOfTheMostProbable() {
        assertThat(Categorical.mode(LOGITS, 1, 3)).isEqualTo(1);
        assertThat(Categorical.mode(new float[] {1, 2, 2}, 0, 3)).isEqualTo(1);
        assertThat(Categorical.mode(new float[] {-1, -2, -3}, 0, 3)).isZero();
    }
}
