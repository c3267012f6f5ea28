package topspin.lab.course;

import topspin.config.Expect;
import topspin.lab.Demonstration;
import topspin.lab.Key;
import topspin.nn.cell.CoreConfig;
import topspin.text.Decimal;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Consumer;

/** Documents 001 and 004: a long sequence in pieces, with and without the state carried from piece to piece. */
public final class Stateful implements Demonstration {

    /** The lab's keys. */
    public record Settings(
            @Key("The recurrent cell.") String type,
            @Key("Its width.") int units,
            @Key("The sequence, with commas.") String values,
            @Key("Steps of each piece.") int piece,
            @Key("Of the weights.") long seed) {
    }

    @Override
    public String name() {
        return "stateful";
    }

    @Override
    public String title() {
        return "A long sequence in pieces, with and without the state carried over (001, 004).";
    }

    @Override
    public String description() {
        return "A stateful layer begins each batch with the state that the last one ended with, so that pieces give the outputs "
                + "of the whole sequence. Otherwise every piece begins with a zero state, as if nothing had come before.";
    }

    @Override
    public Settings defaults() {
        return new Settings("lstm", 2, "0.1,0.2,0.3,0.4,0.5,0.6", 2, 1);
    }

    @Override
    public void show(Record given, Consumer<String> out) {
        Settings settings = (Settings) given;
        CoreConfig core = Cells.of(settings.type, settings.units);
        Expect.atLeast("seed", settings.seed, 0);
        float[][] values = NumberText.column("values", settings.values);
        Expect.between("piece", settings.piece, 1, values.length);
        float[][] whole = Recurrence.of(core, settings.seed, new float[][][] {values}).outputs()[0];
        float[][] carried = pieces(core, settings, values, true);
        float[][] fresh = pieces(core, settings, values, false);
        out.accept("step  input  whole sequence  |  pieces of " + settings.piece + ", state carried  |  pieces, not carried");
        for (int t = 0; t < values.length; t++) {
            out.accept(String.format(Locale.ROOT, "%4d  %s  %s  |  %s  |  %s", t + 1, Decimal.of(values[t][0], 2), ArrayText.row(whole[t], 6),
                    ArrayText.row(carried[t], 6), ArrayText.row(fresh[t], 6)));
        }
        out.accept("largest difference from the whole: carried " + Decimal.of(difference(whole, carried), 6) + ", not carried "
                + Decimal.of(difference(whole, fresh), 6));
    }

    private static float[][] pieces(CoreConfig core, Settings settings, float[][] values, boolean carried) {
        float[][] outputs = new float[values.length][];
        float[][] state = null;
        for (int from = 0; from < values.length; from += settings.piece) {
            float[][] piece = Arrays.copyOfRange(values, from, Math.min(values.length, from + settings.piece));
            Recurrence read = Recurrence.of(core, settings.seed, new float[][][] {piece}, new int[] {piece.length},
                    carried ? state : null);
            System.arraycopy(read.outputs()[0], 0, outputs, from, piece.length);
            state = read.finalStates();
        }
        return outputs;
    }

    private static double difference(float[][] a, float[][] b) {
        double most = 0;
        for (int t = 0; t < a.length; t++) {
            for (int k = 0; k < a[t].length; k++) {
                most = Math.max(most, Math.abs(a[t][k] - b[t][k]));
            }
        }
        return most;
    }
}
