package topspin.supervised;

import org.junit.jupiter.api.Test;
import topspin.nn.cell.CoreConfig;
import topspin.nn.cell.Gru;
import topspin.nn.engine.Engine;
import topspin.nn.engine.OneDnnEngine;
import topspin.optim.OptimiserConfig;
import topspin.parallel.WorkerPool;
import topspin.random.RandomStreams;
import topspin.supervised.SequenceLoss.Reduction;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Gates and states of a sequence in a batch of others satisfy the cell's formulas, step by step. */
class TraceTest {
    private static final int UNITS = 5;
    private static final float CLOSE = 2e-6f;

    private static Map<String, float[][]> traces(CoreConfig core, int layer) {
        RandomExamples examples = RandomExamples.of(3, 4, new Axes(7, UNITS), 1, 4);
        Arrays.fill(examples.lengths(), 7);
        RandomStreams streams = new RandomStreams(2);
        try (Engine engine = new OneDnnEngine(); WorkerPool workers = new WorkerPool(1)) {
            SequenceModel model = new SequenceModel.Builder(engine, examples.axes()).recurrent(core, false).build(streams);
            Fit fit = new Fit(model, SequenceLoss.CROSS_ENTROPY, Reduction.MEAN, new FitConfig(1, 4, false, null),
                    new OptimiserConfig("sgd", 0, "constant", 1e-8, 0.9, 0.9, 0.999), streams, workers);
            List<Trace> all = fit.traces(examples, 2);
            Map<String, float[][]> named = new LinkedHashMap<>();
            all.stream().filter(trace -> trace.layer() == layer).forEach(trace -> named.put(trace.name(), trace.values()));
            float[][] inputs = new float[7][UNITS];
            for (int t = 0; t < 7; t++) {
                examples.input(2, t, inputs[t], 0);
            }
            named.put("inputs", inputs);
            fit.ask(examples, (example, answer) -> {
                if (example == 2 && layer == core.layers() - 1) {
                    float[] last = new float[answer.width()];
                    for (int k = 0; k < last.length; k++) {
                        last[k] = answer.at(0, k);
                    }
                    named.put("answer", new float[][] {last});
                }
            });
            return named;
        }
    }

    private interface Formula {
        double of(int t, int k);
    }

    private static void check(float[][] values, Formula expected) {
        for (int t = 1; t < values.length; t++) {
            for (int k = 0; k < values[t].length; k++) {
                assertThat((double) values[t][k]).as("step %d, unit %d", t, k).isCloseTo(expected.of(t, k), within((double) CLOSE));
            }
        }
    }

    @Test
    void anLstmShouldForgetTakeInAndEmit() {
        for (boolean layerNorm : new boolean[] {false, true}) {
            Map<String, float[][]> of = traces(new CoreConfig("lstm", UNITS, 2, 1).withLayerNorm(layerNorm), 1);
            float[][] c = of.get("cell state");
            check(c, (t, k) -> of.get("forget gate")[t][k] * c[t - 1][k] + of.get("input gate")[t][k] * of.get("candidate")[t][k]);
            if (!layerNorm) {
                check(of.get("hidden state"), (t, k) -> of.get("output gate")[t][k] * Math.tanh(c[t][k]));
            }
            assertThat(of.get("hidden state")[6]).isEqualTo(of.get("answer")[0]);
        }
    }

    @Test
    void aGruShouldMixOldAndNew() {
        for (Gru.Reset reset : Gru.Reset.values()) {
            Map<String, float[][]> of = traces(new CoreConfig("gru", UNITS).withReset(reset), 0);
            float[][] h = of.get("hidden state");
            check(h, (t, k) -> (1 - of.get("update gate")[t][k]) * of.get("candidate")[t][k] + of.get("update gate")[t][k] * h[t - 1][k]);
            assertThat(of).containsKey("reset gate");
        }
    }

    @Test
    void aMinGruShouldMixItsInputsIn() {
        Map<String, float[][]> of = traces(new CoreConfig("mingru", UNITS), 0);
        float[][] h = of.get("hidden state");
        check(h, (t, k) -> h[t - 1][k] + of.get("update gate")[t][k] * (of.get("candidate")[t][k] - h[t - 1][k]));
        check(of.get("output"), (t, k) -> of.get("highway gate")[t][k] * h[t][k]
                + (1 - of.get("highway gate")[t][k]) * of.get("inputs")[t][k]);
        assertThat(of.get("output")[6]).isEqualTo(of.get("answer")[0]);
    }

    @Test
    void theOthersShouldShowTheirStates() {
        assertThat(traces(new CoreConfig("rnn", UNITS), 0).get("hidden state")[6])
                .isEqualTo(traces(new CoreConfig("rnn", UNITS), 0).get("answer")[0]);
        Map<String, float[][]> lru = traces(new CoreConfig("lru", UNITS), 0);
        assertThat(lru.get("output")[6]).isEqualTo(lru.get("answer")[0]);
        assertThat(lru).containsKeys("real state", "imaginary state");
    }
}
