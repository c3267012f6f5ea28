package topspin.nn.cell;

import topspin.nn.Parameters;
import topspin.nn.engine.Engine;

/**
 * The recurrent part of a network. Options that a type does not have keep their defaults.
 *
 * @param type       {@code none} for the feed-forward control, or the label of a {@link CellType}
 * @param units      width of the state and of the outputs
 * @param layers     stacked cells
 * @param forgetBias {@code lstm}: initial bias of the forget gate
 * @param layerNorm  {@code lstm}: whether both products and the cell are normalised
 * @param reset      {@code gru}: whether the reset gate acts after the recurrent product or before it
 * @param activation {@code rnn}: of the hidden state
 * @param highway    {@code mingru}: whether a gate mixes the inputs into the outputs
 * @param maxPhase   {@code lru}: the angles of its eigenvalues begin between 0 and this, in radians. Small angles are for
 *                   what changes slowly; π is for the exact step at which something was seen
 */
public record CoreConfig(String type, int units, int layers, double forgetBias, boolean layerNorm, Gru.Reset reset,
                         Rnn.Activation activation, boolean highway, double maxPhase) {
    /** Of slow rotations, so that long memories can be read (Orvieto et al. 2023, section 4). */
    static final double DEFAULT_MAX_PHASE = Math.PI / 10;

    /** With every option but the forget gate's bias at its default. */
    public CoreConfig(String type, int units, int layers, double forgetBias) {
        this(type, units, layers, forgetBias, false, Gru.Reset.AFTER, Rnn.Activation.TANH, true, DEFAULT_MAX_PHASE);
    }

    /** One layer with every option at its default. */
    public CoreConfig(String type, int units) {
        this(type, units, 1, 0);
    }

    /** Whether there is a memory. */
    public boolean isRecurrent() {
        return !type.equals(CellTypes.NONE);
    }

    /** @throws IllegalStateException if there is no memory */
    public CellType cell() {
        return CellTypes.registry().find(type).orElseThrow(() -> new IllegalStateException("core " + type + " has no cell"));
    }

    /**
     * One layer.
     *
     * @param name path of its parameters, such as {@code core/0}
     */
    public RecurrentCell layer(Engine engine, Parameters parameters, String name, int inputs) {
        return cell().create(this, engine, parameters, name, inputs);
    }

    /** Floats of state per sequence. */
    public int stateSize() {
        return isRecurrent() ? layers * cell().stateSize(units) : 0;
    }

    /** Whether oneDNN has a kernel of its own for the cell. */
    public boolean hasKernel() {
        return isRecurrent() && cell().hasKernel() && !layerNorm;
    }

    /** This core with another width. */
    public CoreConfig withUnits(int other) {
        return new CoreConfig(type, other, layers, forgetBias, layerNorm, reset, activation, highway, maxPhase);
    }

    /** This core with another number of layers. */
    public CoreConfig withLayers(int other) {
        return new CoreConfig(type, units, other, forgetBias, layerNorm, reset, activation, highway, maxPhase);
    }

    /** This core with or without layer norm. */
    public CoreConfig withLayerNorm(boolean other) {
        return new CoreConfig(type, units, layers, forgetBias, other, reset, activation, highway, maxPhase);
    }

    /** This core with another place of the reset gate. */
    public CoreConfig withReset(Gru.Reset other) {
        return new CoreConfig(type, units, layers, forgetBias, layerNorm, other, activation, highway, maxPhase);
    }

    /** This core with another activation. */
    public CoreConfig withActivation(Rnn.Activation other) {
        return new CoreConfig(type, units, layers, forgetBias, layerNorm, reset, other, highway, maxPhase);
    }

    /** This core with or without a highway. */
    public CoreConfig withHighway(boolean other) {
        return new CoreConfig(type, units, layers, forgetBias, layerNorm, reset, activation, other, maxPhase);
    }

    /** This core with another range of angles. */
    public CoreConfig withMaxPhase(double other) {
        return new CoreConfig(type, units, layers, forgetBias, layerNorm, reset, activation, highway, other);
    }

    /** As people write it: {@code lstm}, {@code gru, reset before}, {@code mingru, 2 layers}. */
    public String description() {
        StringBuilder text = new StringBuilder(type);
        if (isRecurrent()) {
            cell().options().stream().filter(option -> !option.isDefault(this)).forEach(option -> text.append(", ")
                    .append(option.text(this)));
            if (layers > 1) {
                text.append(", ").append(layers).append(" layers");
            }
        }
        return text.toString();
    }
}
