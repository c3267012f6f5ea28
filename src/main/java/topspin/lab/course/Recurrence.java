package topspin.lab.course;

import topspin.nn.BatchShape;
import topspin.nn.Initialiser;
import topspin.nn.Parameters;
import topspin.nn.Reload;
import topspin.nn.cell.CoreConfig;
import topspin.nn.cell.RecurrentCell;
import topspin.nn.engine.Engine;
import topspin.nn.engine.Engines;
import topspin.random.RandomStreams;
import topspin.supervised.SequencePass;

import java.util.Arrays;

/**
 * A fresh recurrent layer's outputs and states for some sequences.
 *
 * @param outputs     {@code [sequences][steps][units]}; zero after a sequence's end
 * @param finalStates {@code [sequences][stateSize]}: after each sequence's last step; an LSTM's are {@code [cell, hidden]}
 */
record Recurrence(float[][][] outputs, float[][] finalStates) {

    /**
     * @param inputs  {@code [sequences][steps][features]}, all of the same time
     * @param lengths of each sequence
     * @param start   {@code [sequences][stateSize]}; null for zero
     */
    static Recurrence of(CoreConfig core, long seed, float[][][] inputs, int[] lengths, float[][] start) {
        int sequences = inputs.length;
        int steps = inputs[0].length;
        int features = inputs[0][0].length;
        BatchShape shape = new BatchShape(1, steps, sequences);
        try (Engine engine = Engines.open("auto")) {
            Parameters parameters = new Parameters();
            RecurrentCell cell = core.layer(engine, parameters, "layer", features);
            parameters.allocate();
            cell.initialise(Initialiser.GLOROT, new RandomStreams(seed));
            cell.reloads().forEach(Reload::run);
            float[] x = new float[shape.rows() * features];
            for (int s = 0; s < sequences; s++) {
                for (int t = 0; t < lengths[s]; t++) {
                    System.arraycopy(inputs[s][t], 0, x, (shape.row(0, t) + s) * features, features);
                }
            }
            SequencePass pass = new SequencePass(cell, shape, lengths, x, null);
            float[] states = new float[sequences * cell.stateSize()];
            for (int s = 0; start != null && s < sequences; s++) {
                System.arraycopy(start[s], 0, states, s * cell.stateSize(), cell.stateSize());
            }
            pass.begin(0, states, 0);
            pass.forward(0);
            pass.state(0, states, 0);
            float[][][] outputs = new float[sequences][steps][];
            float[][] finalStates = new float[sequences][];
            for (int s = 0; s < sequences; s++) {
                for (int t = 0; t < steps; t++) {
                    int from = (shape.row(0, t) + s) * cell.outputs();
                    outputs[s][t] = Arrays.copyOfRange(pass.output(), from, from + cell.outputs());
                }
                finalStates[s] = Arrays.copyOfRange(states, s * cell.stateSize(), (s + 1) * cell.stateSize());
            }
            return new Recurrence(outputs, finalStates);
        }
    }

    /** Of sequences that are all as long as their inputs, from zero states. */
    static Recurrence of(CoreConfig core, long seed, float[][][] inputs) {
        int[] lengths = new int[inputs.length];
        Arrays.fill(lengths, inputs[0].length);
        return of(core, seed, inputs, lengths, null);
    }
}
