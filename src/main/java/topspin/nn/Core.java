package topspin.nn;

import topspin.random.RandomStreams;

import java.util.List;

/**
 * The recurrent part of a policy. A core maps rows of inputs, in time order, to rows of outputs, carrying a state of
 * {@link #stateSize} floats per sequence; only the core knows what the state holds (an LSTM's is
 * {@code [cell, hidden]}, as the experiment log writes it).
 */
public interface Core {

    int inputs();

    int outputs();

    /** Floats of state per sequence; 0 for a core without memory. */
    int stateSize();

    /** Fills the weights from streams named {@code init/…}. */
    void initialise(Initialiser initialiser, RandomStreams streams);

    /** The tasks that pack the engine's copies of the weights anew. */
    List<Reload> reloads();

    /** Plans for batches of one shape. */
    CorePass pass(BatchShape shape);
}
