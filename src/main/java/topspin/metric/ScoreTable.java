package topspin.metric;

import topspin.text.Decimal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A header, then a row per log interval. Written to {@code table.txt} and, row by row, to a reader. One thread.
 */
public final class ScoreTable implements MetricSink {
    /** The experiment log's table, {@code step score fps}; the trainer gives the first row, {@code 0 0.0 0.0}. */
    public static final List<Column> LOG = List.of(new Column("step", Metric.STEP, 0), new Column("score", Metric.SCORE, 1),
            new Column("fps", Metric.FPS, 1));

    private final RowFile file;
    private final List<Column> columns;
    private final Appendable reader;

    /**
     * @param title  its word in the header
     * @param digits after the point
     */
    public record Column(String title, Metric metric, int digits) {
    }

    /**
     * @param file   {@code table.txt}
     * @param length bytes to keep, which the reader gets again; 0 begins a new table
     * @param reader for people: standard output, for instance
     * @throws IOException if the file cannot be opened or is shorter than {@code length}
     */
    public ScoreTable(Path file, List<Column> columns, long length, Appendable reader) throws IOException {
        this.columns = List.copyOf(columns);
        this.file = new RowFile(file, length);
        this.reader = reader;
        if (length == 0) {
            append(columns.stream().map(Column::title).collect(Collectors.joining(" ")) + "\n");
        } else {
            reader.append(new String(this.file.content(), StandardCharsets.US_ASCII));
        }
    }

    @Override
    public void write(MetricRecord row) {
        append(columns.stream().map(column -> cell(row.get(column.metric), column.digits)).collect(Collectors.joining(" "))
                + "\n");
    }

    private static String cell(double value, int digits) {
        return Double.isNaN(value) ? "-" : Decimal.of(value, digits);
    }

    @Override
    public long sync() {
        return file.sync();
    }

    @Override
    public void close() {
        file.close();
    }

    private void append(String text) {
        file.append(text.getBytes(StandardCharsets.US_ASCII));
        try {
            reader.append(text);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot print the table: " + e.getMessage(), e);
        }
    }
}
