package topspin.cli;

import topspin.report.AnalysisTables;
import topspin.text.Columns;

import java.util.ArrayList;
import java.util.List;

/** A table for the terminal: two blanks between columns, names to the left, numbers to the right, and a note below. */
final class TextTable {
    private TextTable() {
    }

    static String format(AnalysisTables.Table table) {
        List<List<String>> rows = new ArrayList<>(List.of(table.columns()));
        rows.addAll(table.rows());
        StringBuilder text = new StringBuilder(table.title()).append('\n');
        Columns.lines("l" + "r".repeat(table.columns().size() - 1), rows).forEach(line -> text.append(line).append('\n'));
        return text.append(HelpPage.wrapped(table.note(), "", "")).toString();
    }
}
