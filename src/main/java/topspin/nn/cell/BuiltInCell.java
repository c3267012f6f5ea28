package topspin.nn.cell;

import topspin.nn.Parameters;
import topspin.nn.engine.Engine;

import java.util.Set;

/** The list of our recurrent cells. */
public enum BuiltInCell implements CellType {
    LSTM("lstm", 2, 4, true, true, 11, Set.of(CoreOption.FORGET_BIAS, CoreOption.LAYER_NORM), (engine, parameters, name, inputs, config) ->
            config.layerNorm()
                    ? new LayerNormLstm(engine, parameters, name, inputs, config.units(), config.forgetBias())
                    : new Lstm(engine, parameters, name, inputs, config.units(), config.forgetBias())),
    GRU("gru", 1, 3, true, true, 9, Set.of(CoreOption.RESET), (engine, parameters, name, inputs, config) ->
            new Gru(engine, parameters, name, inputs, config.units(), config.reset())),
    RNN("rnn", 1, 1, true, true, 4, Set.of(CoreOption.ACTIVATION), (engine, parameters, name, inputs, config) ->
            new Rnn(engine, parameters, name, inputs, config.units(), config.activation())),
    MINGRU("mingru", 1, 2, false, false, 8, Set.of(CoreOption.HIGHWAY), (engine, parameters, name, inputs, config) ->
            new MinGru(engine, parameters, name, inputs, config.units(), config.highway())),
    LRU("lru", 2, 2, false, false, 18, Set.of(CoreOption.MAX_PHASE), (engine, parameters, name, inputs, config) ->
            new Lru(engine, parameters, name, inputs, config.units(), config.maxPhase()));

    /** Makes a cell, which declares its parameters. */
    private interface Maker {
        RecurrentCell make(Engine engine, Parameters parameters, String name, int inputs, CoreConfig config);
    }

    private final String label;
    private final int stateParts;
    private final int gates;
    private final boolean recurrentProduct;
    private final boolean kernel;
    private final int arrays;
    private final Set<CoreOption> options;
    private final Maker maker;

    BuiltInCell(String label, int stateParts, int gates, boolean recurrentProduct, boolean kernel, int arrays,
             Set<CoreOption> options, Maker maker) {
        this.label = label;
        this.stateParts = stateParts;
        this.gates = gates;
        this.recurrentProduct = recurrentProduct;
        this.kernel = kernel;
        this.arrays = arrays;
        this.options = options;
        this.maker = maker;
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public Set<CoreOption> options() {
        return options;
    }

    @Override
    public int stateSize(int units) {
        return stateParts * units;
    }

    @Override
    public int gates() {
        return gates;
    }

    @Override
    public boolean hasRecurrentProduct() {
        return recurrentProduct;
    }

    @Override
    public boolean hasKernel() {
        return kernel;
    }

    @Override
    public int arrays() {
        return arrays;
    }

    @Override
    public RecurrentCell create(CoreConfig config, Engine engine, Parameters parameters, String name, int inputs) {
        return maker.make(engine, parameters, name, inputs, config);
    }
}
