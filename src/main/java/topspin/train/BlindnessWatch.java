package topspin.train;

import java.util.Optional;

/**
 * Notices a network whose outputs no longer depend on its observations: the critic's value is the same, to the last
 * bit, for every step of a rollout, over several rows of the log. Unless the environment shows constant observations,
 * something in between is dead, such as a ReLU layer whose units are off for every observation, and no gradient will
 * revive it.
 *
 * <p>One thread. A resumed run counts its rows anew.
 */
final class BlindnessWatch {
    static final int ROWS = 3;

    private int rows;

    /**
     * Takes in a row.
     *
     * @param sameValues whether the row's last rollout had one value for all its steps
     * @return a message for people, once each time the network goes blind
     */
    Optional<String> observe(boolean sameValues) {
        rows = sameValues ? rows + 1 : 0;
        return rows == ROWS ? Optional.of("the critic gave the same value for every observation of a rollout, " + ROWS
                + " rows in a row: either all observations are the same, or nothing of them reaches it. An encoder with ReLU "
                + "(binary-dense, nature-cnn) goes blind for good when all of its units are off: if it has, begin anew with a "
                + "lower optimiser.learning-rate") : Optional.empty();
    }
}
