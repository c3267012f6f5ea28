package topspin.loss;

import topspin.policy.distribution.Categorical;

/** Rows for losses, written one by one. */
final class Batch {
    final LossRows rows;
    final LossStatistics statistics = new LossStatistics();
    private int filled;

    Batch(int actions, int count) {
        rows = new LossRows(new Categorical(actions), 1, count, new float[count * actions], new float[count], new float[count],
                new float[count], new float[count], new float[count], new float[count], new float[count * actions],
                new float[count]);
    }

    /** Adds a row whose probabilities are given. */
    Batch row(double[] probabilities, int action, double oldProbability, double advantage, double value,
              double oldValue, double target) {
        for (int a = 0; a < probabilities.length; a++) {
            // An offset shared by all logits changes no probability.
            rows.logits()[filled * probabilities.length + a] = (float) (Math.log(probabilities[a]) + 3);
        }
        rows.action()[filled] = action;
        rows.oldLogProbability()[filled] = (float) Math.log(oldProbability);
        rows.advantage()[filled] = (float) advantage;
        rows.values()[filled] = (float) value;
        rows.oldValue()[filled] = (float) oldValue;
        rows.returns()[filled] = (float) target;
        filled++;
        return this;
    }
}
