package topspin.sequence;

import topspin.nn.BatchShape;
import topspin.nn.cell.CellPass;
import topspin.nn.engine.Engine;
import topspin.nn.engine.Matrix;

/**
 * {@code batch_to_seq} of openai/baselines {@code a2c/utils.py}, run 6 of the experiment log. Baselines keeps a batch
 * environment-major ({@code sf01} of its runner); {@code batch_to_seq} reshapes it to [environments, steps, features]
 * and cuts it along the second axis into one tensor [environments, features] per step. Here: a copy to
 * environment-major order, and one row-wise copy per step and environment out of it; the gradient is copied back the
 * same way.
 */
final class BatchToSequence {
    private BatchToSequence() {
    }

    static Unrolling unrolling(CellPass plain, BatchShape shape) {
        Engine engine = plain.cell().engine();
        Matrix environmentMajor = engine.matrix(shape.rows(), plain.cell().inputs());
        Copied.Route there = (shard, from, to) -> {
            turn(shape, shard, from, environmentMajor, true);
            turn(shape, shard, environmentMajor, to, false);
        };
        return new Copied(plain, engine, shape, there, there,
                (input, gradient) -> new StepByStep(plain, shape, input, gradient, shape.sequences()));
    }

    /** Copies a shard's rows from time-major to environment-major order, or back. */
    private static void turn(BatchShape shape, int shard, Matrix from, Matrix to, boolean toEnvironmentMajor) {
        int first = shape.row(shard, 0);
        for (int s = 0; s < shape.sequences(); s++) {
            for (int t = 0; t < shape.steps(); t++) {
                int timeMajor = shape.row(shard, t) + s;
                int environmentMajor = first + s * shape.steps() + t;
                to.copy(toEnvironmentMajor ? environmentMajor : timeMajor, 1, from,
                        toEnvironmentMajor ? timeMajor : environmentMajor);
            }
        }
    }
}
