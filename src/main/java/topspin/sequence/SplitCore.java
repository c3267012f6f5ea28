package topspin.sequence;

import topspin.nn.BatchShape;
import topspin.nn.Core;
import topspin.nn.CorePass;
import topspin.nn.Initialiser;
import topspin.nn.Lstm;
import topspin.nn.Reload;
import topspin.random.RandomStreams;

import java.util.List;

/** An LSTM whose passes are planned by a {@link SequenceSplitter}. */
public record SplitCore(Lstm lstm, SequenceSplitter splitter) implements Core {

    @Override
    public int inputs() {
        return lstm.inputs();
    }

    @Override
    public int outputs() {
        return lstm.outputs();
    }

    @Override
    public int stateSize() {
        return lstm.stateSize();
    }

    @Override
    public void initialise(Initialiser initialiser, RandomStreams streams) {
        lstm.initialise(initialiser, streams);
    }

    @Override
    public List<Reload> reloads() {
        return lstm.reloads();
    }

    @Override
    public CorePass pass(BatchShape shape) {
        return splitter.pass(lstm, shape);
    }
}
