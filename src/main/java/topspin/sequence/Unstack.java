package topspin.sequence;

import topspin.nn.BatchShape;
import topspin.nn.cell.CellPass;
import topspin.nn.engine.Engine;

/**
 * {@code tf.unstack}, run 4 of the experiment log and the code it was committed with: every step's rows are copied into
 * a tensor of their own, and the gradients of these tensors are stacked again.
 */
final class Unstack {
    private Unstack() {
    }

    static Unrolling unrolling(CellPass plain, BatchShape shape) {
        Engine engine = plain.cell().engine();
        Copied.Route stepByStep = (shard, from, to) -> {
            for (int t = 0; t < shape.steps(); t++) {
                int row = shape.row(shard, t);
                to.copy(row, shape.sequences(), from, row);
            }
        };
        return new Copied(plain, engine, shape, stepByStep, stepByStep,
                (input, gradient) -> new StepByStep(plain, shape, input, gradient, shape.sequences()));
    }
}
