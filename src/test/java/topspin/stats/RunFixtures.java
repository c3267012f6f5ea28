package topspin.stats;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Writes run directories for tests. */
public final class RunFixtures {
    private RunFixtures() {
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
        return file(directory, "progress.csv", csv);
    }

    /** An {@code episodes.csv} of games 10 steps apart. */
    public static Path episodes(Path directory, double... returns) {
        StringBuilder csv = new StringBuilder("step,return,length,environment,seconds\n");
        for (int i = 0; i < returns.length; i++) {
            csv.append(10 * (i + 1)).append(',').append(returns[i]).append(",10,0,").append(i).append(".000\n");
        }
        return file(directory, "episodes.csv", csv.toString());
    }

    /** A run of 40 rows and 400 games that collapses from the 207th game on: at no row's step. */
    public static Path collapsed(Path home) {
        double[] scores = new double[40];
        Arrays.setAll(scores, i -> i < 20 ? 20 : -21);
        double[] returns = new double[400];
        Arrays.setAll(returns, i -> i < 207 ? 20 : -21);
        episodes(run(home.resolve("seed-1"), scores), returns);
        return home;
    }

    /** A {@code run.json} of that status. */
    public static Path status(Path directory, String status) {
        return file(directory, "run.json", "{\"status\": \"" + status + "\"}");
    }

    /** The {@code run.json} of a run that a sweep gave up. */
    public static Path pruned(Path directory) {
        return file(directory, "run.json", "{\"status\": \"interrupted\", \"summary\": {\"pruned\": {\"step\": 100}}}");
    }

    private static Path file(Path directory, String name, String text) {
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve(name), text);
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
