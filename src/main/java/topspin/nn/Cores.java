package topspin.nn;

import topspin.random.RandomStreams;

import java.util.List;

/**
 * Cores side by side, on the same inputs or each on its own. Each has outputs for its own heads. The state joins their
 * states in order.
 */
public final class Cores {
    private final List<Core> cores;
    private final boolean shareInputs;

    /**
     * @param cores       at least one, all with the same number of inputs
     * @param shareInputs whether all read the same ones
     */
    public Cores(List<Core> cores, boolean shareInputs) {
        this.cores = List.copyOf(cores);
        this.shareInputs = shareInputs;
    }

    /** Whether all read the same inputs. */
    boolean shareInputs() {
        return shareInputs;
    }

    /** In the order of their states. */
    List<Core> cores() {
        return cores;
    }

    /** Floats of state per sequence, of all cores together. */
    public int stateSize() {
        return cores.stream().mapToInt(Core::stateSize).sum();
    }

    /** Fills the weights from streams named {@code init/…}. */
    public void initialise(Initialiser initialiser, RandomStreams streams) {
        cores.forEach(core -> core.initialise(initialiser, streams));
    }

    /** The tasks that pack the engine's copies of the weights anew. */
    public List<Reload> reloads() {
        return cores.stream().flatMap(core -> core.reloads().stream()).toList();
    }

    /** Plans for batches of one shape. */
    public CoresPass pass(BatchShape shape) {
        return new CoresPass(this, shape);
    }
}
