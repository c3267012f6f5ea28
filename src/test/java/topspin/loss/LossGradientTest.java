package topspin.loss;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;

import java.util.function.Consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * What losses write as gradients against central differences of what they report as losses, on random rows that keep
 * away from the corners of clipping.
 */
class LossGradientTest {
    private static final int ROWS = 60;
    private static final int ACTIONS = 4;
    private static final double CLIP = 0.2;
    private static final double VALUE = 0.7;
    private static final double ENTROPY = 0.3;
    private static final float STEP = 1f / 256;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void ppoWithValueClipping(long seed) {
        check(seed, VALUE, batch -> PpoLoss.compute(new PpoLoss.Coefficients(CLIP, true, VALUE, ENTROPY), batch.rows, 0,
                ROWS, batch.statistics));
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5})
    void ppoWithoutValueClipping(long seed) {
        check(seed, VALUE, batch -> PpoLoss.compute(new PpoLoss.Coefficients(CLIP, false, VALUE, ENTROPY), batch.rows, 0,
                ROWS, batch.statistics));
    }

    @ParameterizedTest
    @ValueSource(longs = {6, 7})
    void a2c(long seed) {
        check(seed, VALUE, batch -> A2cLoss.compute(new A2cLoss.Coefficients(VALUE, ENTROPY), batch.rows, 0, ROWS,
                batch.statistics));
    }

    @ParameterizedTest
    @ValueSource(longs = {8, 9})
    void reinforce(long seed) {
        check(seed, 0, batch -> ReinforceLoss.compute(ENTROPY, batch.rows, 0, ROWS, batch.statistics));
    }

    private static void check(long seed, double valueCoefficient, Consumer<Batch> compute) {
        Batch batch = random(new RandomStreams(seed).stream("rows"));
        compute.accept(batch);
        float[] logitGradients = batch.rows.logitGradients().clone();
        float[] valueGradients = batch.rows.valueGradients().clone();
        agrees("seed " + seed + " logit", batch, batch.rows.logits(), logitGradients, valueCoefficient, compute);
        agrees("seed " + seed + " value", batch, batch.rows.values(), valueGradients, valueCoefficient, compute);
    }

    private static void agrees(String what, Batch batch, float[] variable, float[] gradients, double valueCoefficient,
                               Consumer<Batch> compute) {
        for (int i = 0; i < variable.length; i++) {
            float before = variable[i];
            variable[i] = before + STEP;
            double up = loss(batch, valueCoefficient, compute);
            double width = variable[i];
            variable[i] = before - STEP;
            double down = loss(batch, valueCoefficient, compute);
            width -= variable[i];
            variable[i] = before;
            // A mean over rows: in units of one row the tolerance is 60 times this.
            assertThat((double) gradients[i]).as("%s %d", what, i).isCloseTo((up - down) / width, within(2e-6));
        }
    }

    private static double loss(Batch batch, double valueCoefficient, Consumer<Batch> compute) {
        batch.statistics.clear();
        compute.accept(batch);
        return batch.statistics.policyLoss() + valueCoefficient * batch.statistics.valueLoss()
                - ENTROPY * batch.statistics.entropy();
    }

    private static Batch random(RandomStream stream) {
        Batch batch = new Batch(ACTIONS, ROWS);
        double[] ratios = {0.6, 0.9, 1.1, 1.5};
        double[] changes = {-0.4, -0.1, 0.1, 0.4};
        for (int row = 0; row < ROWS; row++) {
            double[] p = new double[ACTIONS];
            double sum = 0;
            for (int a = 0; a < ACTIONS; a++) {
                p[a] = Math.exp(2 * stream.nextDouble() - 1);
                sum += p[a];
            }
            for (int a = 0; a < ACTIONS; a++) {
                p[a] /= sum;
            }
            int action = stream.nextInt(ACTIONS);
            double ratio = ratios[stream.nextInt(4)] + 0.1 * (stream.nextDouble() - 0.5);
            double oldValue = stream.nextGaussian();
            double value = oldValue + changes[stream.nextInt(4)] + 0.1 * (stream.nextDouble() - 0.5);
            double error = (stream.nextBernoulli(0.5) ? 1 : -1) * (0.5 + stream.nextDouble());
            double advantage = (stream.nextBernoulli(0.5) ? 1 : -1) * (0.2 + stream.nextDouble());
            batch.row(p, action, p[action] / ratio, advantage, value, oldValue, value - error);
        }
        return batch;
    }
}
