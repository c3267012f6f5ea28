package topspin.stats;

import topspin.metric.Metric;
import topspin.text.Count;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Reads a run's {@code progress.csv}, and the games beside it. Steps must rise from row to row. */
public final class CurveReader {
    private static final String PROGRESS = "progress.csv";
    private static final List<String> REQUIRED = List.of(Metric.STEP.column(), Metric.SCORE.column());
    private static final List<String> OPTIONAL = List.of(Metric.SECONDS.column(), Metric.EPISODES.column());

    private CurveReader() {
    }

    /**
     * The rows alone.
     *
     * @param file    {@code progress.csv}
     * @param remarks told, in one line each, what was left out: a half-written last line, rows whose score is no finite
     *                number
     * @throws UnusableDataException for a file without the columns, or with a broken line before its last
     */
    public static RunCurve rows(Path file, Consumer<String> remarks) {
        NumberFile numbers = new NumberFile(file);
        List<double[]> rows = new ArrayList<>();
        double[] previousStep = {Double.NEGATIVE_INFINITY};
        int[] notFinite = {0};
        numbers.read(REQUIRED, OPTIONAL, remarks, (number, cells) -> {
            if (!(cells[0] > previousStep[0])) {
                throw numbers.broken(number, "expected a step above " + (long) previousStep[0] + ", found "
                        + (Double.isNaN(cells[0]) ? "none" : "'" + (long) cells[0] + "'"));
            }
            previousStep[0] = cells[0];
            if (gameFinished(cells)) {
                if (Double.isFinite(cells[1])) {
                    rows.add(cells.clone());
                } else {
                    notFinite[0]++;
                }
            }
        });
        if (notFinite[0] > 0) {
            remarks.accept(file + ": left out " + Count.of(notFinite[0], "row")
                    + " with a score that is no finite number");
        }
        return new RunCurve(rows.stream().mapToLong(row -> (long) row[0]).toArray(), column(rows, 1), column(rows, 2),
                column(rows, 3));
    }

    /** The rows, and the games where the run has an {@code episodes.csv}. */
    public static RunCurve read(Path directory, Consumer<String> remarks) {
        RunCurve rows = rows(directory.resolve(PROGRESS), remarks);
        return rows.with(GameReader.read(directory, rows.isEmpty() ? Double.NaN : rows.episodes()[rows.rows() - 1],
                remarks));
    }

    /** Scores are valid from the first finished game on; without a count of games, from the first row after step 0. */
    private static boolean gameFinished(double[] row) {
        return Double.isNaN(row[3]) ? row[0] > 0 : row[3] > 0;
    }

    private static double[] column(List<double[]> rows, int index) {
        return rows.stream().mapToDouble(row -> row[index]).toArray();
    }
}
