package topspin.lab.course;

import topspin.text.Decimal;

/** What an LSTM whose outputs themselves are scores cannot fall below: they lie between −1 and 1. */
final class LeastLoss {
    private LeastLoss() {
    }

    /**
     * The cross-entropy if the right class's score is 1 and all others' are −1: {@code log(1 + (n − 1)·e⁻²)}.
     *
     * @param classes n
     */
    static double of(int classes) {
        return Math.log1p((classes - 1) * Math.exp(-2));
    }

    static String text(int classes) {
        return Decimal.of(of(classes), 3);
    }
}
