package topspin.metric;

import topspin.text.Decimal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The experiment log's table, {@code step score fps}: a header, then a row per log interval with one decimal; the
 * trainer gives the first, {@code 0 0.0 0.0}. Written to {@code table.txt} and, row by row, to a reader. One thread.
 */
public final class ScoreTable implements MetricSink {
    private static final String HEADER = "step score fps\n";

    private final RowFile file;
    private final Appendable reader;

    /**
     * @param file   {@code table.txt}
     * @param length bytes to keep, which the reader gets again; 0 begins a new table
     * @param reader for people: standard output, for instance
     * @throws IOException if the file cannot be opened or is shorter than {@code length}
     */
    public ScoreTable(Path file, long length, Appendable reader) throws IOException {
        this.file = new RowFile(file, length);
        this.reader = reader;
        if (length == 0) {
            append(HEADER);
        } else {
            reader.append(new String(this.file.content(), StandardCharsets.US_ASCII));
        }
    }

    @Override
    public void write(MetricRecord row) {
        append(row.step() + " " + Decimal.of(row.get(Metric.SCORE), 1) + " " + Decimal.of(row.get(Metric.FPS), 1) + "\n");
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
