package topspin.loss;

import java.util.Arrays;

/**
 * Q-learning with a fixed target, as in PQN (Gallici et al. 2024, algorithm 1): {@code loss = ½·mean (Q(s, a) − R)²};
 * the values of all other actions have no gradient. A row of logits holds the action values.
 */
public final class ActionValueLoss {
    private ActionValueLoss() {
    }

    /** Writes the gradients of rows {@code first … first+count−1} and adds what they show to {@code statistics}. */
    public static void compute(LossRows rows, int first, int count, LossStatistics statistics) {
        double scale = 1.0 / rows.batchRows();
        int actions = rows.distribution().width();
        for (int row = first; row < first + count; row++) {
            Arrays.fill(rows.logitGradients(), row * actions, (row + 1) * actions, 0f);
            int taken = row * actions + (int) rows.action()[row];
            double error = rows.logits()[taken] - rows.returns()[row];
            rows.logitGradients()[taken] = (float) (error * scale);
            statistics.actionValue(error * error, rows.logits()[taken]);
        }
    }
}
