package topspin.page;

import topspin.metric.Metric;
import topspin.metric.ShortestDecimal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Follows a {@code progress.csv} that another process may be writing: reads what was added since the last look, up to the last
 * whole line, and everything anew if the file was cut back, as a resume does. Keeps three columns of it; others are read when they
 * are asked for. A line that is no row of numbers ends the reading there, and {@link #problem} says which. One thread at a time.
 */
final class ProgressFile {
    /** What is kept of each row. */
    private static final List<String> KEPT =
            List.of(Metric.STEP.column(), Metric.SCORE.column(), Metric.SECONDS.column());
    private static final List<String> READ = Stream.concat(KEPT.stream(), Stream.of(Metric.EPISODES.column())).toList();
    private static final int STEP = 0;
    private static final int SCORE = 1;
    private static final int SECONDS = 2;
    private static final int EPISODES = 3;
    private static final int PIECE = 1 << 16;
    private static final int FIRST_ROWS = 64;
    private static final int LONGEST_LINE = 1 << 16;
    /** Bytes before the last line end that are compared to tell whether the file is still the one that was read. */
    private static final int REMEMBERED = 96;

    /** A whole number below 2^53, and a power of ten below 10^23, are exact, so one division rounds once. */
    private static final int EXACT_DIGITS = 15;
    private static final double[] TENS = new double[EXACT_DIGITS + 1];

    static {
        TENS[0] = 1;
        for (int i = 1; i < TENS.length; i++) {
            TENS[i] = 10 * TENS[i - 1];
        }
    }

    /** Gets each row; the array is used again for the next one. */
    private interface Rows {
        void add(double[] cells);
    }

    private final Path file;
    private long position;
    private byte[] remembered = new byte[0];
    private List<String> columns = List.of();
    private int[] places = new int[0];
    private int lines;
    private final double[][] kept = new double[KEPT.size()][FIRST_ROWS];
    private int rows;
    /** Rows before the first finished game. */
    private int unscored;
    private String problem = "";
    /** Rises whenever rows that were there before may be others now. */
    private int generation;

    ProgressFile(Path file) {
        this.file = file;
    }

    /** Rows so far, those before the first finished game included. */
    int rows() {
        return rows;
    }

    /** How often it was begun anew; rows of one generation are only ever added to. */
    int generation() {
        return generation;
    }

    /** What is wrong with the file, in one line; empty if nothing is. */
    String problem() {
        return problem;
    }

    /** The header. */
    List<String> columns() {
        return columns;
    }

    double step(int row) {
        return kept[STEP][row];
    }

    double score(int row) {
        return kept[SCORE][row];
    }

    double seconds(int row) {
        return kept[SECONDS][row];
    }

    /** Whether a game had finished by that row: earlier ones have no score. */
    boolean scored(int row) {
        return row >= unscored && Double.isFinite(kept[SCORE][row]);
    }

    /**
     * Reads what is new.
     *
     * @return whether anything is
     * @throws IOException if the file cannot be read; it may be there the next time
     */
    boolean look() throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return forget();
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            boolean anew = channel.size() < position || !isAsRemembered(channel);
            if (anew) {
                forget();
            }
            if (!problem.isEmpty() || channel.size() == position) {
                return anew;
            }
            int before = rows;
            position = read(channel, position, this::add);
            remember(channel);
            return anew || rows > before || !problem.isEmpty();
        }
    }

    private boolean forget() {
        boolean had = position > 0;
        position = 0;
        rows = 0;
        unscored = 0;
        lines = 0;
        columns = List.of();
        problem = "";
        remembered = new byte[0];
        generation += had ? 1 : 0;
        return had;
    }

    private boolean isAsRemembered(FileChannel channel) throws IOException {
        ByteBuffer now = ByteBuffer.allocate(remembered.length);
        while (now.hasRemaining() && channel.read(now, position - remembered.length + now.position()) > 0) {
            // until it is full
        }
        return Arrays.equals(now.array(), remembered);
    }

    private void remember(FileChannel channel) throws IOException {
        remembered = new byte[(int) Math.min(REMEMBERED, position)];
        ByteBuffer last = ByteBuffer.wrap(remembered);
        while (last.hasRemaining() && channel.read(last, position - remembered.length + last.position()) > 0) {
            // until it is full
        }
    }

    private void add(double[] cells) {
        if (rows == kept[0].length) {
            for (int k = 0; k < kept.length; k++) {
                kept[k] = Arrays.copyOf(kept[k], rows + rows / 2);
            }
        }
        for (int k = 0; k < kept.length; k++) {
            kept[k][rows] = cells[k];
        }
        boolean finished = Double.isNaN(cells[EPISODES]) ? cells[STEP] > 0 : cells[EPISODES] > 0;
        unscored += unscored == rows && !finished ? 1 : 0;
        rows++;
    }

    /**
     * Another column, a number for each of the {@link #rows}: NaN where a cell is empty.
     *
     * @throws IOException if the file cannot be read, or is another by now
     */
    double[] column(String name) throws IOException {
        int index = columns.indexOf(name);
        double[] values = new double[rows];
        Arrays.fill(values, Double.NaN);
        if (index < 0) {
            return values;
        }
        if (KEPT.contains(name)) {
            return Arrays.copyOf(kept[KEPT.indexOf(name)], rows);
        }
        ProgressFile other = new ProgressFile(file);
        int[] count = {0};
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            other.columns = columns;
            other.places = new int[] {index};
            other.lines = 1;
            other.read(channel, headerLength(channel), cells -> {
                if (count[0] < values.length) {
                    values[count[0]++] = cells[0];
                }
            });
        }
        return values;
    }

    private static long headerLength(FileChannel channel) throws IOException {
        ByteBuffer start = ByteBuffer.allocate(LONGEST_LINE);
        channel.read(start, 0);
        int at = 0;
        while (at < start.position() && start.get(at) != '\n') {
            at++;
        }
        return at + 1;
    }

    /** Reads whole lines from a position; returns where the last of them ends. */
    private long read(FileChannel channel, long from, Rows to) throws IOException {
        byte[] bytes = new byte[PIECE];
        int length = 0;
        long start = from;
        double[] cells = new double[READ.size()];
        while (problem.isEmpty()) {
            int count = channel.read(ByteBuffer.wrap(bytes, length, bytes.length - length), start + length);
            if (count <= 0) {
                break;
            }
            length += count;
            int begin = 0;
            for (int end = length - count; end < length && problem.isEmpty(); end++) {
                if (bytes[end] == '\n') {
                    lines++;
                    line(bytes, begin, end, cells, to);
                    begin = end + 1;
                }
            }
            start += begin;
            length -= begin;
            System.arraycopy(bytes, begin, bytes, 0, length);
            if (length == bytes.length) {
                if (length > LONGEST_LINE) {
                    problem = file.getFileName() + ":" + (lines + 1) + ": this line is too long to be a row of numbers";
                }
                bytes = Arrays.copyOf(bytes, 2 * length);
            }
        }
        return start;
    }

    private void line(byte[] bytes, int begin, int end, double[] cells, Rows to) {
        if (columns.isEmpty()) {
            header(new String(bytes, begin, end - begin, StandardCharsets.UTF_8).strip());
            return;
        }
        int cell = 0;
        int at = begin;
        Arrays.fill(cells, Double.NaN);
        try {
            for (int i = begin; i <= end; i++) {
                if (i == end || bytes[i] == ',') {
                    for (int k = 0; k < places.length; k++) {
                        if (places[k] == cell) {
                            cells[k] = number(bytes, at, i);
                        }
                    }
                    cell++;
                    at = i + 1;
                }
            }
        } catch (NumberFormatException e) {
            problem = file.getFileName() + ":" + lines + ": a cell is no number";
            return;
        }
        if (cell == columns.size()) {
            to.add(cells);
        } else if (end > begin + 1) {
            problem = file.getFileName() + ":" + lines + ": expected " + columns.size() + " cells as in the header, found " + cell;
        }
    }

    private void header(String line) {
        List<String> names = Arrays.asList(line.split(","));
        if (!names.contains(Metric.STEP.column()) || !names.contains(Metric.SCORE.column())) {
            problem = file.getFileName() + ":1: expected the columns step and score; is this a run's?";
            return;
        }
        columns = names;
        places = READ.stream().mapToInt(names::indexOf).toArray();
    }

    /** As {@link Double#parseDouble} reads it; an empty cell is NaN. Plain decimals of up to 15 digits are exact quotients. */
    private static double number(byte[] bytes, int from, int to) {
        int last = to > from && bytes[to - 1] == '\r' ? to - 1 : to;
        if (from == last) {
            return Double.NaN;
        }
        boolean negative = bytes[from] == '-';
        long digits = 0;
        int count = 0;
        int fraction = -1;
        for (int i = negative ? from + 1 : from; i < last; i++) {
            byte b = bytes[i];
            if (b >= '0' && b <= '9' && count < EXACT_DIGITS) {
                digits = 10 * digits + b - '0';
                count++;
                fraction += fraction < 0 ? 0 : 1;
            } else if (b == '.' && fraction < 0) {
                fraction = 0;
            } else {
                return ShortestDecimal.parse(new String(bytes, from, last - from, StandardCharsets.US_ASCII));
            }
        }
        if (count == 0) {
            throw new NumberFormatException();
        }
        double value = fraction <= 0 ? digits : digits / TENS[fraction];
        return negative ? -value : value;
    }
}
