package topspin.interop.tracker;

import topspin.file.FileProblem;
import topspin.metric.ShortestDecimal;
import topspin.text.Excerpt;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a run's {@code progress.csv} while another thread or process writes it. A row counts once its line end is there. One
 * thread.
 */
final class RunTail {
    /** Bytes that are read at once; many times the longest row. */
    private static final int PIECE = 1 << 18;
    /** Bytes at a file's end in which its last row is sure to be. */
    private static final int LAST = 1 << 13;

    private final Path file;
    private List<String> columns;
    /** Where the first row begins that was not taken, and its line. */
    private long position;
    private int line = 1;

    /**
     * @param step   of the row
     * @param values by column, without the step and without empty cells; may be infinite or NaN
     * @param next   where the row after it begins
     */
    record Row(long step, Map<String, Double> values, long next) {
    }

    /** @param file need not exist yet */
    RunTail(Path file) {
        this.file = file;
    }

    /**
     * The next rows; the same ones again until they are {@link #take taken}. If the file has become shorter, a resumed run has
     * cut it back: reading begins anew at its first row.
     *
     * @return at most {@code most} rows; empty if there are none yet
     * @throws IOException if the file cannot be read, or is no {@code progress.csv}
     */
    List<Row> next(int most) throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() < position) {
                position = 0;
                line = 1;
                columns = null;
            }
            byte[] piece = piece(channel);
            List<Row> rows = new ArrayList<>();
            int start = 0;
            for (int i = 0; i < piece.length && rows.size() < most; i++) {
                if (piece[i] == '\n') {
                    String text = new String(piece, start, i - start, StandardCharsets.UTF_8).strip();
                    start = i + 1;
                    if (columns == null) {
                        readHeader(text);
                        position += start;
                        line++;
                        return next(most);
                    }
                    rows.add(row(text, position + start, line + rows.size()));
                }
            }
            return rows;
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (FileSystemException e) {
            throw new IOException(file + " cannot be read: " + FileProblem.reason(e), e);
        }
    }

    /**
     * The last row of a file that is whole, without reading what stands before it.
     *
     * @throws IOException if the file cannot be read, or is no {@code progress.csv}
     */
    static Optional<Row> newest(Path file) throws IOException {
        RunTail tail = new RunTail(file);
        tail.next(1);
        if (tail.columns == null) {
            return Optional.empty();
        }
        long size = Files.size(file);
        if (size - tail.position > LAST) {
            tail.position = size - LAST;
            tail.skipLine();
        }
        Row newest = null;
        for (List<Row> rows = tail.next(Integer.MAX_VALUE); !rows.isEmpty(); rows = tail.next(Integer.MAX_VALUE)) {
            newest = rows.get(rows.size() - 1);
            tail.take(rows);
        }
        return Optional.ofNullable(newest);
    }

    /** Goes to the end of a line, from anywhere in it. */
    private void skipLine() throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            byte[] piece = piece(channel);
            for (int i = 0; i < piece.length; i++) {
                if (piece[i] == '\n') {
                    position += i + 1;
                    return;
                }
            }
            position += piece.length;
        }
    }

    /** These rows, which {@link #next} gave, are done with. */
    void take(List<Row> rows) {
        if (!rows.isEmpty()) {
            position = rows.get(rows.size() - 1).next;
            line += rows.size();
        }
    }

    private byte[] piece(FileChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.max(0, Math.min(PIECE, channel.size() - position)));
        while (buffer.hasRemaining() && channel.read(buffer, position + buffer.position()) >= 0) {
            // reads go on until the buffer is full
        }
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    private void readHeader(String text) throws IOException {
        columns = List.of(text.split(","));
        if (!columns.contains("step")) {
            throw new IOException(file + ":1: expected a column 'step', found " + Excerpt.quoted(text));
        }
    }

    private Row row(String text, long next, int number) throws IOException {
        String[] cells = text.split(",", -1);
        if (cells.length != columns.size()) {
            throw new IOException(file + ":" + number + ": expected " + columns.size() + " cells as in the header, found "
                    + cells.length);
        }
        Map<String, Double> values = new LinkedHashMap<>();
        try {
            for (int i = 0; i < cells.length; i++) {
                if (!cells[i].isBlank()) {
                    values.put(columns.get(i), ShortestDecimal.parse(cells[i]));
                }
            }
        } catch (NumberFormatException e) {
            throw new IOException(file + ":" + number + ": expected numbers, found " + Excerpt.quoted(text));
        }
        Double step = values.remove("step");
        if (step == null) {
            throw new IOException(file + ":" + number + ": expected a step, found " + Excerpt.quoted(text));
        }
        return new Row(step.longValue(), values, next);
    }
}
