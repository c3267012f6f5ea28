package topspin.lab.course;

import topspin.config.Expect;
import topspin.config.InvalidConfigException;
import topspin.lab.Demonstration;
import topspin.lab.Key;
import topspin.supervised.Axes;
import topspin.supervised.InputCheck;

import java.util.List;
import java.util.function.Consumer;

/** Document 004: samples, time steps and features, from a user's own numbers. */
public final class Shapes implements Demonstration {
    private static final int SHOWN = 3;
    private static final int MOST_FEATURES = 1000;

    /** The lab's keys. */
    public record Settings(
            @Key("How many samples: sequences.") int samples,
            @Key("Time steps of each sample.") int time,
            @Key("Features of each time step: numbers that are observed at once.") int features,
            @Key(value = "A CSV file: a row per time step, a column per feature, with or without a line of names. Samples are cut "
                    + "from it one after the other.", positional = true) String csv) {
    }

    @Override
    public String name() {
        return "shapes";
    }

    @Override
    public String title() {
        return "Samples, time steps and features: from your numbers to what a recurrent layer reads (004).";
    }

    @Override
    public String description() {
        return "A recurrent layer reads three axes, (samples, time, features). This lab reshapes numbers of your sizes, or a CSV "
                + "file, and shows which number goes where, and what the usual confusions look like.";
    }

    @Override
    public Settings defaults() {
        return new Settings(1, 10, 2, "");
    }

    @Override
    public void show(Record given, Consumer<String> out) {
        Settings settings = (Settings) given;
        Expect.atLeast("samples", settings.samples, 1);
        Expect.atLeast("time", settings.time, 1);
        if (settings.csv.isEmpty()) {
            Expect.between("features", settings.features, 1, MOST_FEATURES);
            walk(row -> numbers(settings, row), settings.samples, settings.time, settings.features, out);
        } else {
            fromFile(settings, out);
        }
    }

    /** The features of a time step. */
    private interface RowsOfNumbers {
        double[] row(long index);
    }

    /** The notes' parallel series: one rising from 0.1, one falling to it, and so on. */
    private static double[] numbers(Settings settings, long row) {
        double[] numbers = new double[settings.features];
        for (int k = 0; k < numbers.length; k++) {
            long tenths = k % 2 == 0 ? row + 1 : (long) settings.samples * settings.time - row;
            numbers[k] = tenths / 10.0 + k / 2;
        }
        return numbers;
    }

    private static void fromFile(Settings settings, Consumer<String> out) {
        NumberTable table = NumberTable.read(settings.csv, List.of());
        int rows = table.rows().length;
        int features = table.columns().size();
        int samples = rows / settings.time;
        out.accept(settings.csv + ": " + rows + " rows (time steps), " + features + (features == 1 ? " column" : " columns")
                + " (features): " + String.join(", ", table.columns()));
        if (samples < 1) {
            throw new InvalidConfigException("time", "expected at most " + rows + ", the rows of " + settings.csv + ", got "
                    + settings.time);
        }
        if (rows % settings.time != 0) {
            out.accept("cut into samples of " + settings.time + " time steps, the last " + rows % settings.time
                    + " rows are left over");
        }
        walk(row -> table.rows()[(int) row], samples, settings.time, features, out);
    }

    private static void walk(RowsOfNumbers rows, int samples, int time, int features, Consumer<String> out) {
        Axes axes = new Axes(time, features);
        out.accept("shape of the inputs: (samples, time, features) = " + ArrayText.shape(samples, time, features) + ", "
                + (long) samples * time * features + " numbers");
        out.accept("input_shape of the first layer: " + ArrayText.shape(time, features) + "; the number of samples is not part of it");
        out.accept("");
        for (int s = 0; s < Math.min(SHOWN, samples); s++) {
            out.accept("sample " + s + ", a row per time step, a number per feature:");
            for (int t = 0; t < Math.min(SHOWN, time); t++) {
                out.accept("  [" + s + ", " + t + ", :] = " + ArrayText.row(rows.row((long) s * time + t), 2));
            }
            if (time > SHOWN) {
                out.accept("  ... up to time step " + (time - 1));
            }
        }
        if (samples > SHOWN) {
            out.accept("... up to sample " + (samples - 1));
        }
        out.accept("");
        out.accept("What a recurrent layer says to the usual confusions:");
        if (time != features) {
            confusion("transposed, (samples, features, time)", axes, new Axes(features, time), out);
        }
        confusion("two axes, (samples, numbers)", axes, Axes.of(time * features), out);
        confusion("one time step too many", axes, new Axes(time + 1, features), out);
        confusion("one feature too many", axes, new Axes(time, features + 1), out);
    }

    private static void confusion(String what, Axes expected, Axes given, Consumer<String> out) {
        try {
            InputCheck.require(expected, given);
        } catch (IllegalArgumentException e) {
            out.accept("  " + what + ": " + e.getMessage());
        }
    }
}
