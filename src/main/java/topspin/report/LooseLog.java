package topspin.report;

import topspin.stats.UnusableDataException;
import topspin.text.Excerpt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A hand-kept log: rows {@code step score third} under headings, with notes and blank lines anywhere. A heading begins
 * with {@code #}, or is a line like {@code run 2:}. Rows under a heading are a run, and so are rows before the first
 * one. A run is numbered by its heading ({@code # 4}, {@code ## run 2}, {@code Run #3 (lstm)}); a run whose heading has
 * no number, or that has no heading, gets the first free number. Deeper headings with words are notes of a numbered
 * run.
 *
 * @param runs   with at least one row each, in order of the file
 * @param empty  numbered headings without a row under them
 * @param broken lines that look like a row and are not one: in a run all that begin with a number, elsewhere those that
 *               consist of numbers
 * @param named  the third column's name, from a line {@code step score NAME}; null if the log has none
 */
record LooseLog(List<Section> runs, List<Section> empty, List<BrokenRow> broken, String named) {
    private static final String RUN = "(?:run\\b[ :_-]*+)?(?:no\\b\\.?+ *+)?(?:# *+)?(\\d{1,9})";
    /** What follows {@code #}: a number, and perhaps words. */
    private static final Pattern NUMBERED = Pattern.compile(RUN + "(?:[:.)]?|[:.)]?[\\s,(\\[].*)", Pattern.CASE_INSENSITIVE);
    /**
     * A heading without {@code #} needs the word {@code run}, and a sign such as a colon if words follow the number;
     * other lines are sentences about a run.
     */
    private static final Pattern CALLED_RUN = Pattern.compile("(?=run)" + RUN + "\\s*+(?:[:.)]?|[:(\\[].*|[–-]\\s.*)",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern ROW_START = Pattern.compile("[+-]?\\d");
    private static final Pattern TITLE = Pattern.compile("step\\s+(?:score|reward|return)\\s+(\\S+)",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern NOT_FINITE = Pattern.compile("[+-]?(?:nan|inf|infinity)", Pattern.CASE_INSENSITIVE);
    private static final Pattern BETWEEN_CELLS = Pattern.compile("[\\s,;]+");

    /**
     * One run of the log.
     *
     * @param number     of the heading; 0 until it is given one
     * @param isNumbered whether the heading has that number
     * @param heading    as written; empty for rows under none
     * @param line       of the heading, or of the first line under none, from 1
     */
    record Section(int number, boolean isNumbered, String heading, int line, List<String> notes, List<Row> rows,
                   List<BrokenRow> broken) {

        static Section numbered(int number, String heading, int line) {
            return new Section(number, true, heading, line, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }

        static Section ofWords(String heading, int line) {
            return new Section(0, false, heading, line, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }

        /** Whether another heading belongs to this run. */
        boolean includes(Section other) {
            return isNumbered && !other.isNumbered && level(other.heading) > level(heading) && level(heading) > 0;
        }

        Section given(int free) {
            return new Section(free, false, heading, line, notes, rows, broken);
        }
    }

    /** @param third seconds or rate since the row before: the log does not say */
    record Row(int line, long step, double score, double third) {
    }

    /** @param problem what was expected */
    record BrokenRow(int line, String text, String problem) {
        String told(String file) {
            return file + ":" + line + ": " + problem + ", found " + Excerpt.quoted(text);
        }
    }

    /**
     * @param name for messages
     * @throws UnusableDataException if there is no run, or one is there twice
     */
    static LooseLog parse(String name, List<String> lines) {
        List<Section> sections = new ArrayList<>();
        String named = null;
        Section open = null;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            Matcher title = TITLE.matcher(line);
            Section heading = heading(line, i + 1);
            if (heading != null && (open == null || !open.includes(heading))) {
                open = heading;
                sections.add(open);
            } else if (title.matches()) {
                named = title.group(1);
            } else if (!line.isEmpty()) {
                if (open == null) {
                    open = Section.ofWords("", i + 1);
                    sections.add(open);
                }
                add(open, i + 1, line);
            }
        }
        List<BrokenRow> broken = sections.stream().flatMap(section -> broken(section).stream()).toList();
        List<Section> runs = numbered(sections.stream().filter(section -> !section.rows().isEmpty()).toList());
        if (runs.isEmpty() && broken.isEmpty()) {
            throw new UnusableDataException(name + ": no run found; expected rows 'step score third', such as "
                    + "'40000 -20.3 207.2', under headings like '## 1'");
        }
        refuseTwice(name, runs);
        return new LooseLog(runs, sections.stream().filter(section -> section.isNumbered() && section.rows().isEmpty()
                && section.broken().isEmpty()).toList(), broken, named);
    }

    /** Null if the line is not a heading. */
    private static Section heading(String line, int at) {
        int level = level(line);
        Matcher numbered = level > 0 ? NUMBERED.matcher(line.substring(level).strip()) : CALLED_RUN.matcher(undecorated(line));
        if (numbered.matches()) {
            return Section.numbered(Integer.parseInt(numbered.group(1)), line, at);
        }
        return level > 0 ? Section.ofWords(line, at) : null;
    }

    private static int level(String heading) {
        int level = 0;
        while (level < heading.length() && heading.charAt(level) == '#') {
            level++;
        }
        return level;
    }

    /** {@code run 2} of {@code === run 2 ===}. */
    private static String undecorated(String line) {
        int from = 0;
        int to = line.length();
        while (from < to && isDecoration(line.charAt(from))) {
            from++;
        }
        while (to > from && isDecoration(line.charAt(to - 1))) {
            to--;
        }
        return line.substring(from, to);
    }

    private static boolean isDecoration(char letter) {
        return "=*~_[]- \t".indexOf(letter) >= 0;
    }

    private static void add(Section section, int line, String text) {
        if (!ROW_START.matcher(text).lookingAt()) {
            section.notes().add(text);
            return;
        }
        String[] cells = text.split("\\s+");
        if (cells.length != 3) {
            section.broken().add(new BrokenRow(line, text, "expected 'step score third'"));
            return;
        }
        try {
            Row row = new Row(line, Long.parseLong(cells[0]), finite(cells[1]), finite(cells[2]));
            List<Row> rows = section.rows();
            long before = rows.isEmpty() ? -1 : rows.get(rows.size() - 1).step();
            if (row.step() <= before) {
                section.broken().add(new BrokenRow(line, text, "expected a step above " + before));
            } else if (row.third() < 0) {
                section.broken().add(new BrokenRow(line, text, "expected a third value of at least 0"));
            } else {
                rows.add(row);
            }
        } catch (NumberFormatException e) {
            section.broken().add(new BrokenRow(line, text, "expected three numbers"));
        }
    }

    private static double finite(String cell) {
        double value = Double.parseDouble(cell);
        if (!Double.isFinite(value)) {
            throw new NumberFormatException(cell);
        }
        return value;
    }

    /** Notes outside of a run may begin with a number, but a line of numbers alone is not a note. */
    private static List<BrokenRow> broken(Section section) {
        boolean run = section.isNumbered() || !section.rows().isEmpty();
        return run ? section.broken() : section.broken().stream().filter(row -> isNumbers(row.text())).toList();
    }

    private static boolean isNumbers(String text) {
        String[] cells = BETWEEN_CELLS.split(text);
        return cells.length > 1 && Arrays.stream(cells).allMatch(LooseLog::isNumber);
    }

    private static boolean isNumber(String cell) {
        if (NOT_FINITE.matcher(cell).matches()) {
            return true;
        }
        try {
            Double.parseDouble(cell);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static List<Section> numbered(List<Section> runs) {
        Set<Integer> taken = new HashSet<>();
        runs.stream().filter(Section::isNumbered).forEach(run -> taken.add(run.number()));
        List<Section> numbered = new ArrayList<>();
        int next = 1;
        for (Section run : runs) {
            while (!run.isNumbered() && !taken.add(next)) {
                next++;
            }
            numbered.add(run.isNumbered() ? run : run.given(next));
        }
        return numbered;
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
