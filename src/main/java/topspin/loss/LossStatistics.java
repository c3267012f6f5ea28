package topspin.loss;

/**
 * What a loss reports about the rows it has seen: sums over rows, which {@link #add} merges in the order of shards.
 * Mutable, one per shard and thread.
 */
public final class LossStatistics {
    private double policyLoss;
    private double valueLoss;
    private double entropy;
    private double actionValue;
    private double approxKl;
    private double clipped;
    private double largestRatioError;
    private int rows;

    public void clear() {
        policyLoss = 0;
        valueLoss = 0;
        entropy = 0;
        actionValue = 0;
        approxKl = 0;
        clipped = 0;
        largestRatioError = 0;
        rows = 0;
    }

    /** Adds a row: its parts of the policy's and the value's loss, and the policy's entropy, nats. */
    public void row(double rowPolicyLoss, double rowValueLoss, double rowEntropy) {
        policyLoss += rowPolicyLoss;
        valueLoss += rowValueLoss;
        entropy += rowEntropy;
        rows++;
    }

    /** Adds a row of an algorithm whose policy is not a distribution: its squared error, and the value of its action. */
    public void actionValue(double squaredError, double value) {
        valueLoss += 0.5 * squaredError;
        actionValue += value;
        entropy += Double.NaN;
        rows++;
    }

    /** Adds a row's probability ratio, in addition to {@link #row}. */
    public void ratio(double ratio, double logRatio, boolean isClipped) {
        approxKl += (ratio - 1) - logRatio;
        clipped += isClipped ? 1 : 0;
        double error = Math.abs(ratio - 1);
        largestRatioError = error > largestRatioError || Double.isNaN(error) ? error : largestRatioError;
    }

    public void add(LossStatistics other) {
        policyLoss += other.policyLoss;
        valueLoss += other.valueLoss;
        entropy += other.entropy;
        actionValue += other.actionValue;
        approxKl += other.approxKl;
        clipped += other.clipped;
        largestRatioError = Math.max(largestRatioError, other.largestRatioError);
        rows += other.rows;
    }

    /** Mean over rows. */
    public double policyLoss() {
        return policyLoss / rows;
    }

    /** Mean over rows, before its coefficient. */
    public double valueLoss() {
        return valueLoss / rows;
    }

    /** Mean over rows, nats; NaN if the policy is not a distribution. */
    public double entropy() {
        return entropy / rows;
    }

    /** Mean over rows of the values of the actions that were taken. */
    public double actionValue() {
        return actionValue / rows;
    }

    /** Mean of (r − 1) − log r: Schulman's k3 estimate of KL(old ‖ new), nats. */
    public double approxKl() {
        return approxKl / rows;
    }

    /** Share of rows whose ratio left the clip range. */
    public double clipFraction() {
        return clipped / rows;
    }

    /** max |r − 1| over rows; 0 at the first minibatch of a rollout. */
    public double largestRatioError() {
        return largestRatioError;
    }
}
