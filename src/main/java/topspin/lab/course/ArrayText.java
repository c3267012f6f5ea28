package topspin.lab.course;

import topspin.text.Decimal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Arrays as NumPy prints them, with their shapes. */
final class ArrayText {
    private static final int DIGITS = 8;

    private ArrayText() {
    }

    /** {@code [ 0.12345678, -0.5 ]}. */
    static String row(float[] row, int digits) {
        double[] values = new double[row.length];
        for (int i = 0; i < row.length; i++) {
            values[i] = row[i];
        }
        return row(values, digits);
    }

    static String row(double[] row, int digits) {
        List<String> cells = new ArrayList<>();
        for (double value : row) {
            String text = Decimal.of(value, digits);
            cells.add(text.startsWith("-") ? text : " " + text);
        }
        return "[" + String.join(", ", cells) + "]";
    }

    static String row(float[] row) {
        return row(row, DIGITS);
    }

    /** Of the shape {@code (samples, time, features)}, a row a line. */
    static List<String> lines(float[][][] samples, int digits) {
        List<String> lines = new ArrayList<>();
        for (int s = 0; s < samples.length; s++) {
            for (int t = 0; t < samples[s].length; t++) {
                String open = (s == 0 && t == 0 ? "[" : " ") + (t == 0 ? "[" : " ");
                boolean end = t == samples[s].length - 1;
                lines.add(open + row(samples[s][t], digits) + (end ? s == samples.length - 1 ? "]]" : "]," : ","));
            }
        }
        return lines;
    }

    /** {@code (1, 5, 4)}. */
    static String shape(int... axes) {
        return Arrays.stream(axes).mapToObj(Integer::toString).collect(Collectors.joining(", ", "(", ")"));
    }

    static String shape(float[][][] samples) {
        return shape(samples.length, samples[0].length, samples[0][0].length);
    }
}
