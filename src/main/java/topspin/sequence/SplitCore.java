package topspin.sequence;

import topspin.nn.BatchShape;
import topspin.nn.Core;
import topspin.nn.CorePass;
import topspin.nn.Initialiser;
import topspin.nn.Memoryless;
import topspin.nn.Parameters;
import topspin.nn.Reload;
import topspin.nn.StackedCore;
import topspin.nn.cell.CellType;
import topspin.nn.cell.CoreConfig;
import topspin.nn.cell.RecurrentCell;
import topspin.nn.engine.Engine;
import topspin.random.RandomStreams;

import java.util.ArrayList;
import java.util.List;

/** A cell whose passes are planned by a {@link SequenceSplitter}. */
public record SplitCore(RecurrentCell cell, SequenceSplitter splitter) implements Core {

    /**
     * A whole core: stacked cells, or a core without memory.
     *
     * @param name   path of its parameters: the lowest layer's are called {@code NAME/0/…}, the next one's {@code NAME/1/…}
     * @param inputs width of what the lowest layer reads
     */
    public static Core of(CoreConfig config, SequenceSplitter splitter, Engine engine, Parameters parameters, String name,
                          int inputs) {
        return config.isRecurrent() ? stack(cells(config, engine, parameters, name, inputs), splitter)
                : new Memoryless(engine, inputs);
    }

    /** The layers of a recurrent core, from the bottom up. */
    static List<RecurrentCell> cells(CoreConfig config, Engine engine, Parameters parameters, String name, int inputs) {
        List<RecurrentCell> cells = new ArrayList<>();
        for (int layer = 0; layer < config.layers(); layer++) {
            cells.add(config.layer(engine, parameters, name + "/" + layer,
                    layer == 0 ? inputs : cells.get(layer - 1).outputs()));
        }
        return cells;
    }

    /** Existing layers, through one splitter. */
    static Core stack(List<RecurrentCell> cells, SequenceSplitter splitter) {
        List<Core> layers = cells.stream().<Core>map(cell -> new SplitCore(cell, splitter)).toList();
        return layers.size() == 1 ? layers.get(0) : new StackedCore(layers);
    }

    @Override
    public int inputs() {
        return cell.inputs();
    }

    @Override
    public int outputs() {
        return cell.outputs();
    }

    @Override
    public int stateSize() {
        return cell.stateSize();
    }

    @Override
    public void initialise(Initialiser initialiser, RandomStreams streams) {
        cell.initialise(initialiser, streams);
    }

    @Override
    public List<Reload> reloads() {
        return cell.reloads();
    }

    @Override
    public CorePass pass(BatchShape shape) {
        return splitter.pass(cell, shape);
    }
}
