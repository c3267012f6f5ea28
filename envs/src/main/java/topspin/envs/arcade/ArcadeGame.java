package topspin.envs.arcade;

import topspin.env.Fact;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/**
 * A game, frame by frame, without a picture. Order of use: {@link #start}, then {@link #step} until {@link #over}, then
 * {@link #start} again. One thread; allocates nothing but frames.
 *
 * @param <F> everything that one frame shows
 */
public interface ArcadeGame<F extends ArcadeFrame> {

    /** What the actions are called, in their order. */
    List<String> actionNames();

    void start();

    /**
     * Advances by one frame.
     *
     * @param action index into {@link #actionNames}
     * @return the reward of this frame
     */
    float step(int action);

    /** True when the game has ended by its rules. */
    boolean over();

    /** Lives left, the one being played included; see {@link topspin.env.Lives}. */
    default int lives() {
        return over() ? 0 : 1;
    }

    /** At which the game runs for people, see {@link topspin.env.View#framesPerSecond}; 60, as of a console. */
    default double framesPerSecond() {
        return 60;
    }

    /** See {@link topspin.env.Environment#facts}. */
    default List<Fact> facts() {
        return List.of();
    }

    /** A frame to {@link #capture} into. */
    F newFrame();

    /** Takes down what can be seen now. */
    void capture(F frame);

    /** Writes the whole state, random streams included, so that {@link #restore} continues bit for bit. */
    void save(DataOutput out) throws IOException;

    void restore(DataInput in) throws IOException;
}
