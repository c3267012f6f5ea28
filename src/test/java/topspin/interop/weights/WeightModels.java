package topspin.interop.weights;

import topspin.nn.BatchShape;
import topspin.nn.Nonlinearity;
import topspin.nn.Parameters;
import topspin.nn.cell.CoreConfig;
import topspin.nn.engine.OneDnnEngine;
import topspin.parallel.WorkerPool;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;
import topspin.supervised.Answer;
import topspin.supervised.Axes;
import topspin.supervised.ModelPass;
import topspin.supervised.Samples;
import topspin.supervised.SequenceLoss;
import topspin.supervised.SequenceModel;

import java.util.List;
import java.util.function.Consumer;

/** Small models, and what they answer. */
final class WeightModels {
    static final int INPUTS = 3;
    static final int OUTPUTS = 2;

    private WeightModels() {
    }

    /** Reads sequences of any length; a dense layer with two outputs is on top. */
    static SequenceModel model(long seed, Consumer<SequenceModel.Builder> layers) {
        SequenceModel.Builder builder = new SequenceModel.Builder(new OneDnnEngine(), new Axes(Axes.ANY, INPUTS));
        layers.accept(builder);
        return builder.dense(OUTPUTS, Nonlinearity.LINEAR).build(new RandomStreams(seed));
    }

    static SequenceModel stacked(long seed, CoreConfig core) {
        return model(seed, layers -> layers.recurrent(core, true));
    }

    static SequenceModel bidirectional(long seed, CoreConfig core) {
        return model(seed, layers -> layers.bidirectional(core, true));
    }

    /** Fills every parameter with numbers from −1 to 1; biases of an LSTM's forget gate from 1 to 3, as learning leaves them. */
    static void fill(SequenceModel model, CoreConfig core, String purpose) {
        RandomStream stream = new RandomStreams(5).stream(purpose);
        Parameters parameters = model.parameters();
        for (Parameters.Slice slice : parameters.slices()) {
            boolean cellBias = slice.name().endsWith("/bias") && !slice.name().contains("dense") && core.type().equals("lstm");
            for (int i = 0; i < slice.length(); i++) {
                boolean forget = cellBias && i / core.units() == 1;
                parameters.values()[slice.offset() + i] = 2 * stream.nextFloat() + (forget ? 1 : -1);
            }
        }
        model.pack();
    }

    /** @return {@code [steps][OUTPUTS]} */
    static float[][] answers(SequenceModel model, float[]... inputs) {
        ModelPass pass = model.pass(new BatchShape(1, inputs.length, 1), SequenceLoss.SQUARED_ERROR, SequenceLoss.Reduction.MEAN);
        float[][] outputs = new float[inputs.length][OUTPUTS];
        try (WorkerPool workers = new WorkerPool(1)) {
            pass.load(Samples.of(List.of(new Samples.Sample(inputs, new float[inputs.length][OUTPUTS]))), new int[] {0}, 0);
            pass.answer(workers);
            Answer answer = pass.outputs(0);
            for (int t = 0; t < outputs.length; t++) {
                for (int k = 0; k < OUTPUTS; k++) {
                    outputs[t][k] = answer.at(t, k);
                }
            }
        }
        return outputs;
    }
}
