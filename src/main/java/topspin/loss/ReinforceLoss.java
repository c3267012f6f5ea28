package topspin.loss;

/**
 * REINFORCE (Williams 1992) without a critic, as the experiment log's program: {@code loss = mean(−R·log p) − c_e·mean
 * H}. The value head receives no gradient.
 */
public final class ReinforceLoss {
    private ReinforceLoss() {
    }

    /** Writes the gradients of rows {@code first … first+count−1} and adds what they show to {@code statistics}. */
    public static void compute(double entropyCoefficient, LossRows rows, int first, int count,
                               LossStatistics statistics) {
        double scale = 1.0 / rows.batchRows();
        for (int row = first; row < first + count; row++) {
            double target = rows.returns()[row];
            double entropy = rows.differentiate(row, -target * scale, entropyCoefficient * scale);
            rows.valueGradients()[row] = 0;
            statistics.row(-target * rows.logProbability(row), 0, entropy);
        }
    }
}
