package topspin.train;

import java.util.Optional;

/**
 * Notices what a policy does that no longer sees: the critic has the very same value, to the last bit, for every step of a
 * rollout, row after row. Unless it is shown the same all the time, nothing of it reaches the heads then, as when all units
 * of a ReLU layer are off for every observation, and no gradient will bring them back. (A network that is alive may be
 * wrong, but never so evenly.)
 *
 * <p>One thread. Rows before a resume are not remembered: it then takes as many again.
 */
final class BlindnessWatch {
    static final int ROWS = 3;

    private int rows;

    /**
     * Takes in a row.
     *
     * @param sameValues whether the row's last rollout had one value for all its steps
     * @return what to tell people, once for each time it goes blind
     */
    Optional<String> observe(boolean sameValues) {
        rows = sameValues ? rows + 1 : 0;
        return rows == ROWS ? Optional.of("the critic gave the same value for every observation of a rollout, " + ROWS
                + " rows in a row: either all observations are the same, or nothing of them reaches it. An encoder with ReLU "
                + "(binary-dense, nature-cnn) goes blind for good when all of its units are off: if it has, begin anew with a "
                + "lower optimiser.learning-rate") : Optional.empty();
    }
}
