package topspin.sequence;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import topspin.nn.BatchShape;
import topspin.nn.CorePass;
import topspin.nn.Parameters;
import topspin.nn.cell.CoreConfig;
import topspin.nn.engine.Engine;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Gradients in inputs, start states and every parameter are the slopes of a loss that looks at outputs and final states. */
class FiniteDifferencesLawTest {
    private static final BatchShape SHAPE = new BatchShape(2, 5, 2);
    private static final float STEP = 4e-3f;
    /** Of each tensor, at most. */
    private static final int PROBES = 6;

    @ParameterizedTest
    @MethodSource("topspin.sequence.LawCases#quick")
    void gradientsShouldBeSlopes(CoreConfig core, String engineName, SequenceSplitter splitter) {
        try (Engine engine = LawCases.engine(engineName)) {
            SplitTrial trial = LawCases.trial(core, engine, SHAPE, 0.15);
            Problem p = trial.problem();
            CorePass pass = trial.pass(splitter);
            Tensors tensors = trial.compute(pass);
            check(trial, pass, "inputs", p.input(), 0, tensors.of(Quantity.INPUT_GRADIENT));
            check(trial, pass, "start states", p.states(), 0, tensors.of(Quantity.START_STATE_GRADIENT));
            for (Parameters.Slice slice : trial.parameters().slices()) {
                check(trial, pass, slice.name(), trial.parameters().values(), slice.offset(),
                        tensors.of(Quantity.gradientOf(slice.name(), core)));
            }
        }
    }

    private static void check(SplitTrial trial, CorePass pass, String name, float[] values, int offset, float[] gradient) {
        RandomStream pick = new RandomStreams(LawCases.SEED).stream("pick/" + name);
        boolean bends = trial.problem().core().type().equals("rnn");
        for (int k = 0; k < Math.min(PROBES, gradient.length); k++) {
            int i = gradient.length <= PROBES ? k : pick.nextInt(gradient.length);
            double here = bends ? loss(trial, pass) : 0;
            float before = values[offset + i];
            values[offset + i] = before + STEP;
            double up = loss(trial, pass);
            values[offset + i] = before - STEP;
            double down = loss(trial, pass);
            values[offset + i] = before;
            double slope = (up - down) / (2 * STEP);
            // a ReLU may turn on or off within the step: the gradient then lies between the slopes of the sides
            double kink = bends ? Math.abs(up - 2 * here + down) / (2 * STEP) : 0;
            assertThat((double) gradient[i]).as("%s[%d], seed %d", name, i, LawCases.SEED)
                    .isCloseTo(slope, within(2e-3 + 5e-3 * Math.abs(slope) + kink));
        }
        trial.pack();
    }

    private static double loss(SplitTrial trial, CorePass pass) {
        trial.pack();
        Problem p = trial.problem();
        float[] finalStates = trial.forward(pass);
        return dot(p.outputGradient(), pass.output()) + dot(p.stateGradient(), finalStates);
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
