package topspin.sequence;

import topspin.nn.BatchShape;
import topspin.nn.GradientBlock;
import topspin.nn.cell.CellPass;
import topspin.nn.engine.Engine;
import topspin.nn.engine.Matrix;

import java.util.List;
import java.util.function.BiFunction;

/** An unrolling on a copy of the inputs, made before the first step; their gradient is copied back after the last. */
final class Copied implements Unrolling {

    /** A shard's way of copying rows. */
    interface Route {
        void copy(int shard, Matrix from, Matrix to);
    }

    private final CellPass plain;
    private final Matrix input;
    private final Matrix inputGradient;
    private final Route in;
    private final Route out;
    private final Unrolling unrolling;

    /** @param unrolling made for the copies of input and input gradient */
    Copied(CellPass plain, Engine engine, BatchShape shape, Route in, Route out,
           BiFunction<Matrix, Matrix, Unrolling> unrolling) {
        this.plain = plain;
        this.in = in;
        this.out = out;
        input = engine.matrix(shape.rows(), plain.input().columns());
        inputGradient = engine.matrix(shape.rows(), plain.input().columns());
        this.unrolling = unrolling.apply(input, inputGradient);
    }

    @Override
    public void forward(int shard, boolean[] episodeStart) {
        in.copy(shard, plain.input(), input);
        unrolling.forward(shard, episodeStart);
    }

    @Override
    public void backward(int shard, boolean[] episodeStart) {
        unrolling.backward(shard, episodeStart);
        out.copy(shard, inputGradient, plain.inputGradient());
    }

    @Override
    public List<GradientBlock> gradientBlocks() {
        return unrolling.gradientBlocks();
    }

    /** The weights' gradient reads the copy, which acting does not make. */
    @Override
    public boolean continuesFromSteps() {
        return false;
    }

    @Override
    public long extraBytes() {
        return 2L * Float.BYTES * input.rows() * input.columns();
    }
}
