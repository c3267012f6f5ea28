package topspin.sequence;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import topspin.nn.BatchShape;
import topspin.nn.CorePass;
import topspin.nn.GradientBlock;
import topspin.nn.cell.CoreConfig;
import topspin.nn.engine.Engine;
import topspin.nn.engine.Nd4jEngine;
import topspin.nn.engine.OneDnnEngine;
import topspin.random.RandomStreams;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** What each variant claims about itself, on batches with episodes that begin everywhere and several shards. */
class VariantsTest {
    private static final Set<Variant> EXACT = EnumSet.of(Variant.FUSED, Variant.SEGMENTED, Variant.PADDED);
    private static final List<BatchShape> SHAPES = List.of(new BatchShape(1, 32, 1), new BatchShape(2, 16, 4),
            new BatchShape(1, 12, 70), new BatchShape(3, 1, 2));
    private static final int CHUNK = 4;
    private static final CoreConfig CORE = new CoreConfig("lstm", 32);
    private static final Quantity RECURRENT_WEIGHTS = Quantity.gradientOf("core/0/recurrent-weights", CORE);

    private final RandomStreams streams = new RandomStreams(3);

    static Stream<Arguments> sameMaths() {
        return Arrays.stream(Variant.values()).filter(v -> v.maths() == Variant.Maths.SAME)
                .flatMap(v -> SHAPES.stream().map(shape -> Arguments.of(v, shape)));
    }

    @ParameterizedTest
    @MethodSource("sameMaths")
    void sameMathsShouldBeFusedUpToRoundingAndItsOutputsToTheBit(Variant variant, BatchShape shape) {
        SplitTrial trial = trial(new OneDnnEngine(), shape, 0.1);
        Map<Quantity, Agreement> agreements = agreements(trial, splitter(variant));
        assertThat(agreements.values()).extracting(Agreement::kind).doesNotContain(Agreement.Kind.OTHER_MATHS);
        if (variant != Variant.PRIMITIVE) {
            assertThat(agreements.get(Quantity.OUTPUT).kind()).isEqualTo(Agreement.Kind.SAME_BITS);
            assertThat(agreements.get(Quantity.FINAL_STATE).kind()).isEqualTo(Agreement.Kind.SAME_BITS);
        }
        if (EXACT.contains(variant)) {
            assertThat(agreements.values()).extracting(Agreement::kind).containsOnly(Agreement.Kind.SAME_BITS);
        }
    }

    @ParameterizedTest
    @EnumSource(value = Variant.class, mode = EnumSource.Mode.EXCLUDE, names = "PRIMITIVE")
    void shouldKeepItsClaimOnTheReferenceEngine(Variant variant) {
        SplitTrial trial = trial(new Nd4jEngine(), new BatchShape(2, 9, 3), 0.15);
        assertThat(trial.measure(List.of(splitter(variant)), 1).get(0).keepsItsClaim()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(value = Variant.class, names = {"CHUNKED", "BURN_IN", "ZERO_START", "FLAT"})
    void otherMathsShouldBeCalledSoAndTellWhere(Variant variant) {
        SplitTrial trial = trial(new OneDnnEngine(), new BatchShape(2, 16, 4), 0.05);
        Map<Quantity, Agreement> agreements = agreements(trial, splitter(variant));
        assertThat(agreements.get(RECURRENT_WEIGHTS).kind()).isEqualTo(Agreement.Kind.OTHER_MATHS);
        assertThat(agreements.get(Quantity.OUTPUT).kind()).isEqualTo(variant.maths() == Variant.Maths.OTHER
                ? Agreement.Kind.OTHER_MATHS : Agreement.Kind.SAME_BITS);
    }

    @Test
    void aChunkOfTheWholeRolloutShouldBeFullBackPropagation() {
        SplitTrial trial = trial(new OneDnnEngine(), new BatchShape(2, 16, 4), 0.05);
        assertThat(agreements(trial, new SequenceSplitter(Variant.CHUNKED, 16)).values()).extracting(Agreement::kind)
                .containsOnly(Agreement.Kind.SAME_BITS);
    }

    @Test
    void chunksShouldLearnAsIfEachWereABatchThatBeginsWithTheStateBefore() {
        BatchShape shape = new BatchShape(1, 12, 3);
        SplitTrial trial = trial(new OneDnnEngine(), shape, 0.1);
        Tensors chunked = trial.compute(trial.pass(splitter(Variant.CHUNKED)));
        float[] inputGradient = new float[chunked.of(Quantity.INPUT_GRADIENT).length];
        double[] recurrent = new double[chunked.of(RECURRENT_WEIGHTS).length];
        float[] states = trial.problem().states();
        for (int from = 0; from < shape.steps(); from += CHUNK) {
            SplitTrial chunk = window(trial, from, CHUNK, states);
            Tensors tensors = chunk.compute(chunk.pass(SequenceSplitter.FUSED));
            states = tensors.of(Quantity.FINAL_STATE);
            float[] part = tensors.of(Quantity.INPUT_GRADIENT);
            System.arraycopy(part, 0, inputGradient, from * 3 * 24, part.length);
            for (int i = 0; i < recurrent.length; i++) {
                recurrent[i] += tensors.of(RECURRENT_WEIGHTS)[i];
            }
        }
        assertThat(chunked.of(Quantity.INPUT_GRADIENT)).isEqualTo(inputGradient);
        float[] sum = new float[recurrent.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = (float) recurrent[i];
        }
        assertThat(Agreement.of(sum, chunked.of(RECURRENT_WEIGHTS), 36).kind())
                .isNotEqualTo(Agreement.Kind.OTHER_MATHS);
    }

    @Test
    void burnInShouldLearnFromTheRestAsIfItWereTheBatch() {
        BatchShape shape = new BatchShape(1, 12, 3);
        SplitTrial trial = trial(new OneDnnEngine(), shape, 0.1);
        Tensors burnIn = trial.compute(trial.pass(splitter(Variant.BURN_IN)));
        SplitTrial before = window(trial, 0, CHUNK, trial.problem().states());
        float[] states = before.compute(before.pass(SequenceSplitter.FUSED)).of(Quantity.FINAL_STATE);
        SplitTrial rest = window(trial, CHUNK, 12 - CHUNK, states);
        Tensors expected = rest.compute(rest.pass(SequenceSplitter.FUSED));
        float[] inputGradient = burnIn.of(Quantity.INPUT_GRADIENT);
        int border = CHUNK * 3 * 24;
        assertThat(Arrays.copyOf(inputGradient, border)).containsOnly(0f);
        assertThat(Arrays.copyOfRange(inputGradient, border, inputGradient.length))
                .isEqualTo(expected.of(Quantity.INPUT_GRADIENT));
        assertThat(Agreement.of(expected.of(RECURRENT_WEIGHTS),
                burnIn.of(RECURRENT_WEIGHTS), 36).kind()).isNotEqualTo(Agreement.Kind.OTHER_MATHS);
    }

    /** The same LSTM on some steps of a problem with one shard. */
    private SplitTrial window(SplitTrial trial, int from, int steps, float[] states) {
        Problem p = trial.problem();
        int n = p.shape().sequences();
        return new SplitTrial(new OneDnnEngine(), new Problem(new BatchShape(1, steps, n), p.inputs(), p.core(),
                Arrays.copyOfRange(p.input(), from * n * p.inputs(), (from + steps) * n * p.inputs()),
                Arrays.copyOfRange(p.episodeStart(), from * n, (from + steps) * n), states.clone(),
                Arrays.copyOfRange(p.outputGradient(), from * n * p.core().units(), (from + steps) * n * p.core().units()),
                from + steps == p.shape().steps() ? p.stateGradient() : new float[p.stateGradient().length]), streams);
    }

    @Test
    void flatShouldBeRightWithOneEnvironmentPerShard() {
        SplitTrial trial = trial(new OneDnnEngine(), new BatchShape(2, 16, 1), 0.05);
        assertThat(agreements(trial, splitter(Variant.FLAT)).values()).extracting(Agreement::kind)
                .containsOnly(Agreement.Kind.SAME_BITS);
    }

    @ParameterizedTest
    @MethodSource("sameMaths")
    void actingStepByStepShouldEqualTheSequence(Variant variant, BatchShape shape) {
        SplitTrial trial = trial(new OneDnnEngine(), shape, 0.1);
        Tensors sequence = trial.compute(trial.pass(splitter(variant)));
        Tensors steps = trial.compute(new SteppedPass(trial.pass(splitter(variant)), shape));
        for (Quantity quantity : sequence.values().keySet()) {
            Agreement agreement = Agreement.of(sequence.of(quantity), steps.of(quantity), quantity.additions(trial.problem()));
            assertThat(agreement.kind()).as("%s", quantity).isIn(variant == Variant.PRIMITIVE
                    ? EnumSet.of(Agreement.Kind.SAME_BITS, Agreement.Kind.ROUNDING) : EnumSet.of(Agreement.Kind.SAME_BITS));
        }
    }

    @ParameterizedTest
    @EnumSource(Variant.class)
    void aPassShouldGiveTheSameBitsAgainWhateverItComputedBefore(Variant variant) {
        BatchShape shape = new BatchShape(2, 16, 4);
        Engine engine = new OneDnnEngine();
        SplitTrial few = trial(engine, shape, 0.02);
        SplitTrial many = new SplitTrial(engine, Problem.random(shape, 24, CORE, 0.5, streams.scope("many")), streams);
        CorePass pass = few.pass(splitter(variant));
        Tensors first = few.compute(pass);
        other(many.problem(), few, pass);
        Tensors again = few.compute(pass);
        for (Quantity quantity : first.values().keySet()) {
            assertThat(again.of(quantity)).as("%s", quantity).isEqualTo(first.of(quantity));
        }
    }

    /** Other inputs, states and borders through the same pass. */
    private static void other(Problem problem, SplitTrial trial, CorePass pass) {
        BatchShape shape = problem.shape();
        pass.input().put(0, shape.rows(), problem.input(), 0);
        System.arraycopy(problem.outputGradient(), 0, pass.outputGradient(), 0, problem.outputGradient().length);
        for (int shard = 0; shard < shape.shards(); shard++) {
            pass.begin(shard, problem.states(), shard * shape.sequences() * trial.problem().core().stateSize());
            pass.forward(shard, problem.episodeStart());
            pass.backward(shard, problem.episodeStart());
        }
        pass.gradientBlocks().forEach(GradientBlock::compute);
    }

    @ParameterizedTest
    @EnumSource(value = Variant.class, mode = EnumSource.Mode.EXCLUDE, names = "PRIMITIVE")
    void shouldAllocateNothingOnceItHasRun(Variant variant) {
        SplitTrial trial = trial(new OneDnnEngine(), new BatchShape(2, 16, 4), 0.1);
        // The measurement itself costs a little, once; per run it would be many objects.
        assertThat(trial.measure(List.of(splitter(variant)), 50).get(0).allocatedBytes()).isLessThan(16);
    }

    private SplitTrial trial(Engine engine, BatchShape shape, double resetRate) {
        return new SplitTrial(engine, Problem.random(shape, 24, CORE, resetRate, streams), streams);
    }

    private static SequenceSplitter splitter(Variant variant) {
        return new SequenceSplitter(variant, variant.hasSteps() ? CHUNK : 0);
    }

    private static Map<Quantity, Agreement> agreements(SplitTrial trial, SequenceSplitter splitter) {
        BatchShape shape = trial.problem().shape();
        return trial.compute(trial.pass(splitter))
                .compareWith(trial.compute(trial.pass(SequenceSplitter.FUSED)), trial.problem());
    }
}
