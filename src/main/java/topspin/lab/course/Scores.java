package topspin.lab.course;

import topspin.supervised.Fit;
import topspin.supervised.Samples;

/** How often models are right. */
final class Scores {
    private static final double PER_CENT = 100;

    private Scores() {
    }

    /** The share of right classes, in per cent, over all outputs whose loss counts. */
    static double right(Fit fit, Samples samples) {
        int[] right = {0};
        int[] all = {0};
        fit.ask(samples, (example, answer) -> {
            for (int t = 0; t < answer.steps(); t++) {
                if (samples.weight(example, t) > 0) {
                    right[0] += answer.best(t) == (int) samples.samples().get(example).targets()[t][0] ? 1 : 0;
                    all[0]++;
                }
            }
        });
        return PER_CENT * right[0] / all[0];
    }

    /** The root of the mean squared error over all numbers. */
    static double rootMeanSquare(Fit fit, Samples samples) {
        double[] sum = {0};
        int[] all = {0};
        fit.ask(samples, (example, answer) -> {
            for (int t = 0; t < answer.steps(); t++) {
                for (int k = 0; k < answer.width(); k++) {
                    double error = answer.at(t, k) - samples.samples().get(example).targets()[t][k];
                    sum[0] += error * error;
                    all[0]++;
                }
            }
        });
        return Math.sqrt(sum[0] / all[0]);
    }
}
