package topspin.sequence;

import topspin.nn.BatchShape;
import topspin.nn.cell.CellPass;

/**
 * {@code tf.split(axis=0, num_or_size_splits=batch_size)}, runs 1 and 2 of the experiment log: the batch is cut into one
 * slice per step. Batches are time-major, so a slice is a window on the batch and nothing is copied.
 */
final class Split {
    private Split() {
    }

    static Unrolling unrolling(CellPass plain, BatchShape shape) {
        return new StepByStep(plain, shape, plain.input(), plain.inputGradient(), shape.sequences());
    }
}
