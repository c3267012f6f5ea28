package topspin.train;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import topspin.algorithm.Progress;
import topspin.algorithm.pqn.Pqn;
import topspin.env.EnvironmentRegistry;
import topspin.policy.ActionChoice;
import topspin.policy.distribution.Categorical;
import topspin.random.RandomStreams;
import topspin.rollout.Rollout;
import topspin.run.RunConfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** PQN within a run: how it acts, and that its values come to what they are worth. */
class PqnTest {
    private static final RunConfig CONFIG = config(new Pqn(3, 2, 0.65, 0.9, 0.1, 800));

    /** ε falls from 0.9 to 0.1 in 800 decisions; with two actions, the best one is taken with 1 − ε/2. */
    @ParameterizedTest
    @CsvSource({"0, 0.9", "200, 0.7", "400, 0.5", "800, 0.1", "5000, 0.1"})
    void randomActionsShouldBecomeRarer(long step, double epsilon) {
        try (Equipment equipment = equipment(CONFIG)) {
            ActionChoice acting = TrainingParts.of(CONFIG, equipment).learner().acting(step);
            assertThat(bestIsTaken(acting)).isCloseTo(1 - epsilon / 2, within(1e-12));
        }
    }

    @Test
    void aTrainedPolicyShouldActAsAtTheEnd() {
        try (Equipment equipment = equipment(CONFIG)) {
            ActionChoice acting = CONFIG.algorithm().acting(equipment.environment().actionSpace());
            assertThat(bestIsTaken(acting)).isCloseTo(1 - 0.1 / 2, within(1e-12));
        }
    }

    /** The probability that the choice itself gives to the better of two actions. */
    private static double bestIsTaken(ActionChoice acting) {
        float[] action = new float[1];
        var stream = new RandomStreams(1).stream("test");
        while (true) {
            double probability = Math.exp(acting.choose(new Categorical(2), new float[] {1, 3}, 0, stream, action, 0));
            if (action[0] == 1) {
                return probability;
            }
        }
    }

    /** The rollout itself is played so: half of all actions are not the best at ε = 1, and none without ε. */
    @Test
    void rolloutsShouldBePlayedAsItSays() {
        for (double epsilon : new double[] {0, 1}) {
            RunConfig config = config(new Pqn(1, 1, 0.65, epsilon, epsilon, 1)).with().steps(60).build();
            try (Equipment equipment = equipment(config)) {
                TrainingParts parts = TrainingParts.of(config, equipment);
                parts.reload();
                parts.collector().reset();
                Rollout rollout = parts.collector().collect(equipment.workers(), parts.learner().acting(0));
                int best = 0;
                for (int row = 0; row < rollout.rows(); row++) {
                    best += Math.exp(rollout.logProbabilities()[row]) > 0.9 ? 1 : 0;
                }
                assertThat(best).isEqualTo(epsilon == 0 ? rollout.rows() : 0);
            }
        }
    }

    /** The targets of one rollout do not move, so that many passes over it bring the values nearer to them. */
    @Test
    void valuesShouldApproachTheirTargets() {
        RunConfig config = config(new Pqn(20, 2, 0.65, 1, 1, 1));
        try (Equipment equipment = equipment(config)) {
            TrainingParts parts = TrainingParts.of(config, equipment);
            parts.reload();
            parts.collector().reset();
            Rollout rollout = parts.collector().collect(equipment.workers(), parts.learner().acting(0));
            double first = valueLoss(parts, rollout);
            double last = first;
            for (int update = 0; update < 20; update++) {
                last = valueLoss(parts, rollout);
            }
            assertThat(last).as("first %s", first).isLessThan(first / 4);
        }
    }

    private static double valueLoss(TrainingParts parts, Rollout rollout) {
        return parts.learner().update(rollout, new Progress(1e-2)).loss().valueLoss();
    }

    private static RunConfig config(Pqn pqn) {
        return TrainingFixture.config(pqn).with().algorithm(pqn).build();
    }

    private static Equipment equipment(RunConfig config) {
        return Equipment.open(EnvironmentRegistry.load(), config, 1, config.environments(), new RandomStreams(config.seed()));
    }
}
