package topspin.policy;

import topspin.nn.BatchShape;
import topspin.nn.GradientBlock;
import topspin.nn.Parameters;
import topspin.nn.RowSource;
import topspin.nn.cell.CoreConfig;
import topspin.nn.engine.Engine;
import topspin.nn.engine.OneDnnEngine;
import topspin.parallel.WorkerPool;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;
import topspin.space.Box;
import topspin.space.Discrete;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Two networks' outputs and gradients on fixed inputs, as text: the engine's description first, then a line of numbers
 * per tensor. Run as a process of its own, it tells what another instruction set would compute.
 */
final class NetworkProbe {
    private static final BatchShape SHAPE = new BatchShape(2, 5, 3);

    private NetworkProbe() {
    }

    public static void main(String[] arguments) {
        lines().forEach(System.out::println);
    }

    static List<String> lines() {
        CoreConfig lstm = new CoreConfig("lstm", 256, 1, 0);
        Engine engine = new OneDnnEngine();
        List<String> lines = new ArrayList<>();
        lines.addAll(probe(engine, new PolicyConfig("binary-dense", 256, lstm, "fused"), Box.binary(80, 80, 1)));
        lines.addAll(probe(engine, new PolicyConfig("nature-cnn", 512, lstm, "fused"), Box.pixels(84, 84, 1)));
        lines.add(0, engine.description());
        return lines;
    }

    private static List<String> probe(Engine engine, PolicyConfig config, Box observation) {
        RandomStreams streams = new RandomStreams(13);
        PolicyNetwork policy = new PolicyNetwork(config, observation, new Discrete(6), engine, streams);
        PolicyBatch batch = policy.batch(SHAPE);
        RandomStream draws = streams.stream("inputs");
        byte[] bytes = new byte[SHAPE.rows() * observation.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (observation.isBinary() ? draws.nextInt(100) / 99 : draws.nextInt(256));
        }
        for (int row = 0; row < SHAPE.rows(); row++) {
            batch.sourceRows()[row] = row;
            batch.episodeStarts()[row] = row % 7 == 0;
        }
        List<GradientBlock> blocks = batch.gradientBlocks();
        try (WorkerPool workers = new WorkerPool(1)) {
            policy.reload(workers);
        }
        for (int shard = 0; shard < SHAPE.shards(); shard++) {
            batch.begin(shard, new float[SHAPE.sequences() * policy.stateSize()], 0);
        }
        WholeBatch.forward(batch, new RowSource(bytes, null, observation.size()));
        fill(batch.logitGradients(), draws);
        fill(batch.valueGradients(), draws);
        WholeBatch.backward(batch);
        blocks.forEach(GradientBlock::compute);
        List<String> lines = new ArrayList<>();
        lines.add(line(config.encoder() + " logits", batch.logits(), 0, batch.logits().length));
        lines.add(line(config.encoder() + " values", batch.values(), 0, batch.values().length));
        for (Parameters.Slice slice : policy.parameters().slices()) {
            // rows of a sparse tensor without a gradient hold garbage, so its bias speaks for it
            lines.add(line(config.encoder() + " " + slice.name(), policy.parameters().gradients(), slice.offset(),
                    slice.active() == null ? slice.length() : 0));
        }
        return lines;
    }

    private static void fill(float[] values, RandomStream draws) {
        for (int i = 0; i < values.length; i++) {
            values[i] = draws.nextFloat() - 0.5f;
        }
    }

    /** At most some 500 numbers, evenly spread. */
    private static String line(String name, float[] values, int offset, int length) {
        StringBuilder line = new StringBuilder(name).append(':');
        int step = Math.max(1, length / 499);
        for (int i = 0; i < length; i += step) {
            line.append(String.format(Locale.ROOT, " %.9g", values[offset + i]));
        }
        return line.toString();
    }
}
