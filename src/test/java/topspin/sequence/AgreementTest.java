package topspin.sequence;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import topspin.nn.BatchShape;
import topspin.nn.CorePass;
import topspin.nn.cell.CoreConfig;
import topspin.nn.engine.Engine;
import topspin.nn.engine.OneDnnEngine;
import topspin.random.RandomStreams;

import java.util.Arrays;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** Rounding is called rounding, and the mistakes that people make are not: at a size where they are hard to see. */
class AgreementTest {
    private static final CoreConfig CORE = new CoreConfig("lstm", 64);
    private static final Quantity INPUT_WEIGHTS = Quantity.gradientOf("core/0/input-weights", CORE);
    private static final Quantity RECURRENT_WEIGHTS = Quantity.gradientOf("core/0/recurrent-weights", CORE);
    private static final Quantity BIAS = Quantity.gradientOf("core/0/bias", CORE);
    private static final BatchShape SHAPE = new BatchShape(1, 64, 16);

    private final RandomStreams streams = new RandomStreams(9);
    private final Engine engine = new OneDnnEngine();
    private final SplitTrial trial =
            new SplitTrial(engine, Problem.random(SHAPE, 64, CORE, 0.03, streams), streams);
    private final Tensors fused = trial.compute(trial.pass(SequenceSplitter.FUSED));

    @Test
    void equalBitsShouldBeCalledSo() {
        assertThat(Agreement.of(new float[] {1, 0, Float.NaN}, new float[] {1, 0, Float.NaN}, 1).kind())
                .isEqualTo(Agreement.Kind.SAME_BITS);
    }

    @Test
    void theToleranceShouldBeTheBorderBetweenRoundingAndOtherMaths() {
        long additions = 10_000;
        double tolerance = Agreement.tolerance(additions);
        assertThat(tolerance).isEqualTo(4 * 100 * Math.pow(2, -24));
        float[] expected = {-2, 0.5f};
        Agreement below = Agreement.of(expected, new float[] {-2, 0.5f + (float) (0.9 * 2 * tolerance)}, additions);
        Agreement above = Agreement.of(expected, new float[] {-2, 0.5f + (float) (1.1 * 2 * tolerance)}, additions);
        assertThat(below.kind()).isEqualTo(Agreement.Kind.ROUNDING);
        assertThat(above.kind()).isEqualTo(Agreement.Kind.OTHER_MATHS);
    }

    @Test
    void differencesShouldBeCountedInUnitsInTheLastPlace() {
        assertThat(Agreement.of(new float[] {1, -1}, new float[] {Math.nextUp(1f), -1}, 4).ulps()).isEqualTo(1);
        assertThat(Agreement.of(new float[] {1, Float.MIN_VALUE}, new float[] {1, -Float.MIN_VALUE}, 4).ulps()).isEqualTo(2);
    }

    @Test
    void somethingWhereNothingIsExpectedAndNumbersThatAreNoneShouldBeOtherMaths() {
        assertThat(Agreement.of(new float[2], new float[] {0, 1e-30f}, 1 << 20).kind()).isEqualTo(Agreement.Kind.OTHER_MATHS);
        assertThat(Agreement.of(new float[] {1}, new float[] {Float.NaN}, 1 << 20).kind())
                .isEqualTo(Agreement.Kind.OTHER_MATHS);
        assertThat(Agreement.of(new float[] {1}, new float[] {Float.POSITIVE_INFINITY}, 1 << 20).kind())
                .isEqualTo(Agreement.Kind.OTHER_MATHS);
    }

    /** Sums in another order come closer to the tolerance than a hundredth of it, so it is not idle. */
    @Test
    void theToleranceShouldBeWithinTwoOrdersOfWhatRoundingDoes() {
        Map<Quantity, Agreement> agreements = agreements(splitter(Variant.PACKED));
        Agreement weights = agreements.get(RECURRENT_WEIGHTS);
        assertThat(weights.kind()).isEqualTo(Agreement.Kind.ROUNDING);
        assertThat(weights.relative()).isBetween(weights.tolerance() / 100, weights.tolerance());
    }

    @ParameterizedTest
    @EnumSource(value = Variant.class, names = {"FUSED", "SPLIT", "SEGMENTED", "PACKED", "PADDED", "PRIMITIVE"})
    void aMaskThatIsOneStepLateShouldBeOtherMaths(Variant variant) {
        assertOtherMaths(agreements(new PassWrapper(splitter(variant)) {
            @Override
            boolean[] startsForward(boolean[] episodeStart) {
                return late(episodeStart);
            }

            @Override
            boolean[] startsBackward(boolean[] episodeStart) {
                return late(episodeStart);
            }
        }), fused.values().keySet().toArray(new Quantity[0]));
    }

    @Test
    void aSingleMissingResetShouldBeOtherMaths() {
        assertOtherMaths(agreements(new PassWrapper(splitter(Variant.PACKED)) {
            @Override
            boolean[] startsForward(boolean[] episodeStart) {
                return withoutOne(episodeStart);
            }

            @Override
            boolean[] startsBackward(boolean[] episodeStart) {
                return withoutOne(episodeStart);
            }
        }), Quantity.OUTPUT, Quantity.INPUT_GRADIENT, RECURRENT_WEIGHTS, BIAS);
    }

    @Test
    void aGradientThatCrossesOneBorderShouldBeOtherMaths() {
        Map<Quantity, Agreement> agreements = agreements(new PassWrapper(splitter(Variant.FUSED)) {
            @Override
            boolean[] startsBackward(boolean[] episodeStart) {
                return withoutOne(episodeStart);
            }
        });
        assertThat(agreements.get(Quantity.OUTPUT).kind()).isEqualTo(Agreement.Kind.SAME_BITS);
        assertOtherMaths(agreements, Quantity.INPUT_GRADIENT, INPUT_WEIGHTS,
                RECURRENT_WEIGHTS, BIAS);
    }

    @Test
    void twoEnvironmentsMixedUpAtOneStepShouldBeOtherMaths() {
        int row = SHAPE.row(0, 40) + 3;
        assertOtherMaths(agreements(new PassWrapper(splitter(Variant.BATCH_TO_SEQUENCE)) {
            @Override
            public void forward(int shard, boolean[] episodeStart) {
                float[] one = new float[64];
                float[] other = new float[64];
                input().get(row, 1, one, 0);
                input().get(row + 1, 1, other, 0);
                input().put(row, 1, other, 0);
                input().put(row + 1, 1, one, 0);
                super.forward(shard, episodeStart);
            }
        }), Quantity.OUTPUT, Quantity.INPUT_GRADIENT, INPUT_WEIGHTS);
    }

    @Test
    void aStaleStateOfOneEnvironmentShouldBeOtherMaths() {
        float[] stale = trial.problem().states().clone();
        int sequence = firstWithoutStart();
        Arrays.fill(stale, sequence * trial.problem().core().stateSize(), (sequence + 1) * trial.problem().core().stateSize(), 0f);
        assertOtherMaths(agreements(new PassWrapper(splitter(Variant.SPLIT)) {
            @Override
            public void begin(int shard, float[] states, int offset) {
                super.begin(shard, stale, offset);
            }
        }), Quantity.OUTPUT, RECURRENT_WEIGHTS);
    }

    @Test
    void aGradientThatLeaksFromOneRowOfPaddingShouldBeOtherMaths() {
        BatchShape padded = new BatchShape(1, SHAPE.steps() + 1, SHAPE.sequences());
        Problem problem = trial.problem();
        CorePass leaking = splitter(Variant.FUSED, padded);
        boolean[] starts = Arrays.copyOf(problem.episodeStart(), padded.rows());
        leaking.input().put(0, SHAPE.rows(), problem.input(), 0);
        leaking.begin(0, problem.states(), 0);
        leaking.forward(0, starts);
        System.arraycopy(problem.outputGradient(), 0, leaking.outputGradient(), 0, problem.outputGradient().length);
        Arrays.fill(leaking.outputGradient(), SHAPE.rows() * 64, (SHAPE.rows() + 1) * 64, 1f);
        assertOtherMaths(agreements(new PassWrapper(splitter(Variant.PADDED)) {
            @Override
            public void state(int shard, int t, float[] states, int offset) {
                leaking.state(shard, t + 1, states, offset);
            }

            @Override
            public java.util.List<topspin.nn.GradientBlock> gradientBlocks() {
                leaking.backward(0, starts);
                return leaking.gradientBlocks();
            }
        }), Quantity.FINAL_STATE, RECURRENT_WEIGHTS, BIAS);
    }

    @Test
    void onlyWhatAVariantClaimsShouldBeHeldAgainstIt() {
        assertThat(keepsItsClaim(Variant.PACKED, BIAS)).isFalse();
        assertThat(keepsItsClaim(Variant.CHUNKED, BIAS)).isTrue();
        assertThat(keepsItsClaim(Variant.CHUNKED, Quantity.OUTPUT)).isFalse();
        assertThat(keepsItsClaim(Variant.FLAT, Quantity.OUTPUT)).isTrue();
    }

    private static boolean keepsItsClaim(Variant variant, Quantity wrong) {
        Map<Quantity, Agreement> agreements = Map.of(wrong, Agreement.of(new float[] {1}, new float[] {2}, 1));
        return new SplitTrial.Result(new SequenceSplitter(variant, 0), agreements, 1, 1, 1, 0, 0).keepsItsClaim();
    }

    private Map<Quantity, Agreement> agreements(CorePass pass) {
        return trial.compute(pass).compareWith(fused, trial.problem());
    }

    private static void assertOtherMaths(Map<Quantity, Agreement> agreements, Quantity... quantities) {
        for (Quantity quantity : quantities) {
            assertThat(agreements.get(quantity).kind()).as("%s: %s", quantity, agreements.get(quantity))
                    .isEqualTo(Agreement.Kind.OTHER_MATHS);
        }
    }

    private CorePass splitter(Variant variant) {
        return splitter(variant, SHAPE);
    }

    private CorePass splitter(Variant variant, BatchShape shape) {
        return trial.pass(new SequenceSplitter(variant, 0), shape);
    }

    private static boolean[] late(boolean[] episodeStart) {
        boolean[] late = new boolean[episodeStart.length];
        System.arraycopy(episodeStart, 0, late, SHAPE.sequences(), late.length - SHAPE.sequences());
        return late;
    }

    /** Without the last episode start that has steps before and after it. */
    private static boolean[] withoutOne(boolean[] episodeStart) {
        boolean[] without = episodeStart.clone();
        for (int row = SHAPE.row(0, SHAPE.steps() - 4); row > 0; row--) {
            if (without[row]) {
                without[row] = false;
                return without;
            }
        }
        throw new AssertionError("no episode begins");
    }

    private int firstWithoutStart() {
        int sequence = 0;
        while (trial.problem().episodeStart()[sequence]) {
            sequence++;
        }
        return sequence;
    }
}
