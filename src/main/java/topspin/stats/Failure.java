package topspin.stats;

import java.util.Locale;

/**
 * A run that failed for good.
 *
 * @param variant  of the run
 * @param seed     of the run
 * @param step     of its last row with a score; 0 if it had none
 * @param compared whether it got far enough to be compared nevertheless
 */
public record Failure(String variant, long seed, long step, boolean compared) {

    /** As in "before its first game ended", "after step 40,000". */
    String when() {
        return step == 0 ? "before its first game ended" : String.format(Locale.ROOT, "after step %,d", step);
    }

    boolean isOf(RecordedRun run) {
        return variant.equals(run.variant()) && seed == run.seed();
    }

    Failure at(long horizon) {
        return new Failure(variant, seed, step, step > 0 && step >= horizon);
    }
}
