package topspin.stats;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes run directories for tests. */
public final class RunFiles {
    private RunFiles() {
    }

    /** Rows 100 steps and 2 seconds apart, after the row at step 0 that has no score yet. */
    public static Path run(Path directory, double... scores) {
        StringBuilder csv = new StringBuilder("step,score,fps,seconds\n0,0.0,0.0,0.0\n");
        for (int i = 1; i <= scores.length; i++) {
            csv.append(100 * i).append(',').append(scores[i - 1]).append(",50.0,").append(2.0 * i).append('\n');
        }
        return progress(directory, csv.toString());
    }

    public static Path progress(Path directory, String csv) {
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve("progress.csv"), csv);
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
