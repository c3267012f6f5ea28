package topspin.interop.tracker;

import topspin.file.FileProblem;
import topspin.interop.tracker.ForeignRun.Game;
import topspin.interop.tracker.ForeignRun.Identity;
import topspin.interop.tracker.ForeignRun.Row;
import topspin.stats.UnusableDataException;
import topspin.text.Excerpt;
import topspin.text.NearestName;
import topspin.text.TextLines;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Makes a run of a table with a header and commas (RFC 4180, a record per line): a column of steps, a column of scores, perhaps
 * one of seconds; other columns are ignored. Rows without a step or a score are ignored, too: loggers that write several kinds of
 * row leave cells empty.
 */
final class PlainTable {
    /** Names of columns, the most usual first: ours, Stable-Baselines3's, CleanRL's, TensorBoard's download, and others. */
    private static final List<String> STEPS = List.of("step", "steps", "global_step", "time/total_timesteps", "total_timesteps",
            "timesteps", "timestep", "total_steps", "env_steps", "frames", "frame", "Step");
    private static final List<String> SCORES = List.of("score", "return", "episodic_return", "charts/episodic_return",
            "rollout/ep_rew_mean", "ep_rew_mean", "episode_return", "episode_reward", "mean_reward", "eval/mean_reward", "reward",
            "returns", "rewards", "Value");
    private static final List<String> SECONDS = List.of("seconds", "time/time_elapsed", "time_elapsed", "elapsed", "Wall time");

    private final Path file;
    private final ImportOptions options;
    private final Consumer<String> remarks;

    PlainTable(Path file, ImportOptions options, Consumer<String> remarks) {
        this.file = file;
        this.options = options;
        this.remarks = remarks;
    }

    /** Whether the first line of a file is the header of such a table. */
    static boolean isHeader(String line) {
        List<String> cells = cells(line);
        return cells != null && cells.size() > 1 && cells.stream().noneMatch(cell -> cell.matches("[-+]?\\d.*"));
    }

    ForeignRun run(Identity identity) {
        try (TextLines lines = new TextLines(file)) {
            List<String> header = header(lines.next());
            int step = column(header, "--step", options.step(), STEPS).orElseThrow(() -> unknown(header, "--step", "steps"));
            int score = column(header, "--score", options.score(), SCORES).orElseThrow(() -> unknown(header, "--score", "scores"));
            int seconds = column(header, "--seconds", options.seconds(), SECONDS).orElse(-1);
            List<Row> rows = rows(lines, header, new int[] {step, score, seconds});
            if (rows.isEmpty()) {
                throw new UnusableDataException(file + ": no row has a " + header.get(step) + " and a " + header.get(score)
                        + "; expected numbers in both");
            }
            String read = header.get(step) + "," + header.get(score) + (seconds < 0 ? "" : "," + header.get(seconds));
            List<Game> games = rows.stream().map(row -> new Game(row.step(), row.score(), -1, 0, row.seconds())).toList();
            return new ForeignRun(identity, "table", Map.of(file, read), options.episodes() ? List.of() : rows,
                    options.episodes() ? games : List.of());
        } catch (IOException e) {
            throw new UnusableDataException(file + " cannot be read: " + FileProblem.reason(e) + "; fix that, or give another file");
        }
    }

    private List<String> header(String line) {
        List<String> header = line == null ? null : cells(line);
        if (header == null) {
            throw new UnusableDataException(file + ":1: expected the names of columns, found " + Excerpt.quoted(line == null ? "" : line)
                    + "; put a header there");
        }
        return header.stream().map(String::strip).toList();
    }

    private Optional<Integer> column(List<String> header, String option, String told, List<String> usual) {
        if (told != null) {
            if (!header.contains(told)) {
                throw new UnusableDataException(file + ":1: " + option + " " + Excerpt.of(told) + ": there is no such column; did you mean "
                        + Excerpt.quoted(NearestName.of(told, header)) + "? They are " + listed(header));
            }
            return Optional.of(header.indexOf(told));
        }
        return usual.stream().filter(header::contains).findFirst().map(header::indexOf);
    }

    private UnusableDataException unknown(List<String> header, String option, String what) {
        return new UnusableDataException(file + ":1: no column is known to have " + what + "; name it with " + option + ": "
                + listed(header));
    }

    private static String listed(List<String> header) {
        return Excerpt.of(String.join(", ", header));
    }

    private List<Row> rows(TextLines lines, List<String> header, int[] columns) throws IOException {
        List<Row> rows = new ArrayList<>();
        String line = lines.next();
        // TensorBoard's download has seconds since 1970, others since the start
        double began = Double.NaN;
        for (int number = 2; line != null; number++) {
            String next = lines.next();
            if (next == null && !lines.whole() && (cells(line) == null || cells(line).size() < header.size())) {
                remarks.accept(file + ":" + number + ": the last line is half-written and was left out");
            } else if (!line.isBlank()) {
                double[] values = values(number, line, header, columns);
                if (values != null && !Double.isNaN(values[0]) && !Double.isNaN(values[1])) {
                    began = Double.isNaN(began) ? start(header, columns[2], values[2]) : began;
                    add(rows, number, new Row((long) values[0], values[1], values[2] - began, Double.NaN));
                }
            }
            line = next;
        }
        return rows;
    }

    private static double start(List<String> header, int column, double first) {
        return column >= 0 && header.get(column).equals("Wall time") ? first : 0;
    }

    private void add(List<Row> rows, int number, Row row) {
        long before = rows.isEmpty() ? Long.MIN_VALUE : rows.get(rows.size() - 1).step();
        if (row.step() < before || row.step() == before && !options.episodes() || row.step() < 0) {
            String problem = file + ":" + number + ": expected a step " + (options.episodes() ? "of at least " : "above ") + before
                    + ", found " + row.step();
            if (!options.skipBroken()) {
                throw new UnusableDataException(problem + "; is it a table of several runs? Give each a file of its own"
                        + (row.step() == before ? ", or --episodes if every row is a game" : "") + ", or leave such rows out with --skip-broken");
            }
            remarks.accept(problem + "; left out");
        } else {
            rows.add(row);
        }
    }

    /** Step, score and seconds, NaN where there is none; null if the line is broken and is to be skipped. */
    private double[] values(int number, String line, List<String> header, int[] columns) {
        List<String> cells = cells(line);
        String problem = cells == null ? "expected a quotation mark that ends" : cells.size() != header.size()
                ? "expected " + header.size() + " cells as in the header, found " + cells.size() : null;
        double[] values = new double[columns.length];
        for (int i = 0; i < columns.length && problem == null; i++) {
            String cell = columns[i] < 0 ? "" : cells.get(columns[i]).strip();
            try {
                values[i] = cell.isEmpty() || cell.equalsIgnoreCase("nan") ? Double.NaN : Double.parseDouble(cell);
            } catch (NumberFormatException e) {
                problem = "expected a number for " + header.get(columns[i]) + ", found " + Excerpt.quoted(cell);
            }
        }
        if (problem == null) {
            return values;
        }
        if (!options.skipBroken()) {
            throw new UnusableDataException(file + ":" + number + ": " + problem
                    + "; fix or delete that line, or import the others with --skip-broken");
        }
        remarks.accept(file + ":" + number + ": " + problem + "; left out");
        return null;
    }

    /** The cells of a line; null if a quoted one does not end. */
    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char letter = line.charAt(i);
            if (letter == '"') {
                if (quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                    cell.append('"');
                    i++;
                } else {
                    quoted = !quoted;
                }
            } else if (letter == ',' && !quoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else {
                cell.append(letter);
            }
        }
        cells.add(cell.toString());
        return quoted ? null : cells;
    }
}
