package topspin.loss;

/**
 * What losses are computed from and into: arrays over the rows of one batch. Only {@code logitGradients} and
 * {@code valueGradients} are written. Losses are means over the whole batch, so each row's part is divided by
 * {@code batchRows}, whichever rows a call covers.
 *
 * @param actions            logits per row
 * @param batchRows          rows the mean is over
 * @param logits             {@code [rows][actions]}
 * @param values             {@code [rows]}
 * @param action             taken, {@code [rows]}
 * @param oldLogProbability  of the action when it was taken, {@code [rows]}
 * @param oldValue           predicted when acting, {@code [rows]}
 * @param advantage          {@code [rows]}
 * @param returns            value targets, {@code [rows]}
 * @param logitGradients     written: ∂loss/∂logits, {@code [rows][actions]}
 * @param valueGradients     written: ∂loss/∂values, {@code [rows]}
 */
public record LossRows(int actions, int batchRows, float[] logits, float[] values, int[] action,
                       float[] oldLogProbability, float[] oldValue, float[] advantage, float[] returns,
                       float[] logitGradients, float[] valueGradients) {
}
