package topspin.loss;

import topspin.policy.distribution.Distribution;

/**
 * Inputs and outputs of losses: arrays over the rows of one batch. Only {@code logitGradients} and
 * {@code valueGradients} are written. Losses are means over the whole batch, so each row is divided by
 * {@code batchRows}, even if a call covers only some rows.
 *
 * @param distribution       what a row of logits means
 * @param actionWidth        numbers of an action
 * @param batchRows          rows the mean is over
 * @param logits             rows of the policy head, {@code [rows][distribution.width()]}
 * @param values             {@code [rows]}
 * @param action             taken, {@code [rows][actionWidth]}
 * @param oldLogProbability  of the action when it was taken, {@code [rows]}
 * @param oldValue           predicted when acting, {@code [rows]}
 * @param advantage          {@code [rows]}
 * @param returns            value targets, {@code [rows]}
 * @param logitGradients     written: ∂loss/∂logits, {@code [rows][distribution.width()]}
 * @param valueGradients     written: ∂loss/∂values, {@code [rows]}
 */
public record LossRows(Distribution distribution, int actionWidth, int batchRows, float[] logits, float[] values,
                       float[] action, float[] oldLogProbability, float[] oldValue, float[] advantage, float[] returns,
                       float[] logitGradients, float[] valueGradients) {

    /** log p of the action that was taken in a row, under the logits as they are now. */
    public double logProbability(int row) {
        return distribution.logProbability(logits, row * distribution.width(), action, row * actionWidth);
    }

    /** Writes a row's gradient in the logits, see {@link Distribution#gradient}; returns the entropy in nats. */
    public double differentiate(int row, double logProbabilityWeight, double entropyWeight) {
        return distribution.gradient(logits, row * distribution.width(), action, row * actionWidth, logProbabilityWeight,
                entropyWeight, logitGradients);
    }
}
