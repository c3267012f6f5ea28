package topspin.sequence;

import topspin.nn.BatchShape;
import topspin.nn.cell.CellPass;

/**
 * {@code tf.split} into rows and {@code tf.squeeze}, run 3 of the experiment log: every row is a tensor (1, 256) with a
 * product of its own. With one environment, as in the log, this equals {@link Split}; with several it reads all weights
 * once per row instead of once per step.
 */
final class SplitSqueeze {
    private SplitSqueeze() {
    }

    static Unrolling unrolling(CellPass plain, BatchShape shape) {
        return new StepByStep(plain, shape, plain.input(), plain.inputGradient(), 1);
    }
}
