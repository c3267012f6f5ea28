package topspin.train;

import org.junit.jupiter.api.Test;
import topspin.env.DiscreteEnvironment;
import topspin.env.Observations;
import topspin.env.VectorEnvironment;
import topspin.nn.cell.CoreConfig;
import topspin.nn.engine.Nd4jEngine;
import topspin.normalise.Normaliser;
import topspin.parallel.WorkerPool;
import topspin.policy.ActionChoice;
import topspin.policy.PolicyConfig;
import topspin.policy.PolicyNetwork;
import topspin.random.RandomStreams;
import topspin.space.Box;
import topspin.space.Discrete;

import java.io.DataInput;
import java.io.DataOutput;

import static org.assertj.core.api.Assertions.assertThat;

class EvaluatorTest {

    /** Episodes of a fixed length; every step is worth 1, or what was done. */
    private static final class Lasting implements DiscreteEnvironment {
        private final int length;
        private final boolean rewardsAction;
        private int taken;

        Lasting(int length, boolean rewardsAction) {
            this.length = length;
            this.rewardsAction = rewardsAction;
        }

        @Override
        public Box observationSpace() {
            return Box.floats(0, 1, 1);
        }

        @Override
        public Discrete actionSpace() {
            return new Discrete(2);
        }

        @Override
        public void reset(Observations out, int row) {
            taken = 0;
        }

        @Override
        public float step(int action, Observations out, int row) {
            taken++;
            return rewardsAction ? action : 1;
        }

        @Override
        public boolean terminated() {
            return taken == length;
        }

        @Override
        public boolean truncated() {
            return false;
        }

        @Override
        public void save(DataOutput out) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void restore(DataInput in) {
            throw new UnsupportedOperationException();
        }
    }

    /** Whoever took the first seven to end would see mostly the short ones. */
    @Test
    void shouldNotFavourShortEpisodes() {
        try (WorkerPool workers = new WorkerPool(1)) {
            VectorEnvironment environment = new VectorEnvironment(3, n -> new Lasting(n + 1, false), workers);
            RandomStreams streams = new RandomStreams(1);
            PolicyNetwork policy = new PolicyNetwork(new PolicyConfig("none", 1,
                    new CoreConfig("lstm", 2, 1, 0), "fused"), environment.observationSpace(),
                    environment.actionSpace(), new Nd4jEngine(), streams);
            policy.reload(workers);

            Training.Evaluation evaluation = new Evaluator(environment, policy, ActionChoice.SAMPLED, Normaliser.none(), streams).play(7, workers);

            assertThat(evaluation.returns()).containsExactlyInAnyOrder(1.0, 1.0, 1.0, 2.0, 2.0, 3.0, 3.0);
            assertThat(evaluation.lengths()).containsExactlyInAnyOrder(1, 1, 1, 2, 2, 3, 3);
        }
    }

    /** The first actions are all but equally probable: sampled, both occur; the most probable one is always the same. */
    @Test
    void shouldSampleOrTakeTheMostProbableAction() {
        assertThat(play(ActionChoice.SAMPLED).returns()).allMatch(sum -> sum > 0 && sum < 20);
        assertThat(play(ActionChoice.DETERMINISTIC).returns()).allMatch(sum -> sum == 0 || sum == 20);
    }

    @Test
    void anyNumberOfWorkersShouldPlayTheSameEpisodes() {
        Training.Evaluation one = play(ActionChoice.SAMPLED, 16, 50, 1);
        Training.Evaluation three = play(ActionChoice.SAMPLED, 16, 50, 3);

        assertThat(three.returns()).isEqualTo(one.returns()).hasSize(50);
        assertThat(three.lengths()).isEqualTo(one.lengths());
    }

    private static Training.Evaluation play(ActionChoice choice) {
        return play(choice, 1, 4, 1);
    }

    private static Training.Evaluation play(ActionChoice choice, int environments, int episodes, int count) {
        try (WorkerPool workers = new WorkerPool(count)) {
            VectorEnvironment environment = new VectorEnvironment(environments, n -> new Lasting(20, true), workers);
            RandomStreams streams = new RandomStreams(3);
            PolicyNetwork policy = new PolicyNetwork(new PolicyConfig("none", 1,
                    new CoreConfig("lstm", 2, 1, 0), "fused"), environment.observationSpace(),
                    environment.actionSpace(), new Nd4jEngine(), streams);
            policy.reload(workers);
            return new Evaluator(environment, policy, choice, Normaliser.none(), streams).play(episodes, workers);
        }
    }
}
