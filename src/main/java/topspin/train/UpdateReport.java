package topspin.train;

import topspin.loss.LossStatistics;
import topspin.rollout.Rollout;

/** What the updates of one rollout showed. Mutable; owned by an algorithm. */
final class UpdateReport {
    private final LossStatistics loss = new LossStatistics();
    private double gradientNorm;
    private int updates;
    private double explainedVariance;
    private boolean sameValues;

    void clear() {
        loss.clear();
        gradientNorm = 0;
        updates = 0;
        explainedVariance = Double.NaN;
        sameValues = false;
    }

    void update(LossStatistics minibatch, double norm) {
        loss.add(minibatch);
        gradientNorm += norm;
        updates++;
    }

    /**
     * How much of the returns the critic foresaw: 1 − Var(return − value)/Var(return) over the rollout, NaN where returns
     * do not vary; and whether it had one value for all steps, of which one alone says nothing.
     */
    void explain(Rollout rollout) {
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

    LossStatistics loss() {
        return loss;
    }

    /** Mean over updates of the global norm before clipping. */
    double gradientNorm() {
        return gradientNorm / updates;
    }

    int updates() {
        return updates;
    }

    double explainedVariance() {
        return explainedVariance;
    }

    /** Whether the critic had the same value for every one of several steps; false where there is no critic. */
    boolean sameValues() {
        return sameValues;
    }
}
