package topspin.env.arcade;

import java.util.Arrays;

/**
 * What preprocessing must know of a game's actions.
 *
 * @param noOp    the action that does nothing
 * @param opening actions that {@code fire-on-reset} takes when a game begins
 * @param sets    what {@code actions} may choose among, by their sizes: the game's actions in the order in which they are
 *                offered
 */
public record Controls(int noOp, int[] opening, int[]... sets) {

    /** The sizes of all sets, for a message: {@code 2 or 6}. */
    String sizes() {
        return Arrays.stream(sets).map(set -> Integer.toString(set.length)).reduce((one, other) -> one + " or " + other)
                .orElseThrow();
    }
}
