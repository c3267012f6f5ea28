package topspin.stats;

import java.nio.file.Path;

/**
 * One run: a variant trained with one seed.
 *
 * @param variant   what was varied; runs of one variant differ in their seed alone
 * @param seed      from the directory's name; runs of two variants with one seed make a pair
 * @param directory holds {@code config.yaml}, {@code run.json} and {@code progress.csv}
 */
public record RecordedRun(String variant, long seed, Path directory, RunCurve curve) {
}
