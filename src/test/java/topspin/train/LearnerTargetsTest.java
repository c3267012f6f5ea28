package topspin.train;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import topspin.env.CountingEnvironment;
import topspin.env.VectorEnvironment;
import topspin.nn.engine.OneDnnEngine;
import topspin.optim.Optimisers;
import topspin.parallel.WorkerPool;
import topspin.policy.Categorical;
import topspin.policy.PolicyBatch;
import topspin.policy.RecurrentActorCritic;
import topspin.random.RandomStreams;
import topspin.rollout.Rollout;
import topspin.rollout.RolloutCollector;

import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * What each algorithm aims at and reports, recomputed from its rollout by the definitions, which sum forward, and not by
 * the recursions that the code has. Some episodes end by the rules, some are cut off, and some go on after the rollout.
 */
class LearnerTargetsTest {
    private static final int ENVIRONMENTS = 4;
    private static final int STEPS = 10;
    private static final int LENGTH = 4;
    private static final double GAMMA = 0.9;

    /** One rollout, its learner, and what that made of it. */
    private static final class Setting {
        final RunConfig config;
        final Rollout rollout;
        final UpdateReport report;
        /** As collected: learning adds the values of truncated episodes. */
        final float[] rewards;
        final double entropy;

        Setting(RunConfig.Algorithm algorithm, double lambda, boolean normalise) {
            RunConfig d = TrainingFixture.config(algorithm);
            config = new RunConfig(d.name(), d.env(), ENVIRONMENTS, STEPS, d.totalSteps(), algorithm,
                    new RunConfig.Ppo(1, 1, 0.2, true, lambda, normalise, null), new RunConfig.A2c(lambda, normalise),
                    GAMMA, 0.01, 0.5, 0.5, d.optimiser(), d.policy(), 1, "2", "2", "onednn", d.log(), d.checkpoint(),
                    d.guard());
            RandomStreams streams = new RandomStreams(1);
            try (WorkerPool workers = new WorkerPool(2); OneDnnEngine engine = new OneDnnEngine();
                 VectorEnvironment environment = new VectorEnvironment(ENVIRONMENTS,
                         n -> new CountingEnvironment(LENGTH, n % 2 == 1), workers)) {
                RecurrentActorCritic policy = Trainer.policy(config, environment, engine);
                policy.reload(workers);
                boolean bootstraps = algorithm != RunConfig.Algorithm.REINFORCE;
                RolloutCollector collector = new RolloutCollector(environment, policy, STEPS, 2, true, bootstraps,
                        streams);
                collector.reset();
                collector.collect(workers); // the second begins and ends within episodes
                rollout = collector.collect(workers);
                rewards = rollout.rewards().clone();
                PolicyBatch batch = collector.actor();
                entropy = meanEntropy(batch.logits());
                Guards guards = new Guards(config.guard());
                GradientStep step = new GradientStep(policy, batch, Optimisers.of(config.optimiser(),
                        policy.parameters().size()), config.maxGradNorm(), guards, workers);
                Learner learner = switch (algorithm) {
                    case PPO -> new Ppo(config, batch, true, policy.actions(), policy.stateSize(), step, guards,
                            streams.stream("shuffle"), workers);
                    case A2C -> new A2c(config, batch, policy.actions(), step, workers);
                    case REINFORCE -> new Reinforce(config, batch, policy.actions(), step, workers);
                };
                report = learner.update(rollout, 0);
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

        double logProbability(int row) {
            return rollout.logProbabilities()[row];
        }
    }

    @ParameterizedTest
    @CsvSource({"A2C,1,false", "A2C,0.8,true", "PPO,0.95,false", "PPO,0.7,true"})
    void advantagesAndReturnsShouldBeThoseOfTheDefinition(RunConfig.Algorithm algorithm, double lambda,
                                                          boolean normalise) {
        Setting s = new Setting(algorithm, lambda, normalise);
        assertThat(s.rollout.lastValues()).as("episodes that go on are worth something").doesNotContain(0);
        double[] advantages = new double[ENVIRONMENTS * STEPS];
        double valueLoss = 0;
        for (int n = 0; n < ENVIRONMENTS; n++) {
            for (int t = 0; t < STEPS; t++) {
                int row = s.rollout.row(t, n);
                advantages[row] = s.advantage(t, n, lambda);
                double target = advantages[row] + s.rollout.values()[row];
                assertThat((double) s.rollout.advantages()[row]).as("advantage of step %d in %d", t, n)
                        .isCloseTo(advantages[row], within(1e-3));
                assertThat((double) s.rollout.returns()[row]).as("return of step %d in %d", t, n)
                        .isCloseTo(target, within(1e-3));
                valueLoss += Math.pow(s.rollout.values()[row] - target, 2);
            }
        }
        int rows = advantages.length;
        double mean = Arrays.stream(advantages).average().orElseThrow();
        double deviation = Math.sqrt(Arrays.stream(advantages).map(a -> (a - mean) * (a - mean)).sum() / rows);
        double policyLoss = 0;
        for (int row = 0; row < rows; row++) {
            double advantage = normalise ? (advantages[row] - mean) / deviation : advantages[row];
            // PPO's ratios are 1: the loss is −A itself.
            policyLoss -= advantage * (algorithm == RunConfig.Algorithm.PPO ? 1 : s.logProbability(row)) / rows;
        }
        double scale = algorithm == RunConfig.Algorithm.PPO ? 0.5 : 1;
        assertThat(s.report.loss().policyLoss()).isCloseTo(policyLoss, within(1e-3));
        assertThat(s.report.loss().valueLoss()).isCloseTo(scale * valueLoss / rows, within(1e-5 * valueLoss));
        assertThat(s.report.loss().entropy()).isCloseTo(s.entropy, within(1e-6));
        assertThat(s.report.loss().approxKl()).as("of a policy to itself").isZero();
        assertThat(s.report.loss().clipFraction()).isZero();
    }

    @Test
    void returnsWithoutACriticShouldCountWhatWasSeenAndNothingElse() {
        Setting s = new Setting(RunConfig.Algorithm.REINFORCE, 1, false);
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
}
