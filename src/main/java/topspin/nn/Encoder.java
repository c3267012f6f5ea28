package topspin.nn;

import topspin.random.RandomStreams;

import java.util.List;

/** Turns observations into the inputs of the core. The weights live in {@link Parameters}; passes hold the activations. */
public interface Encoder {

    /** Features per row. */
    int outputs();

    /** Fills the weights from streams named {@code init/…} after the parameters. */
    void initialise(Initialiser initialiser, RandomStreams streams);

    /** The tasks that pack the engine's copies of the weights anew. */
    List<Reload> reloads();

    /**
     * Plans for batches of one shape.
     *
     * @param input where the features go: the core's input, {@code [rows][outputs]}
     */
    EncoderPass pass(BatchShape shape, CoreInput input);
}
