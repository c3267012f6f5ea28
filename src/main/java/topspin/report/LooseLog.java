package topspin.report;

import topspin.stats.UnusableDataException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A hand-kept log: rows {@code step score third} under numbered headings ({@code # 4}, {@code #7}, {@code ## 9}), with
 * notes and blank lines anywhere. What stands under a heading with words, or under none, is not a run.
 *
 * @param runs   in order of the file
 * @param broken lines under a run's heading that begin like a row and are none
 * @param named  the third column's name, from a line {@code step score NAME}; null if the log has none
 */
record LooseLog(List<Section> runs, List<BrokenRow> broken, String named) {
    private static final Pattern HEADING = Pattern.compile("#+\\s*(.*?)\\s*");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
    private static final Pattern TITLE = Pattern.compile("step\\s+(?:score|reward|return)\\s+(\\S+)",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern ROW_START = Pattern.compile("[+-]?\\d.*");

    /**
     * One run of the log.
     *
     * @param number  of the heading
     * @param heading as written
     * @param line    of the heading, from 1
     */
    record Section(int number, String heading, int line, List<String> notes, List<Row> rows) {
    }

    /** @param third seconds or rate since the row before: the log does not say */
    record Row(int line, long step, double score, double third) {
    }

    /** @param problem what was expected */
    record BrokenRow(int line, String text, String problem) {
        String told(String file) {
            return file + ":" + line + ": " + problem + ", found '" + text + "'";
        }
    }

    /**
     * @param name for messages
     * @throws UnusableDataException if there is no run, or one is there twice
     */
    static LooseLog parse(String name, List<String> lines) {
        List<Section> runs = new ArrayList<>();
        List<BrokenRow> broken = new ArrayList<>();
        String named = null;
        Section open = null;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            Matcher heading = HEADING.matcher(line);
            Matcher title = TITLE.matcher(line);
            if (heading.matches()) {
                open = NUMBER.matcher(heading.group(1)).matches()
                        ? new Section(Integer.parseInt(heading.group(1)), line, i + 1, new ArrayList<>(), new ArrayList<>())
                        : null;
                if (open != null) {
                    runs.add(open);
                }
            } else if (title.matches()) {
                named = title.group(1);
            } else if (open != null && ROW_START.matcher(line).matches()) {
                addRow(open, i + 1, line, broken);
            } else if (open != null && !line.isEmpty()) {
                open.notes().add(line);
            }
        }
        runs.removeIf(run -> run.rows().isEmpty());
        if (runs.isEmpty() && broken.isEmpty()) {
            throw new UnusableDataException(name + ": no run found; expected rows 'step score third' under headings like "
                    + "'## 1'");
        }
        refuseTwice(name, runs);
        return new LooseLog(runs, broken, named);
    }

    private static void addRow(Section run, int line, String text, List<BrokenRow> broken) {
        String[] cells = text.split("\\s+");
        if (cells.length != 3) {
            broken.add(new BrokenRow(line, text, "expected 'step score third'"));
            return;
        }
        try {
            Row row = new Row(line, Long.parseLong(cells[0]), finite(cells[1]), finite(cells[2]));
            long before = run.rows().isEmpty() ? -1 : run.rows().get(run.rows().size() - 1).step();
            if (row.step() <= before) {
                broken.add(new BrokenRow(line, text, "expected a step above " + before));
            } else if (row.third() < 0) {
                broken.add(new BrokenRow(line, text, "expected a third value of at least 0"));
            } else {
                run.rows().add(row);
            }
        } catch (NumberFormatException e) {
            broken.add(new BrokenRow(line, text, "expected three numbers"));
        }
    }

    private static double finite(String cell) {
        double value = Double.parseDouble(cell);
        if (!Double.isFinite(value)) {
            throw new NumberFormatException(cell);
        }
        return value;
    }

    private static void refuseTwice(String name, List<Section> runs) {
        Map<Integer, Section> byNumber = new HashMap<>();
        Map<List<String>, Section> byRows = new HashMap<>();
        for (Section run : runs) {
            Section same = byNumber.putIfAbsent(run.number(), run);
            if (same != null) {
                throw new UnusableDataException(name + ":" + run.line() + ": run " + run.number()
                        + " is there already, on line " + same.line() + "; give one of them another number");
            }
            List<String> rows = run.rows().stream().map(row -> row.step() + " " + row.score() + " " + row.third()).toList();
            Section copy = rows.size() < 2 ? null : byRows.putIfAbsent(rows, run);
            if (copy != null) {
                throw new UnusableDataException(name + ":" + run.line() + ": run " + run.number()
                        + " repeats every row of run " + copy.number() + " on line " + copy.line() + "; remove one");
            }
        }
    }

    int rowCount() {
        return runs.stream().mapToInt(run -> run.rows().size()).sum();
    }
}
