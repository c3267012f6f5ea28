package topspin.policy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import topspin.nn.BatchShape;
import topspin.nn.Nonlinearity;
import topspin.nn.RowSource;
import topspin.nn.cell.CoreConfig;
import topspin.nn.engine.Nd4jEngine;
import topspin.nn.engine.OneDnnEngine;
import topspin.parallel.WorkerPool;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;
import topspin.space.Box;
import topspin.space.Discrete;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** {@link PolicyBatch#observationGradient} against differences, through encoder, core and time. */
class ObservationGradientTest {
    private static final BatchShape SHAPE = new BatchShape(1, 5, 1);
    private static final int ACTIONS = 3;
    /** The step at which another episode begins: nothing before it matters after it. */
    private static final int START = 2;

    private final RandomStreams streams = new RandomStreams(21);
    private final RandomStream weights = streams.stream("weights");
    private final float[] ofLogits = random(SHAPE.rows() * ACTIONS);
    private final float[] ofValues = random(SHAPE.rows());

    private float[] random(int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = 2 * weights.nextFloat() - 1;
        }
        return values;
    }

    private PolicyBatch batch(String encoder, Box box, boolean reference, PolicyConfig.Critic critic, int layers) {
        PolicyConfig config = new PolicyConfig(encoder, 8, new CoreConfig("lstm", 6), "fused").withSeparateCritic(critic)
                .withEncoderLayers(layers, Nonlinearity.TANH, layers > 1);
        return network(encoder.equals("none") || layers > 1 || encoder.equals("mlp") ? config : new PolicyConfig(encoder, 8,
                new CoreConfig("lstm", 6), "fused"), box, reference).batch(SHAPE);
    }

    private PolicyNetwork network(PolicyConfig config, Box box, boolean reference) {
        PolicyNetwork network = new PolicyNetwork(config, box, new Discrete(ACTIONS), reference ? new Nd4jEngine() : new OneDnnEngine(),
                streams);
        try (WorkerPool pool = new WorkerPool(1)) {
            network.reload(pool);
        }
        return network;
    }

    /** A weighted sum of all outputs. */
    private double sum(PolicyBatch batch, RowSource source) {
        batch.episodeStarts()[START] = true;
        for (int row = 0; row < SHAPE.rows(); row++) {
            batch.sourceRows()[row] = row;
        }
        batch.begin(0, new float[100], 0);
        WholeBatch.forward(batch, source);
        double sum = 0;
        for (int i = 0; i < ofLogits.length; i++) {
            sum += (double) ofLogits[i] * batch.logits()[i];
        }
        for (int i = 0; i < ofValues.length; i++) {
            sum += (double) ofValues[i] * batch.values()[i];
        }
        return sum;
    }

    private float[][] gradients(PolicyBatch batch, RowSource source, int inputs) {
        batch.gradientBlocks();
        sum(batch, source);
        System.arraycopy(ofLogits, 0, batch.logitGradients(), 0, ofLogits.length);
        System.arraycopy(ofValues, 0, batch.valueGradients(), 0, ofValues.length);
        WholeBatch.backward(batch);
        float[][] gradients = new float[SHAPE.rows()][];
        for (int row = 0; row < SHAPE.rows(); row++) {
            gradients[row] = batch.observationGradient(row, inputs);
        }
        return gradients;
    }

    @ParameterizedTest
    @CsvSource({"none,false,SHARED,1", "none,true,SHARED,1", "mlp,false,SHARED,1", "mlp,true,SEPARATE,1", "mlp,false,SHARED,2"})
    void numbersShouldHaveTheSlopeOfDifferences(String encoder, boolean reference, PolicyConfig.Critic critic, int layers) {
        int inputs = 4;
        PolicyBatch batch = batch(encoder, Box.floats(-1, 1, inputs), reference, critic, layers);
        float[] seen = random(SHAPE.rows() * inputs);
        RowSource source = new RowSource(null, seen, inputs);
        float[][] gradients = gradients(batch, source, inputs);
        for (int i = 0; i < seen.length; i++) {
            float at = seen[i];
            float step = 0.01f;
            seen[i] = at + step;
            double above = sum(batch, source);
            seen[i] = at - step;
            double below = sum(batch, source);
            seen[i] = at;
            assertThat((double) gradients[i / inputs][i % inputs]).as("element " + i)
                    .isCloseTo((above - below) / (2 * step), within(2e-3));
        }
    }

    @Test
    void pixelsShouldHaveTheSlopeOfDifferences() {
        int side = 36;
        PolicyBatch batch = batch("nature-cnn", Box.pixels(side, side, 1), false, PolicyConfig.Critic.SHARED, 1);
        byte[] seen = new byte[SHAPE.rows() * side * side];
        for (int i = 0; i < seen.length; i++) {
            seen[i] = (byte) (40 + weights.nextInt(170));
        }
        RowSource source = new RowSource(seen, null, side * side);
        float[][] gradients = gradients(batch, source, side * side);
        double largest = 0;
        for (float gradient : gradients[3]) {
            largest = Math.max(largest, Math.abs(gradient));
        }
        assertThat(largest).isPositive();
        for (int i = 0; i < 60; i++) {
            int element = weights.nextInt(seen.length);
            byte at = seen[element];
            seen[element] = (byte) (at + 4);
            double above = sum(batch, source);
            seen[element] = (byte) (at - 4);
            double below = sum(batch, source);
            seen[element] = at;
            assertThat((double) gradients[element / (side * side)][element % (side * side)]).as("element " + element)
                    .isCloseTo((above - below) / 8, within(0.1 * largest));
        }
    }

    /** A layer for zeros and ones is one for numbers with the same weights. */
    @Test
    void bitsShouldHaveTheSlopeOfNumbers() {
        int inputs = 12;
        CoreConfig core = new CoreConfig("lstm", 6);
        PolicyNetwork ofBits = network(new PolicyConfig("binary-dense", 8, core, "fused"), Box.binary(inputs), false);
        PolicyNetwork ofNumbers = network(new PolicyConfig("mlp", 8, core, "fused").withEncoderLayers(1, Nonlinearity.RELU, false),
                Box.floats(0, 1, inputs), false);
        System.arraycopy(ofBits.parameters().values(), 0, ofNumbers.parameters().values(), 0, ofBits.parameters().values().length);
        try (WorkerPool pool = new WorkerPool(1)) {
            ofNumbers.reload(pool);
        }
        byte[] bits = new byte[SHAPE.rows() * inputs];
        float[] numbers = new float[bits.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = (byte) weights.nextInt(2);
            numbers[i] = bits[i];
        }
        float[][] one = gradients(ofBits.batch(SHAPE), new RowSource(bits, null, inputs), inputs);
        float[][] other = gradients(ofNumbers.batch(SHAPE), new RowSource(null, numbers, inputs), inputs);
        for (int row = 0; row < SHAPE.rows(); row++) {
            assertThat(one[row]).containsExactly(other[row], within(1e-5f));
        }
    }
}
