package topspin.nn;

import topspin.text.Columns;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A network's layers, what each makes of its inputs, with the names of the axes, and its parameters as Keras counts them:
 * what {@code model.summary()} is there.
 */
public final class Summary {
    private final List<List<String>> rows = new ArrayList<>();
    private long total;

    public Summary() {
        rows.add(List.of("layer", "output", "parameters"));
    }

    /** A layer; one without parameters has no number. */
    public void add(String layer, String output, long parameters) {
        rows.add(List.of(layer, output, parameters == 0 ? "" : grouped(parameters)));
        total += parameters;
    }

    /** The table, with the sum of all parameters below. */
    public List<String> lines() {
        List<List<String>> all = new ArrayList<>(rows);
        all.add(List.of("total", "", grouped(total)));
        return Columns.lines("llr", all);
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
