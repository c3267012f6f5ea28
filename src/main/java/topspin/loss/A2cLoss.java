package topspin.loss;

/**
 * Advantage actor–critic as openai/baselines {@code a2c/a2c.py} computes it:
 * {@code loss = mean(−A·log p) + c_v·mean (v − R)² − c_e·mean H}, with A held constant. Their {@code 0.5} is c_v, the
 * coefficient of the full mean square; Stable-Baselines3's {@code vf_coef} is the same. (PPO has another ½, see
 * {@link PpoLoss}.)
 */
public final class A2cLoss {

    /**
     * @param value   c_v
     * @param entropy c_e
     */
    public record Coefficients(double value, double entropy) {
    }

    private A2cLoss() {
    }

    /** Writes the gradients of rows {@code first … first+count−1} and adds what they show to {@code statistics}. */
    public static void compute(Coefficients c, LossRows rows, int first, int count, LossStatistics statistics) {
        double scale = 1.0 / rows.batchRows();
        for (int row = first; row < first + count; row++) {
            double advantage = rows.advantage()[row];
            double entropy = rows.differentiate(row, -advantage * scale, c.entropy() * scale);
            double error = rows.values()[row] - rows.returns()[row];
            rows.valueGradients()[row] = (float) (c.value() * 2 * error * scale);
            statistics.row(-advantage * rows.logProbability(row), error * error, entropy);
        }
    }
}
