package topspin.cli;

import org.junit.jupiter.api.Test;
import topspin.env.EnvironmentRegistry;
import topspin.nn.cell.CoreConfig;
import topspin.nn.engine.Engine;
import topspin.nn.engine.OneDnnEngine;
import topspin.policy.PolicyConfig;
import topspin.random.RandomStreams;
import topspin.sequence.Problem;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

class RolloutProblemTest {
    private static final int FEATURES = 7;
    private static final int CUES = 3;

    /** Behind the features: a column for every action, and one for the reward, all zero where an episode begins. */
    @Test
    void theCoreShouldReadTheActionBefore() {
        SplitsShape shape = new SplitsShape(new CoreConfig("gru", 5), FEATURES, PolicyConfig.Previous.ACTION_REWARD, 9, 4, 2,
                "recall", Map.of("cues", CUES, "delay", 2), 1, "onednn");
        try (Engine engine = new OneDnnEngine()) {
            Problem problem = RolloutProblem.collect(EnvironmentRegistry.load(), shape, engine, new RandomStreams(1));
            assertThat(problem.inputs()).isEqualTo(FEATURES + CUES + 1);
            assertThat(problem.bordersInside()).isPositive();
            Set<Integer> taken = new HashSet<>();
            for (int row = 0; row < problem.shape().rows(); row++) {
                int from = row * problem.inputs() + FEATURES;
                float[] columns = Arrays.copyOfRange(problem.input(), from, from + CUES);
                for (int action = 0; action < CUES; action++) {
                    if (columns[action] == 1) {
                        taken.add(action);
                    }
                }
                Arrays.sort(columns);
                assertThat(columns).as("row %d", row).containsExactly(0, 0, problem.episodeStart()[row] ? 0 : 1);
            }
            assertThat(taken).containsExactlyInAnyOrder(0, 1, 2);
        }
    }
}
