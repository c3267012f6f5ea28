package topspin.train;

import org.junit.jupiter.api.Test;
import topspin.algorithm.Progress;
import topspin.algorithm.UpdateReport;
import topspin.algorithm.ppo.Ppo;
import topspin.env.EnvironmentRegistry;
import topspin.env.VectorEnvironment;
import topspin.nn.BatchShape;
import topspin.nn.engine.OneDnnEngine;
import topspin.optim.Adam;
import topspin.optim.Optimiser;
import topspin.parallel.WorkerPool;
import topspin.policy.PolicyBatch;
import topspin.policy.PolicyNetwork;
import topspin.policy.distribution.Categorical;
import topspin.random.RandomStreams;
import topspin.rollout.Rollout;
import topspin.rollout.RolloutCollector;
import topspin.run.Guards;
import topspin.run.RunConfig;
import topspin.run.RunFailedException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** What PPO does with a rollout: its minibatches, its ratios, its epochs. */
class PpoTest {
    private static final int EPOCHS = 3;
    private static final int MINIBATCHES = 2;

    /** Looks at every minibatch when its step is taken, and changes nothing unless told how. */
    private static class Watcher implements Optimiser {
        final List<int[]> minibatches = new ArrayList<>();
        PolicyBatch batch;
        private long updates;

        @Override
        public void begin() {
            updates++;
            minibatches.add(batch.sourceRows().clone());
        }

        @Override
        public void apply(float[] values, float[] gradients, int from, int to, float gradientScale,
                          double learningRate) {
        }

        @Override
        public void applyZero(float[] values, int from, int to, double learningRate) {
        }

        @Override
        public List<State> state() {
            return List.of();
        }

        @Override
        public long updates() {
            return updates;
        }

        @Override
        public void restoreUpdates(long updates) {
            this.updates = updates;
        }
    }

    /** Learns as well. */
    private static final class LearningWatcher extends Watcher {
        private final Adam adam;

        LearningWatcher(int size) {
            adam = new Adam(size, 0.9, 0.999, 1e-5);
        }

        @Override
        public void begin() {
            super.begin();
            adam.begin();
        }

        @Override
        public void apply(float[] values, float[] gradients, int from, int to, float gradientScale,
                          double learningRate) {
            adam.apply(values, gradients, from, to, gradientScale, learningRate);
        }
    }

    /** A policy, one rollout of a memory task under it, and PPO. */
    private static final class Setting implements AutoCloseable {
        final WorkerPool workers = new WorkerPool(2);
        final RandomStreams streams = new RandomStreams(3);
        final VectorEnvironment environment;
        final PolicyNetwork policy;
        final RolloutCollector collector;
        final PolicyBatch batch;
        final RunConfig config;
        final boolean acted;

        Setting(Double targetKl) {
            this(new Ppo(EPOCHS, MINIBATCHES, 0.1, true, 0.95, true, targetKl), false);
        }

        /** @param acted whether PPO learns from the batch that acts */
        Setting(Ppo ppo, boolean acted) {
            config = TrainingFixture.withPpo(TrainingFixture.config(new Ppo()), ppo);
            this.acted = acted;
            environment = VectorEnvironment.of(EnvironmentRegistry.load(), "recall", Map.of("cues", 2, "delay", 3),
                    config.environments(), streams, workers);
            policy = new PolicyNetwork(config.policy(), environment.observationSpace(),
                    environment.actionSpace(), new OneDnnEngine(), streams);
            policy.reload(workers);
            collector = new RolloutCollector(environment, policy, config.steps(), 2, acted, true, streams);
            collector.reset();
            // The second rollout begins in the middle of episodes, with states that matter.
            collector.collect(workers);
            int sequences = config.environments() / ppo.minibatches();
            batch = acted ? collector.actor() : policy.batch(ppo.minibatches() == 1
                    ? new BatchShape(2, config.steps(), sequences / 2) : new BatchShape(sequences, config.steps(), 1));
        }

        UpdateReport update(Watcher watcher, double rate) {
            return update(watcher, rate, collector.collect(workers));
        }

        UpdateReport update(Watcher watcher, double rate, Rollout rollout) {
            watcher.batch = batch;
            Guards guards = new Guards(config.guard());
            return Trainer.learner(config, policy, batch, acted, watcher, guards,
                    streams, workers)
                    .update(rollout, new Progress(rate));
        }

        @Override
        public void close() {
            workers.close();
        }
    }

    @Test
    void everyEpochShouldCoverEveryRowOnceByWholeEnvironmentsInANewOrder() {
        try (Setting setting = new Setting(null)) {
            Watcher watcher = new Watcher();
            setting.update(watcher, 0);
            assertThat(watcher.minibatches).hasSize(EPOCHS * MINIBATCHES);
            int environments = setting.config.environments();
            int rows = environments * setting.config.steps();
            List<List<Integer>> orders = new ArrayList<>();
            for (int epoch = 0; epoch < EPOCHS; epoch++) {
                List<Integer> seen = new ArrayList<>();
                List<Integer> order = new ArrayList<>();
                for (int m = 0; m < MINIBATCHES; m++) {
                    int[] sources = watcher.minibatches.get(epoch * MINIBATCHES + m);
                    assertThat(Arrays.stream(sources).map(row -> row % environments).distinct().count())
                            .isEqualTo(environments / MINIBATCHES);
                    for (int i = 0; i < sources.length; i++) {
                        seen.add(sources[i]);
                        // Shards of one sequence: row i is step i % steps of its environment, in order.
                        assertThat(sources[i] / environments).isEqualTo(i % setting.config.steps());
                        if (i % setting.config.steps() == 0) {
                            order.add(sources[i] % environments);
                        }
                    }
                }
                assertThat(seen).hasSize(rows).doesNotHaveDuplicates().allMatch(row -> row >= 0 && row < rows);
                orders.add(order);
            }
            assertThat(orders).doesNotHaveDuplicates();
        }
    }

    /** What a minibatch's logit gradients say about its advantages: with ratios of 1, −A·(1 − p)/n at the action taken. */
    private static final class AdvantageWatcher extends Watcher {
        private final Rollout rollout;
        private final List<Double> means = new ArrayList<>();
        private final List<Double> squares = new ArrayList<>();

        AdvantageWatcher(Rollout rollout) {
            this.rollout = rollout;
        }

        @Override
        public void begin() {
            super.begin();
            int rows = batch.shape().rows();
            double sum = 0;
            double square = 0;
            for (int row = 0; row < rows; row++) {
                int action = rollout.actions().index(batch.sourceRows()[row]);
                double p = Math.exp(Categorical.logProbability(batch.logits(), 2 * row, 2, action));
                double advantage = -batch.logitGradients()[2 * row + action] / (1 - p) * rows;
                sum += advantage;
                square += advantage * advantage;
            }
            means.add(sum / rows);
            squares.add(square / rows);
        }
    }

    @Test
    void advantagesShouldBeNormalisedWithinEachMinibatch() {
        try (Setting setting = new Setting(null)) {
            Rollout rollout = setting.collector.collect(setting.workers);
            for (int i = 0; i < rollout.rows(); i++) {
                // environments that differ, so that the whole rollout's mean is no minibatch's
                rollout.rewards()[i] += i % rollout.environments();
            }
            AdvantageWatcher watcher = new AdvantageWatcher(rollout);
            setting.update(watcher, 0, rollout);

            assertThat(watcher.means).hasSize(EPOCHS * MINIBATCHES).allSatisfy(
                    mean -> assertThat(mean).isCloseTo(0, within(0.01)));
            assertThat(watcher.squares).allSatisfy(square -> assertThat(square).isCloseTo(1, within(0.02)));
        }
    }

    /** It acted with the very weights that the first epoch begins with; what it saw is not looked at again then. */
    @Test
    void theFirstEpochOfAWholeRolloutShouldGoOnFromActing() {
        for (int epochs : new int[] {1, 3}) {
            Ppo ppo = new Ppo(epochs, 1, 0.1, true, 0.95, true, null);
            try (Setting goesOn = new Setting(ppo, true); Setting again = new Setting(ppo, false)) {
                for (int i = 0; i < 2; i++) {
                    Rollout rollout = goesOn.collector.collect(goesOn.workers);
                    if (epochs == 1) {
                        Arrays.fill(rollout.observations().floats(), 9f);
                    }
                    goesOn.update(new LearningWatcher(goesOn.policy.parameters().size()), 1e-2, rollout);
                    again.update(new LearningWatcher(again.policy.parameters().size()), 1e-2);
                }
                assertThat(goesOn.policy.parameters().values()).as("%d epochs", epochs)
                        .isEqualTo(again.policy.parameters().values());
            }
        }
        Ppo parts = new Ppo(1, 2, 0.1, true, 0.95, true, null);
        try (Setting setting = new Setting(parts, true)) {
            assertThatThrownBy(() -> setting.update(new Watcher(), 0)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** With a policy that never changes every ratio of every minibatch is 1, not nearly 1. */
    @Test
    void anUnchangedPolicyShouldHaveRatiosOfExactlyOne() {
        try (Setting setting = new Setting(null)) {
            UpdateReport report = setting.update(new Watcher(), 0);
            assertThat(report.loss().largestRatioError()).isZero();
            assertThat(report.loss().approxKl()).isZero();
            assertThat(report.updates()).isEqualTo(EPOCHS * MINIBATCHES);
        }
    }

    @Test
    void theFirstRatioShouldGiveAwayStatesOrMasksThatAreMixedUp() {
        for (boolean states : new boolean[] {true, false}) {
            try (Setting setting = new Setting(null)) {
                // The first policy is nearly uniform: make it one that has opinions, then collect under it.
                for (int i = 0; i < setting.policy.parameters().size(); i++) {
                    setting.policy.parameters().values()[i] *= 10;
                }
                setting.policy.reload(setting.workers);
                Rollout rollout = setting.collector.collect(setting.workers);
                if (states) {
                    Arrays.fill(rollout.startStates(), -0.9f);
                } else {
                    Arrays.fill(rollout.episodeStarts(), false);
                }
                assertThatThrownBy(() -> setting.update(new Watcher(), 0, rollout))
                        .isInstanceOf(RunFailedException.class).hasMessageContaining("probability ratio");
            }
        }
    }

    /** The mean over an epoch's minibatches counts: in the first epoch that is half of the second, as the first has none. */
    @Test
    void aTargetDivergenceShouldEndTheEpochsOnceItIsExceeded() {
        double first = learned(1, null).loss().approxKl();
        assertThat(first).isPositive();

        assertThat(learned(EPOCHS, 1e-7).updates()).isEqualTo(MINIBATCHES);
        assertThat(learned(EPOCHS, 0.99 * first).updates()).isEqualTo(MINIBATCHES);
        assertThat(learned(EPOCHS, 1.01 * first).updates()).isGreaterThan(MINIBATCHES);
        assertThat(learned(EPOCHS, 1e3).updates()).isEqualTo(EPOCHS * MINIBATCHES);
    }

    private static UpdateReport learned(int epochs, Double targetKl) {
        try (Setting setting = new Setting(new Ppo(epochs, MINIBATCHES, 0.1, true, 0.95, true, targetKl), false)) {
            return setting.update(new LearningWatcher(setting.policy.parameters().size()), 1e-2);
        }
    }
}
