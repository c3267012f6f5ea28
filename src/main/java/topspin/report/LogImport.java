package topspin.report;

import topspin.file.FileProblem;
import topspin.stats.UnusableDataException;
import topspin.text.Excerpt;
import topspin.text.PlainText;
import topspin.text.UnreadableTextException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Reads a loose log as runs. {@link #write} makes run directories of them, like any other.
 *
 * @param logName        file name of the log
 * @param sha256         of its bytes
 * @param runs           as they will be written
 * @param thirdIsSeconds whether the third column was seconds; else decisions per second
 * @param thirdBecause   the evidence for that
 * @param broken         rows that were left out, one line each
 * @param remarks        runs whose number the log does not say, and headings without rows, one line each
 */
public record LogImport(String logName, String sha256, List<ImportedRun> runs, boolean thirdIsSeconds,
                        String thirdBecause, List<String> broken, List<String> remarks) {

    /**
     * @param told       {@code seconds}, {@code fps}, or null to find out from the outliers
     * @param skipBroken import without the broken rows; otherwise they are an error
     * @throws UnusableDataException in one line: no runs, a run twice, broken rows, or an undecidable third column
     */
    public static LogImport read(Path file, String told, boolean skipBroken) {
        byte[] bytes;
        String text;
        try {
            bytes = PlainText.bytes(file);
            text = PlainText.of(file, bytes);
        } catch (UnreadableTextException e) {
            throw new UnusableDataException(file + ": " + e.getReason() + "; expected rows 'step score third' in UTF-8");
        } catch (IOException e) {
            throw new UnusableDataException(file + " cannot be read: " + (Files.isDirectory(file) ? "it is a directory"
                    : FileProblem.reason(e)) + "; expected a text file with rows 'step score third'");
        }
        String name = file.toString();
        LooseLog log = LooseLog.parse(name, text.lines().toList());
        if (!log.broken().isEmpty() && !skipBroken) {
            throw new UnusableDataException(brokenRows(name, log));
        }
        if (log.rowCount() == 0) {
            throw new UnusableDataException(name + ": every row is broken; expected 'step score third', three numbers");
        }
        ThirdColumn third = ThirdColumn.decide(name, log, told);
        return new LogImport(String.valueOf(file.getFileName()), sha256(bytes),
                log.runs().stream().map(run -> imported(run, third)).toList(), third.seconds(), third.why(),
                log.broken().stream().map(row -> row.told(name)).toList(), remarks(log));
    }

    /** Warnings about lines that may have been misread. */
    private static List<String> remarks(LooseLog log) {
        List<String> remarks = new ArrayList<>();
        log.runs().stream().filter(run -> !run.isNumbered()).forEach(run -> remarks.add("run-" + run.number() + " is what stands under "
                + (run.heading().isEmpty() ? "no heading, from line " + run.line()
                : Excerpt.quoted(run.heading()) + " on line " + run.line())));
        log.empty().forEach(run -> remarks.add("under " + Excerpt.quoted(run.heading()) + " on line " + run.line() + " is no row"));
        return remarks;
    }

    private static String brokenRows(String name, LooseLog log) {
        String others = log.broken().stream().skip(1).map(row -> Integer.toString(row.line()))
                .collect(Collectors.joining(", "));
        return log.broken().get(0).told(name) + (others.isEmpty() ? "" : "; broken too: line " + others) + "; "
                + log.rowCount() + " of " + (log.rowCount() + log.broken().size())
                + " rows are good: fix the log, or import those with --skip-broken";
    }

    private static ImportedRun imported(LooseLog.Section section, ThirdColumn third) {
        List<ImportedRun.Row> rows = new ArrayList<>();
        long step = 0;
        double seconds = 0;
        for (LooseLog.Row row : section.rows()) {
            long decisions = row.step() - step;
            double took = third.secondsOf(row, decisions);
            seconds += took;
            rows.add(new ImportedRun.Row(row.step(), row.score(), took > 0 ? decisions / took : 0, seconds, took));
            step = row.step();
        }
        double stall = ThirdColumn.stallAbove(rows.stream().mapToDouble(ImportedRun.Row::took)
                .filter(took -> took > 0).toArray());
        return new ImportedRun(section.number(), section.heading(), section.line(), List.copyOf(section.notes()),
                List.copyOf(rows), rows.stream().filter(row -> row.took() > stall).toList());
    }

    public int rowCount() {
        return runs.stream().mapToInt(run -> run.rows().size()).sum();
    }

    /**
     * Writes {@code OUT/run-N/seed-0/} for every run, or nothing if one of them exists.
     *
     * @return the run directories
     * @throws UnusableDataException if a run directory exists
     */
    public List<Path> write(Path out) {
        return ImportWriter.write(this, out);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
