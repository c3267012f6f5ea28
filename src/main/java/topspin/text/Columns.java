package topspin.text;

import java.util.List;

/** Lines of a table whose columns are aligned, two blanks between them. */
public final class Columns {
    private static final String GAP = "  ";
    private static final char RIGHT = 'r';

    private Columns() {
    }

    /**
     * @param alignment a letter per column: {@code l} or {@code r}
     * @param rows      of as many cells
     */
    public static List<String> lines(String alignment, List<List<String>> rows) {
        int[] widths = new int[alignment.length()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return rows.stream().map(row -> line(alignment, widths, row)).toList();
    }

    private static String line(String alignment, int[] widths, List<String> row) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String blanks = " ".repeat(widths[i] - row.get(i).length());
            line.append(i == 0 ? "" : GAP).append(alignment.charAt(i) == RIGHT ? blanks + row.get(i) : row.get(i) + blanks);
        }
        return line.toString().stripTrailing();
    }
}
