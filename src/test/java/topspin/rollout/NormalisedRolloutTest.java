package topspin.rollout;

import org.junit.jupiter.api.Test;
import topspin.env.Actions;
import topspin.env.Environment;
import topspin.env.Observations;
import topspin.env.VectorEnvironment;
import topspin.env.wrapper.RewardClip;
import topspin.env.wrapper.Wrapper;
import topspin.nn.cell.CoreConfig;
import topspin.nn.engine.OneDnnEngine;
import topspin.normalise.NormaliseConfig;
import topspin.normalise.Normaliser;
import topspin.parallel.WorkerPool;
import topspin.policy.PolicyConfig;
import topspin.policy.PolicyNetwork;
import topspin.random.RandomStreams;
import topspin.space.Discrete;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.IntFunction;

import static org.assertj.core.api.Assertions.assertThat;

/** What policy and learner see of scripted worlds where that is not what the worlds give. */
class NormalisedRolloutTest {
    private static final int ENVIRONMENTS = 6;
    private static final int STEPS = 5;
    private static final int ROLLOUTS = 4;
    private static final NormaliseConfig BOTH = new NormaliseConfig(true, true, 1.5, 1.2);

    private final RandomStreams streams = new RandomStreams(6);
    private final WorkerPool workers = new WorkerPool(2);
    private final PolicyNetwork policy = new PolicyNetwork(new PolicyConfig("none", 1, new CoreConfig("lstm", 8), "fused")
            .withPrevious(PolicyConfig.Previous.ACTION_REWARD), ScriptedEnvironment.OBSERVATION,
            new Discrete(ScriptedEnvironment.ACTIONS), new OneDnnEngine(), streams);

    private RolloutCollector collector(IntFunction<Environment> worlds, Normaliser normaliser) {
        policy.reload(workers);
        RolloutCollector collector = new RolloutCollector(new VectorEnvironment(ENVIRONMENTS, worlds, workers), policy, STEPS,
                3, false, true, normaliser, streams);
        collector.reset();
        return collector;
    }

    private static Normaliser learning() {
        return Normaliser.learning(BOTH, ScriptedEnvironment.OBSERVATION, ENVIRONMENTS, 0.9);
    }

    /** @param learned whose statistics it has */
    private static Normaliser frozen(Normaliser learned, int environments) {
        try {
            Normaliser frozen = Normaliser.frozen(BOTH, ScriptedEnvironment.OBSERVATION, environments, 0.9);
            frozen.restoreStatistics(new DataInputStream(new ByteArrayInputStream(saved(learned))));
            return frozen;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A world that does by itself what a normaliser does. */
    private static final class Normalised extends Wrapper {
        private final Normaliser normaliser;
        private final Observations raw = new Observations(ScriptedEnvironment.OBSERVATION, 1);

        Normalised(Environment inner, Normaliser normaliser) {
            super(inner);
            this.normaliser = normaliser;
        }

        @Override
        public void reset(Observations out, int row) {
            inner().reset(raw, 0);
            show(out, row);
        }

        @Override
        public float step(Actions actions, int index, Observations out, int row) {
            float reward = inner().step(actions, index, raw, 0);
            show(out, row);
            return reward;
        }

        private void show(Observations out, int row) {
            normaliser.show(raw, 0, 1);
            out.copyRow(normaliser.view(raw), 0, row);
        }

        @Override
        public float learnerReward(float reward) {
            return normaliser.reward(0, reward, false);
        }
    }

    /** Acting, last observations and final observations of truncated episodes; and the reward before, which the policy reads. */
    @Test
    void thePolicyShouldReadWhatAWorldThatNormalisesItselfShows() {
        Normaliser learned = learning();
        RolloutCollector learns = collector(ScriptedEnvironment::new, learned);
        for (int i = 0; i < ROLLOUTS; i++) {
            learns.collect(workers);
        }
        RolloutCollector through = collector(ScriptedEnvironment::new, frozen(learned, ENVIRONMENTS));
        RolloutCollector plain = collector(n -> new Normalised(new ScriptedEnvironment(n), frozen(learned, 1)), Normaliser.none());
        boolean truncated = false;
        for (int i = 0; i < ROLLOUTS; i++) {
            Rollout one = through.collect(workers);
            Rollout other = plain.collect(workers);
            assertThat(one.observations().floats()).isEqualTo(other.observations().floats());
            assertThat(one.actions().values()).isEqualTo(other.actions().values());
            assertThat(one.logProbabilities()).isEqualTo(other.logProbabilities());
            assertThat(one.values()).isEqualTo(other.values());
            assertThat(one.lastValues()).isEqualTo(other.lastValues());
            assertThat(one.truncationValues()).isEqualTo(other.truncationValues());
            assertThat(one.rewards()).isEqualTo(other.rewards());
            assertThat(one.previousRewards()).isEqualTo(other.previousRewards());
            assertThat(one.rawRewards()).isEqualTo(other.rawRewards()).isNotEqualTo(one.rewards());
            for (float value : one.truncationValues()) {
                truncated |= value != 0;
            }
        }
        assertThat(truncated).isTrue();
    }

    /** Means and deviations of the first rollout's rows, worked out from all of them at once. */
    @Test
    void aRolloutShouldBeSeenByTheStatisticsOfThoseBeforeIt() {
        RolloutCollector raw = collector(ScriptedEnvironment::new, Normaliser.none());
        RolloutCollector normalised = collector(ScriptedEnvironment::new, Normaliser.learning(new NormaliseConfig(true, false),
                ScriptedEnvironment.OBSERVATION, ENVIRONMENTS, 0.9));
        float[] first = raw.collect(workers).observations().floats().clone();
        assertThat(normalised.collect(workers).observations().floats()).as("mean 0, deviation 1").isEqualTo(first);
        float[] second = raw.collect(workers).observations().floats();
        float[] expected = new float[second.length];
        double count = first.length / 3;
        for (int element = 0; element < 3; element++) {
            double sum = 0;
            double squares = 0;
            for (int i = element; i < first.length; i += 3) {
                sum += first[i];
                squares += (double) first[i] * first[i];
            }
            double mean = sum / count;
            double deviation = Math.sqrt(squares / count - mean * mean + 1e-8);
            for (int i = element; i < second.length; i += 3) {
                expected[i] = (float) ((second[i] - mean) / deviation);
            }
        }
        float[] seen = normalised.collect(workers).observations().floats();
        assertThat(seen).usingComparatorWithPrecision(1e-4f).containsExactly(expected);
    }

    @Test
    void aResetShouldBeginDiscountedReturnsAnewAndKeepTheStatistics() throws IOException {
        Normaliser normaliser = learning();
        RolloutCollector collector = collector(ScriptedEnvironment::new, normaliser);
        collector.collect(workers);
        byte[] before = saved(normaliser);
        collector.reset();
        byte[] after = saved(normaliser);
        int statistics = before.length - ENVIRONMENTS * Double.BYTES;
        assertThat(Arrays.copyOf(after, statistics)).isEqualTo(Arrays.copyOf(before, statistics));
        assertThat(Arrays.copyOfRange(before, statistics, before.length)).as("some episodes go on").isNotEqualTo(
                Arrays.copyOfRange(after, statistics, after.length));
        assertThat(Arrays.copyOfRange(after, statistics, after.length)).containsOnly(0);
    }

    private static byte[] saved(Normaliser normaliser) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        normaliser.save(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    @Test
    void clippedRewardsShouldBeTheLearnersAndRawOnesTheScores() {
        RolloutCollector clipped = collector(n -> new RewardClip(new ScriptedEnvironment(n)), Normaliser.none());
        RolloutCollector plain = collector(ScriptedEnvironment::new, Normaliser.none());
        EpisodeTracker scores = new EpisodeTracker(ENVIRONMENTS, 10);
        Rollout rollout = clipped.collect(workers);
        scores.observe(rollout, (step, environment, episodeReturn, length) -> { });
        assertThat(rollout.rewards()).as("every reward is positive").containsOnly(1f);
        // the first action is drawn before any reward is read
        assertThat(Arrays.copyOf(rollout.rawRewards(), ENVIRONMENTS))
                .isEqualTo(Arrays.copyOf(plain.collect(workers).rewards(), ENVIRONMENTS));
        assertThat(scores.meanReturn()).isGreaterThan(scores.meanLength());
    }
}
