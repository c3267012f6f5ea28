package topspin.loss;

/**
 * Proximal policy optimisation (Schulman et al. 2017) as openai/baselines {@code ppo2/model.py} computes it:
 *
 * <pre>
 * r          = exp(log p − log p_old)
 * policy     = mean max(−A·r, −A·clip(r, 1 − ε, 1 + ε))
 * value      = ½·mean max((v − R)², (v_old + clip(v − v_old, −ε, ε) − R)²)     or ½·mean (v − R)² without clipping
 * loss       = policy + c_v·value − c_e·mean H
 * </pre>
 */
public final class PpoLoss {

    /**
     * @param clip      ε
     * @param clipValue whether the value loss is clipped
     * @param value     c_v
     * @param entropy   c_e
     */
    public record Coefficients(double clip, boolean clipValue, double value, double entropy) {
    }

    private PpoLoss() {
    }

    /** Writes the gradients of rows {@code first … first+count−1} and adds what they show to {@code statistics}. */
    public static void compute(Coefficients c, LossRows rows, int first, int count, LossStatistics statistics) {
        double scale = 1.0 / rows.batchRows();
        for (int row = first; row < first + count; row++) {
            double advantage = rows.advantage()[row];
            // Rounded to float as it was when acting, so that an unchanged policy has a ratio of exactly 1.
            float logProbability = (float) rows.logProbability(row);
            double logRatio = logProbability - rows.oldLogProbability()[row];
            double ratio = Math.exp(logRatio);
            double unclipped = -advantage * ratio;
            double clipped = -advantage * Math.max(1 - c.clip(), Math.min(1 + c.clip(), ratio));
            // If the clipped term is larger, it does not depend on the policy.
            double ratioWeight = unclipped < clipped ? 0 : unclipped * scale;
            double entropy = rows.differentiate(row, ratioWeight, c.entropy() * scale);
            double valueLoss = valueLoss(c, rows, row, scale);
            statistics.row(Math.max(unclipped, clipped), valueLoss, entropy);
            statistics.ratio(ratio, logRatio, Math.abs(ratio - 1) > c.clip());
        }
    }

    private static double valueLoss(Coefficients c, LossRows rows, int row, double scale) {
        double target = rows.returns()[row];
        double value = rows.values()[row];
        double error = value - target;
        double gradient = error;
        double loss = 0.5 * error * error;
        if (c.clipValue()) {
            double change = value - rows.oldValue()[row];
            double limited = Math.max(-c.clip(), Math.min(c.clip(), change));
            double clippedError = rows.oldValue()[row] + limited - target;
            double clippedLoss = 0.5 * clippedError * clippedError;
            if (clippedLoss > loss) {
                loss = clippedLoss;
                gradient = limited == change ? clippedError : 0;
            }
        }
        rows.valueGradients()[row] = (float) (c.value() * gradient * scale);
        return loss;
    }
}
