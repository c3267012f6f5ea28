package topspin.env;

import topspin.space.Box;
import topspin.space.Space;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * One world. Order of use: {@link #reset}, then {@link #step} until {@link #terminated} or {@link #truncated}, then
 * {@link #reset} again. Belongs to one thread at a time. Steps allocate nothing.
 *
 * <p>All randomness comes from the {@link topspin.random.RandomStreams} it was built with, so an environment's course
 * depends on its seed, its index and the actions alone.
 */
public interface Environment extends AutoCloseable {

    Box observationSpace();

    Space actionSpace();

    /**
     * Starts an episode.
     *
     * @param out where the first observation goes; null if it is not needed (it is then not drawn)
     * @param row the row of {@code out} to write
     */
    void reset(Observations out, int row);

    /**
     * Advances by one decision.
     *
     * @param actions of {@link #actionSpace()}; only read
     * @param index   this environment's row of {@code actions}, an element of the space
     * @param out     where the observation after the step goes; null if it is not needed (it is then not drawn)
     * @param row     the row of {@code out} to write
     * @return the reward of this step
     */
    float step(Actions actions, int index, Observations out, int row);

    /**
     * One decision of a world whose actions are {@link topspin.space.Discrete}, by hand. May allocate, where the world is
     * not a {@link DiscreteEnvironment}.
     */
    default float step(int action, Observations out, int row) {
        Actions one = new Actions(actionSpace(), 1);
        one.set(0, action);
        return step(one, 0, out, row);
    }

    /** True if the last step ended the episode by the rules of the world: nothing of value follows. */
    boolean terminated();

    /** True if the last step cut the episode short (a time limit): the world would have gone on. */
    boolean truncated();

    /**
     * A reward as the learner sees it: unchanged, unless a wrapper changes it. Scores use what {@link #step} returns. A
     * function of its argument alone.
     */
    default float learnerReward(float reward) {
        return reward;
    }

    /** What people see of this world; empty if it cannot be drawn. The same object for the world's whole life. */
    default Optional<View> view() {
        return Optional.empty();
    }

    /**
     * Names of the actions for people, in their order ({@code noop}, {@code up}), where they are {@link
     * topspin.space.Discrete}; empty if they have none.
     */
    default List<String> actionNames() {
        return List.of();
    }

    /**
     * What people could say of this world's present state, the hidden included: units of a memory are named by what they go
     * with. Nothing that learns or measures looks at it. The same list for the world's whole life.
     */
    default List<Fact> facts() {
        return List.of();
    }

    /** Emulated frames that one step covers: 1 unless a wrapper skips frames. */
    default int framesPerStep() {
        return 1;
    }

    /** Writes the whole state, random streams included, so that {@link #restore} continues bit for bit. */
    void save(DataOutput out) throws IOException;

    /** Reads what {@link #save} wrote on an environment built with the same options. */
    void restore(DataInput in) throws IOException;

    /**
     * Announces that the run is to stop. A step or reset that waits for something outside this program, now or later,
     * may then give up with a {@link GivenUpException} after some seconds; one that only computes continues as before.
     * Any thread may call it at any time, even during a step.
     */
    default void hurry() {
    }

    @Override
    default void close() {
    }
}
