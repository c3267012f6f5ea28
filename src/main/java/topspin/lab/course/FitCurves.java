package topspin.lab.course;

import topspin.text.Decimal;

import java.util.List;

/**
 * The losses of a run, row by row.
 *
 * @param epochs     ascending
 * @param training   loss of the examples that are learned from
 * @param validation loss of others
 */
record FitCurves(double[] epochs, double[] training, double[] validation) {
    private static final String GOOD = "Good fit: both losses have come down and levelled off";
    /** A loss that changes less than this over the last fifth of the rows has levelled off. */
    private static final double LEVEL = 0.1;
    /** A validation loss that ends so far above its lowest has turned. */
    private static final double TURNED = 1.25;
    /** A validation loss so far above the training loss shows a gap. */
    private static final double GAP = 2;
    /** Below this share of where it began, a validation loss is as good as any. */
    private static final double LEARNED = 0.02;

    /** The mean over runs of as many rows. */
    static FitCurves mean(List<FitCurves> runs) {
        int rows = runs.stream().mapToInt(run -> run.epochs.length).min().orElseThrow();
        double[] training = new double[rows];
        double[] validation = new double[rows];
        double[] epochs = new double[rows];
        for (FitCurves run : runs) {
            for (int i = 0; i < rows; i++) {
                epochs[i] = run.epochs[i];
                training[i] += run.training[i] / runs.size();
                validation[i] += run.validation[i] / runs.size();
            }
        }
        return new FitCurves(epochs, training, validation);
    }

    /** What the notes would say (001, section 10). */
    String diagnosis() {
        int last = validation.length - 1;
        int lowest = 0;
        for (int i = 0; i <= last; i++) {
            lowest = validation[i] < validation[lowest] ? i : lowest;
        }
        if (validation[last] <= LEARNED * validation[0]) {
            return GOOD;
        }
        if (lowest < last && validation[last] > TURNED * validation[lowest] && training[last] <= training[lowest]) {
            return "Overfit: the validation loss turns up after epoch " + Decimal.of(epochs[lowest], 0)
                    + "; stop there, or find more data";
        }
        if (falling(validation)) {
            return "Underfit: the validation loss still falls; train longer";
        }
        if (validation[last] > GAP * training[last]) {
            return "Underfit: the validation loss stays above the training loss and neither falls; use more units or layers";
        }
        return GOOD;
    }

    private static boolean falling(double[] loss) {
        int last = loss.length - 1;
        return loss[last] < (1 - LEVEL) * loss[last * 4 / 5];
    }
}
