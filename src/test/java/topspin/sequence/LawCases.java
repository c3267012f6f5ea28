package topspin.sequence;

import org.junit.jupiter.params.provider.Arguments;
import topspin.nn.BatchShape;
import topspin.nn.cell.CoreConfig;
import topspin.nn.cell.Gru;
import topspin.nn.cell.Rnn;
import topspin.nn.engine.Engine;
import topspin.nn.engine.Nd4jEngine;
import topspin.nn.engine.OneDnnEngine;
import topspin.random.RandomStreams;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the laws of recurrent cells are tested over: every cell with every option, alone and stacked, on both engines and
 * through every splitting variant that claims to be the same maths. A new cell is one entry in {@link #CORES}.
 */
final class LawCases {
    static final long SEED = 29;
    static final int INPUTS = 7;
    private static final int UNITS = 5;

    /** One with as many inputs as units, whose highway takes the inputs themselves. */
    private static final CoreConfig AS_WIDE_AS_ITS_INPUTS = new CoreConfig("mingru", INPUTS);

    static final List<CoreConfig> CORES = List.of(
            new CoreConfig("lstm", UNITS, 1, 0.5),
            new CoreConfig("lstm", UNITS, 2, 0),
            new CoreConfig("lstm", UNITS, 1, 0.5).withLayerNorm(true),
            new CoreConfig("gru", UNITS),
            new CoreConfig("gru", UNITS, 2, 0),
            new CoreConfig("gru", UNITS).withReset(Gru.Reset.BEFORE),
            new CoreConfig("rnn", UNITS),
            new CoreConfig("rnn", UNITS).withActivation(Rnn.Activation.RELU),
            new CoreConfig("mingru", UNITS),
            AS_WIDE_AS_ITS_INPUTS,
            new CoreConfig("mingru", UNITS, 3, 0),
            new CoreConfig("mingru", UNITS).withHighway(false),
            new CoreConfig("lru", UNITS),
            new CoreConfig("lru", UNITS, 2, 0),
            new CoreConfig("lru", UNITS).withMaxPhase(Math.PI));

    private LawCases() {
    }

    /** Core, engine and variant. */
    static Stream<Arguments> all() {
        return Stream.of("onednn", "nd4j").flatMap(engine -> CORES.stream().flatMap(core -> Arrays.stream(Variant.values())
                .filter(variant -> variant.maths() == Variant.Maths.SAME).map(variant -> new SequenceSplitter(variant, 0))
                .filter(splitter -> fits(splitter, core, engine))
                .map(splitter -> Arguments.of(core, engine, splitter))));
    }

    /** As {@link #all}, without the variants on the reference engine, which is slow. */
    static Stream<Arguments> quick() {
        return all().filter(a -> a.get()[1].equals("onednn") || a.get()[2].equals(SequenceSplitter.FUSED));
    }

    private static boolean fits(SequenceSplitter splitter, CoreConfig core, String engine) {
        try {
            splitter.checkCore(core);
            splitter.checkEngine(engine);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    static Engine engine(String name) {
        return name.equals("onednn") ? new OneDnnEngine() : new Nd4jEngine();
    }

    /** Random weights and a random problem; biases and gains are moved, too, so that all of them matter. */
    static SplitTrial trial(CoreConfig core, Engine engine, BatchShape shape, double resetRate) {
        return trial(engine, Problem.random(shape, INPUTS, core, resetRate, new RandomStreams(SEED)));
    }

    /** The same weights on another problem. */
    static SplitTrial trial(Engine engine, Problem problem) {
        RandomStreams streams = new RandomStreams(SEED);
        SplitTrial trial = new SplitTrial(engine, problem, streams);
        float[] values = trial.parameters().values();
        var stream = streams.stream("moved");
        for (int i = 0; i < values.length; i++) {
            values[i] += 0.3f * (stream.nextFloat() - 0.5f);
        }
        trial.pack();
        return trial;
    }

    /** Some steps of a problem with one shard. */
    static Problem window(Problem p, int from, int steps, float[] states, float[] stateGradient) {
        int n = p.shape().sequences();
        int units = p.core().units();
        return new Problem(new BatchShape(1, steps, n), p.inputs(), p.core(),
                Arrays.copyOfRange(p.input(), from * n * p.inputs(), (from + steps) * n * p.inputs()),
                Arrays.copyOfRange(p.episodeStart(), from * n, (from + steps) * n), states,
                Arrays.copyOfRange(p.outputGradient(), from * n * units, (from + steps) * n * units), stateGradient);
    }
}
