package topspin.cli;

import topspin.sequence.Agreement;
import topspin.sequence.Problem;
import topspin.sequence.SplitTrial;
import topspin.sequence.Variant;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The experiment log's notes on its LSTM, line by line, with the actual shapes, taken from the problem and the LSTM
 * that the variants were given.
 */
final class LogShapes {
    private LogShapes() {
    }

    static List<String> walk(SplitTrial trial) {
        Problem problem = trial.problem();
        int units = problem.core().units();
        int rows = problem.shape().sequences();
        int batch = problem.shape().steps();
        String hidden = shape(rows, units);
        String input = shape(rows, problem.inputs());
        List<String> lines = new ArrayList<>();
        lines.add("# LSTM OPEN AI");
        lines.add("units = " + units);
        lines.add("batch_size = " + batch);
        lines.add("hidden_sequence: " + batch + " × " + hidden);
        lines.add("  1    " + hidden);
        lines.add("  ...");
        lines.add("  " + batch + "  " + hidden);
        lines.add("");
        lines.add("## lstm cell");
        lines.add("input_sequence = [hidden1, hidden2, ...]: " + batch + " × " + input);
        lines.add("  (the log asks: input_sequence.shape = ?????? (128); it is a list, not one tensor)");
        lines.add("input " + input);
        lines.add("input_weights " + weights(trial, "input-weights"));
        lines.add("hidden " + hidden);
        lines.add("hidden_weights " + weights(trial, "recurrent-weights"));
        lines.add("z = input·input_weights + hidden·hidden_weights + bias " + shape(rows, 4 * units)
                + ": gates i, f, o, u of " + hidden);
        lines.add("state = tf.concat(axis=1, values=[cell, hidden])");
        lines.add("state.shape = " + shape(rows, problem.core().stateSize()) + ": cell " + hidden + ", hidden " + hidden);
        lines.add("a reset sets the state's row to zero before the step; " + problem.bordersInside()
                + " inside this batch");
        return lines;
    }

    /** Which variants the log's runs used, and which of them these results prove equal. */
    static List<String> statement(List<SplitTrial.Result> results) {
        List<SplitTrial.Result> same = results.stream()
                .filter(result -> result.splitter().variant().maths() == Variant.Maths.SAME).toList();
        List<String> lines = new ArrayList<>();
        String names = String.join(", ", same.stream().map(result -> result.splitter().toString()).toList());
        if (!same.stream().allMatch(SplitTrial.Result::keepsItsClaim)) {
            lines.add("Not all of these variants are the same function: see the table.");
            return lines;
        }
        double largest = same.stream().mapToDouble(result -> result.worst().relative()).max().orElse(0);
        long exact = same.stream().filter(result -> result.worst().kind() == Agreement.Kind.SAME_BITS).count();
        lines.add("These variants are the same function:");
        lines.add("  " + names + ".");
        lines.add(String.format(Locale.ROOT, "%d of %d agree to the last bit in outputs, states and gradients.", exact,
                same.size()));
        lines.add(String.format(Locale.ROOT, "The others differ by at most %.1e of the largest element: "
                + "their sums are rounded in another order.", largest));
        lines.add("Runs of the log that differ in nothing else differ by chance: one seed each cannot tell variants apart.");
        return lines;
    }

    private static String weights(SplitTrial trial, String name) {
        return trial.parameters().slices().stream().filter(slice -> slice.name().endsWith(name)).findFirst()
                .map(slice -> shape(slice.shape())).orElseThrow();
    }

    private static String shape(long... sizes) {
        List<String> texts = new ArrayList<>();
        for (long size : sizes) {
            texts.add(Long.toString(size));
        }
        return "(" + String.join(", ", texts) + ")";
    }
}
