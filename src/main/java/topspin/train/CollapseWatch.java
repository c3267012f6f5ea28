package topspin.train;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Notices, during a run, that the policy had learned and has lost it, by comparing the rows' scores and entropies with
 * the run's own history.
 *
 * <p>The level is the best score that two rows in a row both reached, the floor is the lowest that two rows in a row
 * both fell to (one row's luck is neither), and the rise is level − floor. A run has <em>learned</em> once its rise is
 * at least a quarter of |level| or |floor|, whichever is larger (early noise just above the floor is no learning). It
 * <em>lies on the floor</em> while its newest rows are all within 15 % of the rise of the floor, or below it. It has
 * <em>collapsed</em> once it has learned and then lies on the floor for {@value #ROWS} rows, if it is unlikely to
 * recover, or for {@value #PATIENCE} rows in any case. It is unlikely to recover if the entropy of those last rows is
 * below a tenth of the highest so far: the policy then always acts the same way and meets nothing else to learn from.
 * If there is no entropy (a log of scores only), the scores' noise decides: a recovery is unlikely after a rise of at
 * least six times the median change from row to row.
 *
 * <p>Order of use: {@link #observe} per row; {@link #forgetFrom} after a rollback. One thread. Allocates.
 */
final class CollapseWatch {
    /** Rows on the floor that make a collapse if a recovery is unlikely. */
    static final int ROWS = 2;
    /** Rows on the floor that make a collapse in any case. */
    static final int PATIENCE = 4;

    private static final double LEARNED = 0.25;
    private static final double FLOOR = 0.15;
    private static final double STIFF = 0.1;
    private static final double CALM = 6;

    private long[] steps = new long[16];
    private double[] scores = new double[16];
    private double[] entropies = new double[16];
    private int rows;

    /**
     * @param step  of the first row on the floor
     * @param level best score that two rows in a row had reached
     * @param score of the newest row
     * @param rows  on the floor so far
     */
    record Collapse(long step, double level, double score, int rows) {
    }

    /**
     * Takes in a row.
     *
     * @param score   over episodes of which at least one finished since the row before
     * @param entropy of the policy, nats; NaN where unknown
     * @return the collapse, if the run has collapsed by this row
     */
    Optional<Collapse> observe(long step, double score, double entropy) {
        append(step, score, entropy);
        double floor = floor();
        double level = level();
        double rise = level - floor;
        if (!(rise > 0 && rise >= LEARNED * Math.max(Math.abs(level), Math.abs(floor)))) {
            return Optional.empty();
        }
        int first = rows;
        while (scores[first - 1] <= floor + FLOOR * rise) {
            first--;
        }
        int lying = rows - first;
        if (lying < ROWS || lying < PATIENCE && !hopeless(first, rise)) {
            return Optional.empty();
        }
        return Optional.of(new Collapse(steps[first], level, score, lying));
    }

    /**
     * Forgets the rows from a step on. The rows before it still show that the run had learned, so losing it again at
     * once counts as a collapse, too.
     */
    void forgetFrom(long step) {
        while (rows > 0 && steps[rows - 1] >= step) {
            rows--;
        }
    }

    /** ∞ before two rows. */
    private double floor() {
        double floor = Double.POSITIVE_INFINITY;
        for (int i = 1; i < rows; i++) {
            floor = Math.min(floor, Math.max(scores[i - 1], scores[i]));
        }
        return floor;
    }

    /** −∞ before two rows. */
    private double level() {
        double level = Double.NEGATIVE_INFINITY;
        for (int i = 1; i < rows; i++) {
            level = Math.max(level, Math.min(scores[i - 1], scores[i]));
        }
        return level;
    }

    private boolean hopeless(int first, double rise) {
        double highest = Arrays.stream(entropies, 0, rows).max().orElseThrow();
        if (Double.isNaN(highest)) {
            return rise >= CALM * medianChange(first);
        }
        return Arrays.stream(entropies, rows - ROWS, rows).allMatch(entropy -> entropy <= STIFF * highest);
    }

    /** Between neighbours among the rows before {@code end}. */
    private double medianChange(int end) {
        double[] changes = new double[end - 1];
        for (int i = 1; i < end; i++) {
            changes[i - 1] = Math.abs(scores[i] - scores[i - 1]);
        }
        Arrays.sort(changes);
        int middle = changes.length / 2;
        return changes.length % 2 == 1 ? changes[middle] : (changes[middle - 1] + changes[middle]) / 2;
    }

    private void append(long step, double score, double entropy) {
        if (rows == steps.length) {
            grow(2 * rows);
        }
        steps[rows] = step;
        scores[rows] = score;
        entropies[rows] = entropy;
        rows++;
    }

    private void grow(int capacity) {
        steps = Arrays.copyOf(steps, capacity);
        scores = Arrays.copyOf(scores, capacity);
        entropies = Arrays.copyOf(entropies, capacity);
    }

    void save(DataOutput out) throws IOException {
        out.writeInt(rows);
        for (int i = 0; i < rows; i++) {
            out.writeLong(steps[i]);
            out.writeDouble(scores[i]);
            out.writeDouble(entropies[i]);
        }
    }

    /** Reads back what {@link #save} wrote. */
    void restore(DataInput in) throws IOException {
        rows = 0;
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            append(in.readLong(), in.readDouble(), in.readDouble());
        }
    }
}
