package topspin.metric;

import topspin.file.FileProblem;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code episodes.csv}: a line per finished episode, {@code step,return,length,environment,seconds}, in the order in
 * which they ended. Final scores, times to a threshold and collapses are computed from it.
 *
 * <p>Bounded on disk: after half of the allowed lines it continues in {@code episodes-2.csv}, then
 * {@code episodes-3.csv} and so on, each with the same header, and only the newest two of these files are kept. Lines
 * are written with the next row of the table, so both files end at the same moment. One thread.
 */
public final class EpisodeFile implements MetricSink {
    public static final String HEADER = "step,return,length,environment,seconds";
    private static final String NAME = "episodes";
    private static final String ENDING = ".csv";
    /** Bytes of a part that may stay in memory before they are written. */
    private static final int MOST_HELD = 1 << 16;

    private final Path directory;
    private final int linesPerPart;
    private final StringBuilder held = new StringBuilder();
    private RowFile file;
    private int part;
    private int lines;

    /**
     * @param directory of the run
     * @param most      lines to keep on disk, at least 2; the same in every session of a run
     * @param written   lines to keep, as {@link #sync} returned for the checkpoint; 0 begins anew
     * @throws IOException if the file cannot be opened, or is shorter than it was
     */
    public EpisodeFile(Path directory, int most, long written) throws IOException {
        this.directory = directory;
        this.linesPerPart = most / 2;
        part = (int) (Math.max(0, written - 1) / linesPerPart);
        for (int later = part + 1; Files.deleteIfExists(file(directory, later)); later++) {
            // parts that were begun after the checkpoint
        }
        lines = (int) (written - (long) part * linesPerPart);
        open();
    }

    /** The existing parts of a run's file, oldest first. */
    public static List<Path> parts(Path directory) {
        Pattern name = Pattern.compile(NAME + "(?:-(\\d{1,9}))?" + Pattern.quote(ENDING));
        SortedMap<Integer, Path> parts = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            files.forEach(file -> {
                Matcher part = name.matcher(file.getFileName().toString());
                if (part.matches()) {
                    parts.put(part.group(1) == null ? 1 : Integer.parseInt(part.group(1)), file);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(directory + " cannot be read: " + FileProblem.reason(e), e);
        }
        return List.copyOf(parts.values());
    }

    /** The file's n-th part, counted from 0. */
    private static Path file(Path directory, int part) {
        return directory.resolve(part == 0 ? NAME + ENDING : NAME + "-" + (part + 1) + ENDING);
    }

    /** Keeps the part's first {@link #lines}. A part that was deleted after later ones is begun again, and stays short. */
    private void open() throws IOException {
        Path path = file(directory, part);
        boolean anew = lines == 0 || !Files.exists(path);
        file = new RowFile(path, anew ? 0 : lengthOf(path, lines + 1));
        if (anew) {
            held.append(HEADER).append('\n');
            flush();
        }
    }

    /** Bytes in a file's first lines. */
    private static long lengthOf(Path path, int lines) throws IOException {
        byte[] content = Files.readAllBytes(path);
        int found = 0;
        for (int i = 0; i < content.length; i++) {
            found += content[i] == '\n' ? 1 : 0;
            if (found == lines) {
                return i + 1;
            }
        }
        throw new IOException(path + " has " + found + " whole lines, the checkpoint was made at " + lines
                + ": restore the file, or train anew with another --out");
    }

    @Override
    public void episode(FinishedEpisode episode) {
        if (lines == linesPerPart) {
            turn();
        }
        held.append(episode.step()).append(',');
        appendShortest(episode.episodeReturn());
        held.append(',').append(episode.length()).append(',').append(episode.environment()).append(',');
        appendMilliseconds(episode.seconds());
        held.append('\n');
        lines++;
        if (held.length() > MOST_HELD) {
            flush();
        }
    }

    /** Goes on in the next part. */
    private void turn() {
        flush();
        file.sync();
        file.close();
        part++;
        lines = 0;
        try {
            open();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file(directory, part) + ": " + FileProblem.reason(e), e);
        }
    }

    /** A fast path for whole numbers, which most returns are: finding a shortest decimal takes microseconds. */
    private void appendShortest(double value) {
        if (value == (int) value && (value != 0 || 1 / value > 0)) {
            held.append((int) value);
        } else {
            held.append(ShortestDecimal.of(value));
        }
    }

    private void appendMilliseconds(double seconds) {
        long milliseconds = Math.round(seconds * 1e3);
        int rest = (int) (milliseconds % 1_000);
        held.append(milliseconds / 1_000).append('.').append((char) ('0' + rest / 100))
                .append((char) ('0' + rest / 10 % 10)).append((char) ('0' + rest % 10));
    }

    @Override
    public void write(MetricRecord row) {
        flush();
    }

    /** @return lines so far, including those that are no longer on disk */
    @Override
    public long sync() {
        flush();
        file.sync();
        dropOldParts();
        return (long) part * linesPerPart + lines;
    }

    /** Deletes parts only here, with a checkpoint: a run that resumes from an earlier checkpoint may still need them. */
    private void dropOldParts() {
        try {
            for (int old = part - 2; old >= 0 && Files.deleteIfExists(file(directory, old)); old--) {
                // until those that an earlier call removed
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove old parts of " + file(directory, 0) + ": "
                    + FileProblem.reason(e), e);
        }
    }

    private void flush() {
        if (!held.isEmpty()) {
            file.append(held.toString().getBytes(StandardCharsets.US_ASCII));
            held.setLength(0);
        }
    }

    @Override
    public void close() {
        try {
            flush();
        } finally {
            file.close();
        }
    }
}
