package topspin.nn.cell;

import topspin.nn.GradientBlock;
import topspin.nn.Parameters;
import topspin.nn.Reload;
import topspin.nn.WeightGradient;
import topspin.nn.engine.Engine;
import topspin.nn.engine.Matrix;

import java.util.Arrays;
import java.util.List;

/** A bias among a network's parameters, zero at first, and the copy of it that an engine's products add to every row. */
public final class BiasVector {
    private final Engine engine;
    private final Parameters parameters;
    private final Parameters.Slice slice;
    private final Matrix row;

    /** @param name path of the parameter, such as {@code core/0/bias} */
    public BiasVector(Engine engine, Parameters parameters, String name, int width) {
        this.engine = engine;
        this.parameters = parameters;
        slice = parameters.declare(name, width);
        row = engine.matrix(1, width);
    }

    /** Where it is among the parameters. */
    public Parameters.Slice slice() {
        return slice;
    }

    /** What products add, {@code [1][width]}. */
    public Matrix row() {
        return row;
    }

    /** Sets {@code count} of its values. */
    public void fill(int first, int count, double value) {
        int from = slice.offset() + first;
        Arrays.fill(parameters.values(), from, from + count, (float) value);
    }

    public List<Reload> reloads() {
        return List.of(Reload.whole(slice, () -> row.put(0, 1, parameters.values(), slice.offset())));
    }

    /** Its gradient, the sum of the rows of {@code dy}, see {@link WeightGradient#blocks}. */
    public List<GradientBlock> gradient(Matrix dy, int count) {
        return WeightGradient.ofBias(engine, parameters, slice, dy, count);
    }
}
