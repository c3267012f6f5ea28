package topspin.metric;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * {@code progress.csv}, from which tables and plots are made: a column per {@link Metric} that the run may measure. Numbers have as many digits as it takes to read back the same double; a cell is empty if its metric
 * does not apply. One thread.
 */
public final class Csv implements MetricSink {
    private final RowFile file;
    private final List<Metric> columns;

    /**
     * @param file    {@code progress.csv}
     * @param length  bytes to keep; 0 begins anew
     * @param columns in order
     * @throws IOException if the file cannot be opened, is shorter than {@code length}, or has other columns
     */
    public Csv(Path file, long length, List<Metric> columns) throws IOException {
        this.file = new RowFile(file, length);
        this.columns = List.copyOf(columns);
        String header = columns.stream().map(Metric::column).collect(Collectors.joining(","));
        if (length == 0) {
            append(header);
        } else if (!new String(this.file.content(), StandardCharsets.US_ASCII).startsWith(header + "\n")) {
            close();
            throw new IOException(file + " has the columns of another version of Topspin: go on with that version, or "
                    + "train anew with another --out");
        }
    }

    @Override
    public void write(MetricRecord row) {
        append(columns.stream().map(row::get).map(value -> Double.isNaN(value) ? "" : ShortestDecimal.of(value))
                .collect(Collectors.joining(",")));
    }

    @Override
    public long sync() {
        return file.sync();
    }

    @Override
    public void close() {
        file.close();
    }

    private void append(String line) {
        file.append((line + "\n").getBytes(StandardCharsets.US_ASCII));
    }
}
