package topspin.algorithm;

import topspin.loss.LossStatistics;
import topspin.metric.Metric;
import topspin.rollout.Rollout;

import java.util.Arrays;

/** Metrics of the updates of one rollout. Mutable; owned by an algorithm. */
public final class UpdateReport {
    private final LossStatistics loss = new LossStatistics();
    private double gradientNorm;
    private int updates;
    private double explainedVariance;
    private boolean sameValues;
    /** By metric. */
    private final double[] noted = new double[Metric.values().length];

    public void clear() {
        Arrays.fill(noted, Double.NaN);
        loss.clear();
        gradientNorm = 0;
        updates = 0;
        explainedVariance = Double.NaN;
        sameValues = false;
    }

    public void update(LossStatistics minibatch, double norm) {
        loss.add(minibatch);
        gradientNorm += norm;
        updates++;
    }

    /**
     * Notes the critic's explained variance, 1 − Var(return − value)/Var(return) over the rollout, NaN if returns do
     * not vary; and whether it had the same value for all steps, if there are several.
     */
    public void explain(Rollout rollout) {
        sameValues = rollout.rows() > 1;
        for (int i = 1; i < rollout.rows(); i++) {
            sameValues &= rollout.values()[i] == rollout.values()[0];
        }
        double sumReturn = 0;
        double sumError = 0;
        for (int i = 0; i < rollout.rows(); i++) {
            sumReturn += rollout.returns()[i];
            sumError += rollout.returns()[i] - rollout.values()[i];
        }
        double meanReturn = sumReturn / rollout.rows();
        double meanError = sumError / rollout.rows();
        double varReturn = 0;
        double varError = 0;
        for (int i = 0; i < rollout.rows(); i++) {
            double r = rollout.returns()[i] - meanReturn;
            double e = rollout.returns()[i] - rollout.values()[i] - meanError;
            varReturn += r * r;
            varError += e * e;
        }
        explainedVariance = varReturn == 0 ? Double.NaN : 1 - varError / varReturn;
    }

    /** Notes a further metric, such as a coefficient that falls. */
    public void note(Metric metric, double value) {
        noted[metric.ordinal()] = value;
    }

    /** A metric of these updates; NaN if it was not noted. */
    public double get(Metric metric) {
        return switch (metric) {
            case POLICY_LOSS -> loss.policyLoss();
            case VALUE_LOSS -> loss.valueLoss();
            case ENTROPY -> loss.entropy();
            case APPROX_KL -> loss.approxKl();
            case CLIPFRAC -> loss.clipFraction();
            case EXPLAINED_VARIANCE -> explainedVariance;
            case GRAD_NORM -> gradientNorm();
            case TD_LOSS -> loss.valueLoss();
            case Q_VALUES -> loss.actionValue();
            default -> noted[metric.ordinal()];
        };
    }

    public LossStatistics loss() {
        return loss;
    }

    /** Mean over updates of the global norm before clipping. */
    public double gradientNorm() {
        return gradientNorm / updates;
    }

    public int updates() {
        return updates;
    }

    public double explainedVariance() {
        return explainedVariance;
    }

    /** Whether the critic had the same value for every one of several steps; false where there is no critic. */
    public boolean sameValues() {
        return sameValues;
    }
}
