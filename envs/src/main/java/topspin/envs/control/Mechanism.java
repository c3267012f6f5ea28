package topspin.envs.control;

import topspin.env.Fact;
import topspin.env.View;
import topspin.random.RandomStream;
import topspin.space.Box;

import java.util.List;

/**
 * A mechanical system and the task of controlling it, independent of how actions become inputs. Order of use:
 * {@link #start}, then {@link #step} until {@link #terminated}, then {@link #start} again. Belongs to one thread at a
 * time. Allocates nothing after it is built.
 *
 * <p>Sines and cosines are {@link StrictMath}'s, so every machine computes the same bits. NumPy's may differ in the last
 * one.
 */
public interface Mechanism {

    /** The space of {@link #observe}, with one range for all elements: the smallest that contains them all. */
    Box observationSpace();

    /**
     * The whole state, not a copy: {@link #step} continues from values written here. Order and units are each
     * mechanism's.
     */
    double[] state();

    /** Draws a start state. */
    void start(RandomStream stream);

    /**
     * Advances by one time step.
     *
     * @param input force or torque, in the mechanism's unit, constant over the step
     * @return the reward
     */
    double step(double input);

    /** True if {@link #state} is one that ends an episode. */
    boolean terminated();

    /** Writes the observation of the state to {@code values}, from {@code offset} on. */
    void observe(float[] values, int offset);

    /** The state's positions, drawn for people. */
    View view();

    /** See {@link topspin.env.Environment#facts}. */
    default List<Fact> facts() {
        return List.of();
    }

    /** Uniform in [−bound, bound). */
    static double uniform(double bound, RandomStream stream) {
        return -bound + 2 * bound * stream.nextDouble();
    }
}
