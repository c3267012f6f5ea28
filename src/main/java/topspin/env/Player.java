package topspin.env;

/**
 * Chooses actions in one world. Order of use: {@link #begin} at the start of an episode, then {@link #act} on every
 * observation but the last one of the episode, in their order. Belongs to one thread at a time. Allocates nothing after it is made.
 */
@FunctionalInterface
public interface Player {

    /** An episode begins: forget the one before. */
    default void begin() {
    }

    /**
     * Chooses the next action.
     *
     * @param observations the present one is in {@code row}; only read
     * @param actions      of the world's action space; the choice goes to its row {@code index}
     */
    void act(Observations observations, int row, Actions actions, int index);
}
