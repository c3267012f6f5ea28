package topspin.nn.cell;

import topspin.nn.GradientBlock;
import topspin.nn.Initialiser;
import topspin.nn.Parameters;
import topspin.nn.Reload;
import topspin.nn.WeightGradient;
import topspin.nn.engine.Engine;
import topspin.nn.engine.Matrix;
import topspin.nn.engine.Weights;
import topspin.random.RandomStreams;

import java.util.List;

/**
 * A matrix of weights {@code [inputs][outputs]} among a network's parameters, and the copies of it that an engine's
 * products read.
 */
public final class WeightMatrix {
    private final Engine engine;
    private final Parameters parameters;
    private final Parameters.Slice slice;
    private final Weights packed;

    /** @param name path of the parameter, such as {@code core/0/input-weights} */
    public WeightMatrix(Engine engine, Parameters parameters, String name, int inputs, int outputs) {
        this.engine = engine;
        this.parameters = parameters;
        slice = parameters.declare(name, inputs, outputs);
        packed = engine.weights(inputs, outputs);
    }

    /** Where it is among the parameters. */
    public Parameters.Slice slice() {
        return slice;
    }

    /** What products read. */
    public Weights packed() {
        return packed;
    }

    /** Fills it from the stream {@code init/NAME}. */
    public void initialise(Initialiser initialiser, double gain, RandomStreams streams) {
        initialiser.fill(parameters, slice, gain, streams.stream("init/" + slice.name()));
    }

    public List<Reload> reloads() {
        return Reload.of(parameters, slice, packed);
    }

    /** Its gradient {@code xᵀ·dy}, see {@link WeightGradient#blocks}. */
    public List<GradientBlock> gradient(Matrix x, Matrix dy, int count) {
        return WeightGradient.blocks(engine, parameters, slice, x, dy, count);
    }
}
