package topspin.supervised;

import topspin.nn.BatchShape;
import topspin.nn.Initialiser;
import topspin.nn.Reload;
import topspin.random.RandomStreams;

import java.util.List;

/**
 * A layer of a {@link SequenceModel}. It declares its weights when it is made; passes hold its activations.
 */
public interface Layer {

    /** What it is, for people: {@code lstm, every output}. */
    String description();

    /** What it makes of an example. */
    Axes output();

    /**
     * Trainable numbers as Keras counts them. For a {@code gru} that resets after the product, Keras counts two biases per
     * gate where one would do; ours has fewer.
     */
    long parameters();

    /** Fills the weights from streams named {@code init/…}. */
    void initialise(Initialiser initialiser, RandomStreams streams);

    /** The tasks that pack the engine's copies of the weights anew. */
    List<Reload> reloads();

    /**
     * Plans for batches of one shape.
     *
     * @param shape   of the inputs
     * @param lengths of each sequence, {@code [shards·sequences]}, from 1 to the shape's steps; read at every pass
     * @param x       inputs, {@code [rows][features]} in the order of the shape
     * @param dx      gets the gradient in them, same layout; null if nobody needs it
     */
    LayerPass pass(BatchShape shape, int[] lengths, float[] x, float[] dx);
}
