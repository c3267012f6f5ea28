package topspin.lab.course;

import topspin.config.Expect;
import topspin.lab.Demonstration;
import topspin.lab.Key;
import topspin.nn.cell.CellLayout;
import topspin.nn.cell.CoreConfig;

import java.util.Arrays;
import java.util.function.Consumer;

/** Document 001, section 6: what {@code return_sequences} and {@code return_state} return. */
public final class ReturnSequences implements Demonstration {

    /** The lab's keys. */
    public record Settings(
            @Key("The recurrent cell.") String type,
            @Key("Its width.") int units,
            @Key("The sequence, with commas.") String values,
            @Key("Of the weights.") long seed) {
    }

    @Override
    public String name() {
        return "return-sequences";
    }

    @Override
    public String title() {
        return "What return_sequences and return_state return (001, section 6).";
    }

    @Override
    public String description() {
        return "A layer returns its last output, or with return_sequences every one, as a layer on top needs it. With "
                + "return_state it also returns the state after the last step: of an LSTM the hidden state, which is the last "
                + "output again, and the cell state.";
    }

    @Override
    public Settings defaults() {
        return new Settings("lstm", 1, "0.1,0.2,0.3", 1);
    }

    @Override
    public void show(Record given, Consumer<String> out) {
        Settings settings = (Settings) given;
        CoreConfig core = Cells.of(settings.type, settings.units);
        Expect.atLeast("seed", settings.seed, 0);
        float[][][] inputs = {NumberText.column("values", settings.values)};
        Recurrence read = Recurrence.of(core, settings.seed, inputs);
        float[][] every = read.outputs()[0];
        float[] last = every[every.length - 1];
        String layer = core.type() + "(" + core.units() + ")";
        out.accept("inputs (batch, time, features) = " + ArrayText.shape(inputs) + ": " + settings.values);
        if (CellLayout.KERAS.has(core)) {
            out.accept("parameters: " + CellLayout.KERAS.parameters(core, 1));
        }
        out.accept("");
        out.accept(layer + " returns (batch, units) = " + ArrayText.shape(1, core.units()));
        out.accept("  " + ArrayText.row(last));
        out.accept(layer + ", return_sequences: (batch, time, units) = " + ArrayText.shape(read.outputs()));
        for (float[] output : every) {
            out.accept("  " + ArrayText.row(output));
        }
        out.accept(layer + ", return_state: the last output, then the state after the last step");
        out.accept("  output  " + ArrayText.row(last));
        float[] state = read.finalStates()[0];
        if (core.type().equals("lstm")) {
            out.accept("  state_h " + ArrayText.row(Arrays.copyOfRange(state, core.units(), 2 * core.units())));
            out.accept("  state_c " + ArrayText.row(Arrays.copyOf(state, core.units())));
        } else {
            out.accept("  state   " + ArrayText.row(state));
        }
        out.accept(layer + ", both: every output, then the same state");
    }
}
