package topspin.env;

import topspin.space.Box;
import topspin.space.Space;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

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
     * @param out where the first observation goes; null if nobody will look at it (it is then not drawn)
     * @param row the row of {@code out} to write
     */
    void reset(Observations out, int row);

    /**
     * Advances by one decision.
     *
     * @param actions of {@link #actionSpace()}; only read
     * @param index   the row of {@code actions} that is this world's, an element of the space
     * @param out     where the observation after the step goes; null if nobody will look at it (it is then not drawn)
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
     * What a learner sees of a reward of this world: the reward itself, unless a wrapper says otherwise. Scores are of
     * what {@link #step} returns. A function of its argument alone.
     */
    default float learnerReward(float reward) {
        return reward;
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
     * Says that the run is to stop. A step or reset that waits for something outside this program, now or later, may
     * be given up with a {@link GivenUpException} when it has waited for some seconds; one that only computes goes on as
     * before. Any thread may say so, at any time, also while a step is under way.
     */
    default void hurry() {
    }

    @Override
    default void close() {
    }
}
