package topspin.cli;

import topspin.report.AnalysisTables;

import java.util.List;

/** A table for the terminal: two blanks between columns, names to the left, numbers to the right, and a note below. */
final class TextTable {
    private TextTable() {
    }

    static String format(AnalysisTables.Table table) {
        int[] widths = new int[table.columns().size()];
        widen(widths, table.columns());
        table.rows().forEach(row -> widen(widths, row));
        StringBuilder text = new StringBuilder(table.title()).append('\n');
        append(text, widths, table.columns());
        table.rows().forEach(row -> append(text, widths, row));
        return text.append(HelpPage.wrapped(table.note(), "", "")).toString();
    }

    private static void widen(int[] widths, List<String> cells) {
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], cells.get(i).length());
        }
    }

    private static void append(StringBuilder text, int[] widths, List<String> cells) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String blanks = " ".repeat(widths[i] - cells.get(i).length());
            line.append(i == 0 ? cells.get(i) + blanks : "  " + blanks + cells.get(i));
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }
}
