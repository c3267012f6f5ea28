package topspin.train;

import java.util.Optional;

/**
 * Notices that a policy no longer sees: the critic has the very same value, to the last bit, for every step of a rollout,
 * row after row. Nothing that it is shown reaches the heads then, as when all units of a ReLU layer are off for every
 * observation, and no gradient will bring them back. (A network that is alive may be wrong, but never so evenly.)
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
        return rows == ROWS ? Optional.of("the critic has had the same value for every observation for " + ROWS
                + " rows: nothing that is seen reaches it any more. If the encoder is one with ReLU (binary-dense, "
                + "nature-cnn), its units are dead for good: begin anew with a lower optimiser.learning-rate")
                : Optional.empty();
    }
}
