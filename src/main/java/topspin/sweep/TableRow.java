package topspin.sweep;

import topspin.text.Excerpt;
import topspin.text.PlainText;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A row of a run's {@code table.txt}.
 *
 * @param step  decisions so far
 * @param score mean return of the last finished games
 * @param fps   decisions per second since the row before
 */
public record TableRow(long step, double score, double fps) {
    private static final int CELLS = 3;
    private static final int MOST_BYTES = Integer.MAX_VALUE - 8;

    /**
     * The complete rows so far; while the file is being written the last row may be incomplete, or the file missing.
     *
     * @throws IOException if the file cannot be read, or is not a table
     */
    static List<TableRow> read(Path table) throws IOException {
        String text;
        try {
            text = PlainText.read(table, MOST_BYTES);
        } catch (NoSuchFileException e) {
            return List.of();
        }
        List<TableRow> rows = new ArrayList<>();
        String whole = text.substring(0, text.lastIndexOf('\n') + 1);
        for (String line : whole.lines().skip(1).toList()) {
            String[] cells = line.split(" ");
            if (cells.length == CELLS) {
                rows.add(row(table, line, cells));
            }
        }
        return rows;
    }

    private static TableRow row(Path table, String line, String[] cells) throws IOException {
        try {
            return new TableRow(Long.parseLong(cells[0]), Double.parseDouble(cells[1]), Double.parseDouble(cells[2]));
        } catch (NumberFormatException e) {
            throw new IOException(table + ": expected rows of three numbers, found " + Excerpt.quoted(line), e);
        }
    }
}
