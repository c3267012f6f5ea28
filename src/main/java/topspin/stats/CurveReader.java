package topspin.stats;

import topspin.file.FileProblem;
import topspin.metric.Metric;
import topspin.text.Excerpt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads {@code progress.csv}. Columns are found by name, so files with more or fewer of them are fine; {@code step} and
 * {@code score} must be there. A last line without its line end is taken as half-written (a run that is going on, or was
 * killed): it is left out and reported. Any other broken line is an error.
 */
public final class CurveReader {
    private final Path file;
    private final String header;
    private final List<String> columns;

    private CurveReader(Path file, String header) {
        this.file = file;
        this.header = header;
        this.columns = Arrays.asList(header.strip().split(","));
    }

    /**
     * @param remarks told, in one line each, what was left out
     * @throws UnusableDataException for a file without the columns, or with a broken line before its last
     */
    public static RunCurve read(Path file, Consumer<String> remarks) {
        String text = textOf(file);
        List<String> lines = new ArrayList<>(text.lines().toList());
        if (!text.isEmpty() && !text.endsWith("\n")) {
            remarks.accept(file + ":" + lines.size() + ": the last line is half-written and was left out");
            lines.remove(lines.size() - 1);
        }
        if (lines.isEmpty()) {
            return new RunCurve(new long[0], new double[0], new double[0], new double[0]);
        }
        return new CurveReader(file, lines.get(0)).curve(lines);
    }

    private static String textOf(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read: " + FileProblem.reason(e), e);
        }
    }

    private RunCurve curve(List<String> lines) {
        int step = required(Metric.STEP);
        int score = required(Metric.SCORE);
        int seconds = columns.indexOf(Metric.SECONDS.column());
        int episodes = columns.indexOf(Metric.EPISODES.column());
        List<double[]> rows = new ArrayList<>();
        double previousStep = Double.NEGATIVE_INFINITY;
        for (int i = 1; i < lines.size(); i++) {
            if (lines.get(i).isBlank()) {
                continue;
            }
            String[] cells = lines.get(i).strip().split(",", -1);
            if (cells.length != columns.size()) {
                throw broken(i, "expected " + columns.size() + " cells as in the header, found " + cells.length);
            }
            double[] row = {number(cells, step, i), number(cells, score, i), number(cells, seconds, i),
                number(cells, episodes, i)};
            if (!(row[0] > previousStep)) {
                throw broken(i, "expected a step above " + (long) previousStep + ", found " + Excerpt.quoted(cells[step]));
            }
            previousStep = row[0];
            if (hasScore(row)) {
                rows.add(row);
            }
        }
        return new RunCurve(rows.stream().mapToLong(row -> (long) row[0]).toArray(), column(rows, 1), column(rows, 2),
                column(rows, 3));
    }

    /** A score counts from the first finished game on; without a count of games, from the first row after step 0. */
    private static boolean hasScore(double[] row) {
        boolean gameFinished = Double.isNaN(row[3]) ? row[0] > 0 : row[3] > 0;
        return gameFinished && Double.isFinite(row[1]);
    }

    private int required(Metric metric) {
        int index = columns.indexOf(metric.column());
        if (index < 0) {
            throw new UnusableDataException(file + ":1: expected a column '" + metric.column() + "', found " + Excerpt.quoted(header)
                    + "; is this a run's progress.csv?");
        }
        return index;
    }

    private double number(String[] cells, int index, int line) {
        if (index < 0 || cells[index].isBlank()) {
            return Double.NaN;
        }
        try {
            return Double.parseDouble(cells[index]);
        } catch (NumberFormatException e) {
            throw broken(line, "expected a number for " + columns.get(index) + ", found " + Excerpt.quoted(cells[index]));
        }
    }

    private UnusableDataException broken(int line, String what) {
        return new UnusableDataException(file + ":" + (line + 1) + ": " + what + "; mend or delete that line");
    }

    private static double[] column(List<double[]> rows, int index) {
        return rows.stream().mapToDouble(row -> row[index]).toArray();
    }
}
