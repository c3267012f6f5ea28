package topspin.train;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import topspin.algorithm.Algorithm;
import topspin.algorithm.Learner;
import topspin.algorithm.Progress;
import topspin.algorithm.UpdateReport;
import topspin.algorithm.a2c.A2c;
import topspin.algorithm.ppo.Ppo;
import topspin.algorithm.pqn.Pqn;
import topspin.algorithm.reinforce.Reinforce;
import topspin.env.CountingEnvironment;
import topspin.env.VectorEnvironment;
import topspin.nn.BatchShape;
import topspin.nn.Parameters;
import topspin.nn.engine.OneDnnEngine;
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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

/**
 * What each algorithm aims at and reports, recomputed from its rollout by the definitions, which sum forward, and not by
 * the recursions that the code has. Some episodes end by the rules, some are cut off, and some go on after the rollout.
 */
class LearnerTargetsTest {
    private static final int ENVIRONMENTS = 4;
    /** The second rollout ends within an episode: 18 steps are no multiple of 4. */
    private static final int STEPS = 9;
    private static final int LENGTH = 4;
    private static final double GAMMA = 0.9;
    private static final double MOST_NORM = 0.5;
    private static final double RATE = 0.125;

    /** Notes every step that is taken, and changes nothing. */
    private static final class StepWatcher implements Optimiser {
        private Parameters parameters;
        private final List<Double> norms = new ArrayList<>();
        private final List<Float> scales = new ArrayList<>();
        /** How often each parameter was updated. */
        private int[] updates;

        void forget() {
            norms.clear();
            scales.clear();
        }

        @Override
        public void begin() {
            double squares = 0;
            for (float gradient : parameters.gradients()) {
                squares += (double) gradient * gradient;
            }
            norms.add(Math.sqrt(squares));
            updates = new int[parameters.size()];
        }

        @Override
        public synchronized void apply(float[] values, float[] gradients, int from, int to, float scale, double rate) {
            assertThat(rate).isEqualTo(RATE);
            if (from == 0) {
                scales.add(scale);
            }
            for (int i = from; i < to; i++) {
                updates[i]++;
            }
        }

        @Override
        public void applyZero(float[] values, int from, int to, double rate) {
            throw new AssertionError("no encoder here leaves gradients out");
        }

        @Override
        public List<State> state() {
            return List.of();
        }

        @Override
        public long updates() {
            return norms.size();
        }

        @Override
        public void restoreUpdates(long updates) {
            throw new AssertionError("nothing is restored");
        }
    }

    /** One rollout, its learner, and what that made of it. */
    private static final class Setting {
        final RunConfig config;
        final Rollout rollout;
        final UpdateReport report;
        /** As collected: learning adds the values of truncated episodes. */
        final float[] rewards;
        /** What the network put out while acting, in the order of its batch, and where the rollout's rows are there. */
        final float[] logits;
        final int[] batchRow;
        final double entropy;
        final StepWatcher steps = new StepWatcher();

        Setting(Algorithm algorithm, double lambda, boolean normalise) {
            this(algorithm, new Ppo(1, 1, 0.2, true, lambda, normalise, null), lambda, normalise);
        }

        Setting(Algorithm algorithm, Ppo ppo, double lambda, boolean normalise) {
            RunConfig d = TrainingFixture.config(algorithm);
            config = d.with().environments(ENVIRONMENTS).steps(STEPS)
                    .algorithm(algorithm instanceof Ppo ? ppo : algorithm instanceof A2c ? new A2c(lambda, normalise)
                            : algorithm instanceof Pqn ? new Pqn(ppo.epochs(), ppo.minibatches(), lambda, 0.5, 0.05, 1000)
                            : algorithm)
                    .gamma(GAMMA).entropy(0.01).value(0.5)
                    .maxGradNorm(MOST_NORM).seed(1).workers("2").shards("2").engine("onednn").build();
            RandomStreams streams = new RandomStreams(1);
            try (WorkerPool workers = new WorkerPool(2); OneDnnEngine engine = new OneDnnEngine();
                 VectorEnvironment environment = new VectorEnvironment(ENVIRONMENTS,
                         n -> new CountingEnvironment(LENGTH, n % 2 == 1), workers)) {
                PolicyNetwork policy = Trainer.policy(config, environment, engine);
                policy.reload(workers);
                boolean bootstraps = !(algorithm instanceof Reinforce);
                boolean acted = ppo.minibatches() == 1;
                RolloutCollector collector = new RolloutCollector(environment, policy, STEPS, 2, true, bootstraps,
                        streams);
                collector.reset();
                PolicyBatch batch = acted ? collector.actor()
                        : policy.batch(new BatchShape(1, STEPS, ENVIRONMENTS / ppo.minibatches()));
                Guards guards = new Guards(config.guard());
                steps.parameters = policy.parameters();
                Learner learner = Trainer.learner(config, policy, batch, acted, steps, guards,
                        streams, workers);
                learner.update(collector.collect(workers, learner.acting(0)), new Progress(RATE));
                steps.forget();
                // The second rollout begins and ends within episodes, and its report must know nothing of the first.
                rollout = collector.collect(workers, learner.acting(500));
                rewards = rollout.rewards().clone();
                logits = collector.actor().logits().clone();
                batchRow = new int[rollout.rows()];
                for (int row = 0; row < batchRow.length; row++) {
                    batchRow[collector.actor().sourceRows()[row]] = row;
                }
                entropy = meanEntropy(collector.actor().logits());
                report = learner.update(rollout, new Progress(RATE));
            }
        }

        private static double meanEntropy(float[] logits) {
            double sum = 0;
            for (int row = 0; row < ENVIRONMENTS * STEPS; row++) {
                for (int a = 0; a < CountingEnvironment.ACTIONS; a++) {
                    double logP = Categorical.logProbability(logits, row * CountingEnvironment.ACTIONS,
                            CountingEnvironment.ACTIONS, a);
                    sum -= Math.exp(logP) * logP;
                }
            }
            return sum / (ENVIRONMENTS * STEPS);
        }

        /** What the value of a state is compared with: the reward, and what is expected after it. */
        private double temporalDifference(int t, int n) {
            int row = rollout.row(t, n);
            double next = rollout.done()[row] ? n % 2 == 1 ? rollout.truncationValues()[row] : 0
                    : t + 1 < STEPS ? rollout.values()[rollout.row(t + 1, n)] : rollout.lastValues()[n];
            return rewards[row] + GAMMA * next - rollout.values()[row];
        }

        /** Σ (γλ)^l δ_{t+l} to the end of the episode, or of the rollout. */
        double advantage(int t, int n, double lambda) {
            double sum = 0;
            for (int l = 0; t + l < STEPS; l++) {
                sum += Math.pow(GAMMA * lambda, l) * temporalDifference(t + l, n);
                if (rollout.done()[rollout.row(t + l, n)]) {
                    break;
                }
            }
            return sum;
        }

        /** Σ γ^l r_{t+l} to the end of the episode, or of the rollout. */
        double discounted(int t, int n) {
            double sum = 0;
            for (int l = 0; t + l < STEPS; l++) {
                sum += Math.pow(GAMMA, l) * rewards[rollout.row(t + l, n)];
                if (rollout.done()[rollout.row(t + l, n)]) {
                    break;
                }
            }
            return sum;
        }

        /** The value of the best action in a row of the rollout. */
        float largest(int row) {
            float best = Float.NEGATIVE_INFINITY;
            for (int a = 0; a < CountingEnvironment.ACTIONS; a++) {
                best = Math.max(best, logits[batchRow[row] * CountingEnvironment.ACTIONS + a]);
            }
            return best;
        }

        double logProbability(int row) {
            return rollout.logProbabilities()[row];
        }
    }

    @ParameterizedTest
    @CsvSource({"a2c,1,false", "a2c,0.8,true", "ppo,0.95,false", "ppo,0.7,true"})
    void advantagesAndReturnsShouldBeThoseOfTheDefinition(Algorithm algorithm, double lambda,
                                                          boolean normalise) {
        Setting s = new Setting(algorithm, lambda, normalise);
        assertThat(s.rollout.done()).as("episodes go on after the last step").endsWith(false, false, false, false);
        double[] advantages = new double[ENVIRONMENTS * STEPS];
        double[] targets = new double[advantages.length];
        double valueLoss = 0;
        for (int n = 0; n < ENVIRONMENTS; n++) {
            for (int t = 0; t < STEPS; t++) {
                int row = s.rollout.row(t, n);
                advantages[row] = s.advantage(t, n, lambda);
                targets[row] = advantages[row] + s.rollout.values()[row];
                assertThat((double) s.rollout.advantages()[row]).as("advantage of step %d in %d", t, n)
                        .isCloseTo(advantages[row], within(1e-3));
                assertThat((double) s.rollout.returns()[row]).as("return of step %d in %d", t, n)
                        .isCloseTo(targets[row], within(1e-3));
                valueLoss += advantages[row] * advantages[row];
            }
        }
        int rows = advantages.length;
        double mean = Arrays.stream(advantages).average().orElseThrow();
        double deviation = Math.sqrt(variance(advantages));
        double policyLoss = 0;
        for (int row = 0; row < rows; row++) {
            double advantage = normalise ? (advantages[row] - mean) / deviation : advantages[row];
            // PPO's ratios are 1: the loss is −A itself.
            policyLoss -= advantage * (algorithm instanceof Ppo ? 1 : s.logProbability(row)) / rows;
        }
        double scale = algorithm instanceof Ppo ? 0.5 : 1;
        assertThat(s.report.loss().policyLoss()).isCloseTo(policyLoss, within(1e-3));
        assertThat(s.report.loss().valueLoss()).isCloseTo(scale * valueLoss / rows, within(1e-5 * valueLoss));
        assertThat(s.report.loss().entropy()).isCloseTo(s.entropy, within(1e-6));
        assertThat(s.report.explainedVariance()).isCloseTo(1 - variance(advantages) / variance(targets), within(1e-5));
        assertThat(s.report.loss().approxKl()).as("of a policy to itself").isZero();
        assertThat(s.report.loss().clipFraction()).isZero();
    }

    @Test
    void returnsWithoutACriticShouldCountWhatWasSeenAndNothingElse() {
        Setting s = new Setting(new Reinforce(), 1, false);
        double policyLoss = 0;
        for (int n = 0; n < ENVIRONMENTS; n++) {
            for (int t = 0; t < STEPS; t++) {
                int row = s.rollout.row(t, n);
                double discounted = s.discounted(t, n);
                assertThat((double) s.rollout.returns()[row]).as("return of step %d in %d", t, n)
                        .isCloseTo(discounted, within(1e-3));
                policyLoss -= discounted * s.logProbability(row) / (ENVIRONMENTS * STEPS);
            }
        }
        assertThat(s.report.loss().policyLoss()).isCloseTo(policyLoss, within(1e-3));
        assertThat(s.report.loss().valueLoss()).isZero();
        assertThat(s.report.loss().entropy()).isCloseTo(s.entropy, within(1e-6));
    }

    /** Of one pass over the whole rollout, whose values are those of acting. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.65, 1})
    void actionsShouldBeWorthTheirLambdaReturns(double lambda) {
        Setting s = new Setting(new Pqn(), lambda, false);
        int actions = CountingEnvironment.ACTIONS;
        double loss = 0;
        double taken = 0;
        for (int n = 0; n < ENVIRONMENTS; n++) {
            double later = Double.NaN;
            for (int t = STEPS - 1; t >= 0; t--) {
                int row = s.rollout.row(t, n);
                double best = t + 1 < STEPS ? s.largest(s.rollout.row(t + 1, n)) : s.rollout.lastValues()[n];
                double future = s.rollout.done()[row] ? n % 2 == 1 ? s.rollout.truncationValues()[row] : 0
                        : t + 1 < STEPS ? (1 - lambda) * best + lambda * later : best;
                later = s.rewards[row] + GAMMA * future;
                assertThat((double) s.rollout.returns()[row]).as("return of step %d in %d", t, n).isCloseTo(later, within(1e-3));
                assertThat(s.rollout.values()[row]).isEqualTo(s.largest(row));
                double value = s.logits[s.batchRow[row] * actions + (int) s.rollout.actions().values()[row]];
                loss += 0.5 * Math.pow(value - later, 2) / s.rollout.rows();
                taken += value / s.rollout.rows();
            }
        }
        assertThat(s.report.loss().valueLoss()).isCloseTo(loss, withinPercentage(1e-3));
        assertThat(s.report.loss().actionValue()).isCloseTo(taken, within(1e-5));
        assertThat(s.report.loss().entropy()).as("of a policy that is no distribution").isNaN();
    }

    private static double variance(double[] values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        return Arrays.stream(values).map(value -> (value - mean) * (value - mean)).average().orElseThrow();
    }

    /**
     * Minibatches of the same size: the mean of their means is that of the rollout. The values are those of acting, so that
     * even the narrowest clip changes no loss.
     */
    @Test
    void theReportShouldBeOfAllMinibatches() {
        Setting s = new Setting(new Ppo(), new Ppo(1, 2, 1e-6, true, 0.95, true, null), 0.95, true);
        double valueLoss = 0;
        for (int row = 0; row < ENVIRONMENTS * STEPS; row++) {
            valueLoss += 0.5 * Math.pow(s.rollout.values()[row] - s.rollout.returns()[row], 2) / (ENVIRONMENTS * STEPS);
        }
        assertThat(s.report.updates()).isEqualTo(2);
        assertThat(s.report.loss().entropy()).isCloseTo(s.entropy, within(1e-6));
        assertThat(s.report.loss().valueLoss()).isCloseTo(valueLoss, withinPercentage(1e-3));
    }

    /** Whatever the algorithm: every parameter once per step, scaled to the longest gradient that is allowed. */
    @ParameterizedTest
    @MethodSource("topspin.algorithm.Algorithms#all")
    void everyStepShouldBeClippedAndItsNormReported(Algorithm algorithm) {
        Setting s = new Setting(algorithm, new Ppo(3, 1, 0.2, true, 0.95, true, null), 1, false);
        int updates = algorithm instanceof Ppo || algorithm instanceof Pqn ? 3 : 1;
        assertThat(s.steps.norms).hasSize(updates).allMatch(norm -> norm > MOST_NORM);
        assertThat(s.steps.updates).containsOnly(1);
        for (int i = 0; i < updates; i++) {
            assertThat((double) s.steps.scales.get(i)).isCloseTo(MOST_NORM / s.steps.norms.get(i), withinPercentage(1e-3));
        }
        double mean = s.steps.norms.stream().mapToDouble(norm -> norm).average().orElseThrow();
        assertThat(s.report.gradientNorm()).isCloseTo(mean, withinPercentage(1e-3));
        assertThat(s.report.updates()).isEqualTo(updates);
    }
}
