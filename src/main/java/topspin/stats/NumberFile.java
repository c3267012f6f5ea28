package topspin.stats;

import topspin.file.FileProblem;
import topspin.metric.ShortestDecimal;
import topspin.text.Excerpt;
import topspin.text.TextLines;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads columns of numbers from a run's CSV, line by line. Columns are found by name, so files with more or fewer of
 * them are fine. A last line without a line end is half-written (the run continues, or was killed): it is left out and
 * reported. Any other broken line is an error.
 */
public final class NumberFile {
    private final Path file;
    private List<String> columns;

    /** Gets each line, numbered as an editor does. */
    public interface Line {
        void read(int number, double[] cells);
    }

    public NumberFile(Path file) {
        this.file = file;
    }

    /**
     * @param required columns that must be there
     * @param optional columns that may be
     * @param remarks  told, in one line, if the last line was left out
     * @param rows     gets the cells of the required columns, then of the optional ones, NaN where there is none; the
     *                 array is used again for the next line
     * @throws UnusableDataException for a file without the columns, or with a broken line before its last
     */
    public void read(List<String> required, List<String> optional, Consumer<String> remarks, Line rows) {
        try (TextLines lines = new TextLines(file)) {
            String line = lines.next();
            if (line == null) {
                return;
            }
            int[] indices = null;
            double[] cells = new double[required.size() + optional.size()];
            for (int number = 1; line != null; number++) {
                String next = lines.next();
                if (next == null && !lines.whole()) {
                    remarks.accept(file + ":" + number + ": the last line is half-written and was left out");
                } else if (indices == null) {
                    indices = indices(line, required, optional);
                } else if (!line.isBlank()) {
                    parse(number, line.strip().split(",", -1), indices, cells);
                    rows.read(number, cells);
                }
                line = next;
            }
        } catch (IOException e) {
            throw new UnusableDataException(file + " cannot be read: " + FileProblem.reason(e) + "; fix or remove it");
        }
    }

    private int[] indices(String line, List<String> required, List<String> optional) {
        columns = Arrays.asList(line.strip().split(","));
        int[] indices = new int[required.size() + optional.size()];
        for (int i = 0; i < indices.length; i++) {
            String name = i < required.size() ? required.get(i) : optional.get(i - required.size());
            indices[i] = columns.indexOf(name);
            if (indices[i] < 0 && i < required.size()) {
                throw new UnusableDataException(file + ":1: expected a column '" + name + "', found " + Excerpt.quoted(line)
                        + "; is this a run's " + file.getFileName() + "?");
            }
        }
        return indices;
    }

    private void parse(int number, String[] cells, int[] indices, double[] values) {
        if (cells.length != columns.size()) {
            throw broken(number, "expected " + columns.size() + " cells as in the header, found " + cells.length);
        }
        for (int i = 0; i < indices.length; i++) {
            String cell = indices[i] < 0 ? "" : cells[indices[i]];
            try {
                values[i] = ShortestDecimal.parse(cell);
            } catch (NumberFormatException e) {
                throw broken(number, "expected a number for " + columns.get(indices[i]) + ", found "
                        + Excerpt.quoted(cell));
            }
        }
    }

    UnusableDataException broken(int number, String what) {
        return new UnusableDataException(file + ":" + number + ": " + what + "; fix or delete that line");
    }
}
