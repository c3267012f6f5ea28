package topspin.sequence;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import topspin.nn.BatchShape;
import topspin.nn.CorePass;
import topspin.nn.engine.OneDnnEngine;
import topspin.random.RandomStreams;

import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** What each variant claims about itself, on batches with episodes that begin everywhere. */
class VariantsTest {
    @ParameterizedTest
    @EnumSource(Variant.class)
    void shouldBeWhatItClaims(Variant variant) {
        for (BatchShape shape : new BatchShape[] {new BatchShape(1, 32, 1), new BatchShape(2, 16, 4), new BatchShape(1, 12, 70)}) {
            SplitTrial trial = new SplitTrial(new OneDnnEngine(), Problem.random(shape, 24, 32, 0.1, new RandomStreams(3)), new RandomStreams(3));
            Tensors fused = trial.compute(trial.lstm().pass(shape));
            SequenceSplitter splitter = new SequenceSplitter(variant, variant.hasSteps() ? 4 : 0);
            SplitTrial.Result result = trial.measure(splitter, fused, 3);
            System.err.println(splitter + " " + shape + " " + result.allocatedBytes());
            result.verdicts().forEach((q, v) -> System.err.println("   " + q.label() + " " + v));
            assertThat(result.keepsItsClaim()).isTrue();
        }
    }
}
