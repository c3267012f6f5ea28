package topspin.train;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import topspin.algorithm.Algorithm;
import topspin.algorithm.ppo.Ppo;
import topspin.env.DiscreteEnvironment;
import topspin.env.EnvironmentRegistry;
import topspin.env.Observations;
import topspin.env.ProviderOf;
import topspin.env.wrapper.RewardClip;
import topspin.metric.Metric;
import topspin.nn.cell.CoreConfig;
import topspin.normalise.NormaliseConfig;
import topspin.optim.OptimiserConfig;
import topspin.policy.ActionChoice;
import topspin.policy.Outputs;
import topspin.policy.PolicyConfig;
import topspin.random.RandomStream;
import topspin.run.Checkpoint;
import topspin.run.CheckpointException;
import topspin.run.RunConfig;
import topspin.run.RunDirectory;
import topspin.space.Box;
import topspin.space.Discrete;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Whole runs that normalise what they see and what they are paid. */
class NormalisedRunsTest {
    private static final NormaliseConfig BOTH = new NormaliseConfig(true, true);
    private static final float PRIZE = 250;

    @TempDir
    private Path directory;

    /** Of the pendulum; of a world with two actions for an algorithm that cannot learn any others. */
    private static RunConfig config(Algorithm algorithm, NormaliseConfig normalise) {
        RunConfig config = pendulum(algorithm, normalise);
        return algorithm.outputs() == Outputs.POLICY_AND_VALUE ? config
                : config.with().env(TrainingFixture.env("cart-pole", Map.of())).build();
    }

    /** Actions are numbers, rewards are large, every step is another one, and episodes are truncated at 200 steps of 300. */
    private static RunConfig pendulum(Algorithm algorithm, NormaliseConfig normalise) {
        return TrainingFixture.config(algorithm).with().env(TrainingFixture.env("pendulum", Map.of()))
                .policy(new PolicyConfig("mlp", 5, new CoreConfig("lstm", 8), "fused")
                        .withPrevious(PolicyConfig.Previous.ACTION_REWARD)).normalise(normalise).build();
    }

    @ParameterizedTest
    @MethodSource("topspin.algorithm.Algorithms#all")
    void workersAndStopsShouldChangeNoBit(Algorithm algorithm) throws IOException {
        RunConfig config = config(algorithm, BOTH);
        Path one = directory.resolve("1");
        TrainingFixture.train(TrainingFixture.withWorkers(config, 1), one);
        for (int workers : new int[] {2, 3, 8}) {
            Path other = directory.resolve(Integer.toString(workers));
            TrainingFixture.train(TrainingFixture.withWorkers(config, workers), other);
            assertSameRun(other, one);
        }
        Path stopped = directory.resolve("stopped");
        TrainingFixture.trainUntil(360, config, stopped);
        for (long stop : new long[] {540, 1260, Long.MAX_VALUE}) {
            TrainingFixture.resumeUntil(stop, config, stopped);
        }
        assertSameRun(stopped, one);

        Path plain = directory.resolve("plain");
        TrainingFixture.train(config(algorithm, NormaliseConfig.NONE), plain);
        assertThat(TrainingFixture.weights(plain)).isNotEqualTo(TrainingFixture.weights(one));
        try (Checkpoint checkpoint = Checkpoint.read(TrainingFixture.newest(plain))) {
            assertThat(checkpoint.contains(Checkpoint.NORMALISER)).isFalse();
        }
    }

    private static void assertSameRun(Path run, Path as) throws IOException {
        assertThat(TrainingFixture.rows(run)).as("%s", run).isEqualTo(TrainingFixture.rows(as)).doesNotHaveDuplicates();
        assertThat(TrainingFixture.episodes(run)).as("%s", run).isEqualTo(TrainingFixture.episodes(as)).hasSizeGreaterThan(6);
        assertThat(TrainingFixture.weights(run)).as("%s", run).isEqualTo(TrainingFixture.weights(as));
        assertThat(statistics(run)).as("%s", run).isEqualTo(statistics(as));
    }

    private static byte[] statistics(Path run) throws IOException {
        try (Checkpoint checkpoint = Checkpoint.read(TrainingFixture.newest(run))) {
            return checkpoint.bytes(Checkpoint.NORMALISER);
        }
    }

    /** With a policy that never changes every ratio of every minibatch is 1, not nearly 1. */
    @Test
    void learningShouldReadWhatActingRead() throws IOException {
        Path run = directory.resolve("run");
        TrainingFixture.train(TrainingFixture.withLearningRate(pendulum(new Ppo(), BOTH), 0), run);
        int column = Metric.APPROX_KL.ordinal();
        assertThat(Files.readAllLines(run.resolve(RunDirectory.PROGRESS)).stream().skip(2)
                .map(row -> Double.parseDouble(row.split(",")[column]))).hasSize(10).containsOnly(0.0);
    }

    /** Games of one world are the same whatever the learner makes of their rewards, as long as nothing is learned. */
    @Test
    void scoresShouldBeOfRawRewards() throws IOException {
        RunConfig still = TrainingFixture.withLearningRate(TrainingFixture.config(new Ppo()), 0).with()
                .env(Map.of("id", "faint")).build();
        Path raw = directory.resolve("raw");
        Path clipped = directory.resolve("clipped");
        Path scaled = directory.resolve("scaled");
        TrainingFixture.train(still, raw, worlds(false));
        TrainingFixture.train(still, clipped, worlds(true));
        TrainingFixture.train(still.with().normalise(new NormaliseConfig(false, true)).build(), scaled, worlds(false));

        assertThat(returns(raw)).hasSizeGreaterThan(100).anyMatch(sum -> sum == 3 * PRIZE).allMatch(sum -> sum % PRIZE == 0);
        for (Path other : new Path[] {clipped, scaled}) {
            assertThat(TrainingFixture.episodes(other)).isEqualTo(TrainingFixture.episodes(raw));
            assertThat(TrainingFixture.scores(other)).isEqualTo(TrainingFixture.scores(raw));
        }
    }

    private static List<Double> returns(Path run) throws IOException {
        return TrainingFixture.episodes(run).stream().skip(1).map(line -> Double.parseDouble(line.split(",")[1])).toList();
    }

    /** Two cues that are a hair apart, far from 0, before a network that is linear. */
    private static RunConfig faint(NormaliseConfig normalise) {
        return TrainingFixture.config(new Ppo()).with().env(Map.of("id", "faint")).environments(8).steps(32).totalSteps(8192)
                .algorithm(new Ppo(4, 2, 0.2, false, 0.95, true, null)).gamma(0)
                .optimiser(new OptimiserConfig("adam", 3e-2, "constant", 1e-5, 0.99, 0.9, 0.999))
                .policy(new PolicyConfig("none", 1, new CoreConfig("none", 1), "fused")).shards("auto")
                .log(new RunConfig.Log(1024, 100)).normalise(normalise).build();
    }

    @Test
    void whatCannotBeToldApartOtherwiseShouldBeLearnedAndPlayed() throws IOException {
        Path with = directory.resolve("with");
        Path without = directory.resolve("without");
        RunConfig config = faint(BOTH);
        double learned = score(config, with);
        double lost = score(faint(new NormaliseConfig(false, true)), without);
        assertThat(learned).as("of %s", 3 * PRIZE).isGreaterThan(2.8 * PRIZE);
        assertThat(lost).isLessThan(1.8 * PRIZE);

        Path newest = TrainingFixture.newest(with);
        assertThat(played(config, newest)).as("by the statistics of the checkpoint").isGreaterThan(2.9 * PRIZE);
        assertThat(played(config, withStatistics(newest, identity()))).as("by others, as a toss").isLessThan(1.8 * PRIZE);
        assertThatThrownBy(() -> played(config, TrainingFixture.newest(without))).isInstanceOf(CheckpointException.class);
    }

    private static double score(RunConfig config, Path run) throws IOException {
        return (double) TrainingFixture.train(config, run, worlds(false)).summary().get("score");
    }

    private static double played(RunConfig config, Path file) throws IOException {
        try (Checkpoint checkpoint = Checkpoint.read(file)) {
            return new Trainer(worlds(false)).evaluate(config, checkpoint, ActionChoice.DETERMINISTIC, 100).returns().stream()
                    .mapToDouble(Double::doubleValue).average().orElseThrow();
        }
    }

    /** The checkpoint's tensors with other statistics. */
    private Path withStatistics(Path file, byte[] statistics) throws IOException {
        Path planted = directory.resolve("planted.safetensors");
        try (Checkpoint checkpoint = Checkpoint.read(file)) {
            Checkpoint.Writer writer = new Checkpoint.Writer(0, "");
            for (var tensor : checkpoint.parameters().entrySet()) {
                long[] shape = tensor.getValue().stream().mapToLong(Long::longValue).toArray();
                float[] values = new float[(int) Arrays.stream(shape).reduce(1, Math::multiplyExact)];
                checkpoint.floats(tensor.getKey(), values, 0, values.length);
                writer.floats(tensor.getKey(), values, 0, values.length, shape);
            }
            writer.bytes(Checkpoint.NORMALISER, statistics).writeTo(planted);
        }
        return planted;
    }

    /** Mean 0 and variance 1 of all three elements and of returns. */
    private static byte[] identity() {
        return ByteBuffer.allocate(2 + 4 + 7 * 8 + 4 + 3 * 8).put((byte) 1).put((byte) 1)
                .putInt(3).putDouble(1).putDouble(0).putDouble(1).putDouble(0).putDouble(1).putDouble(0).putDouble(1)
                .putInt(1).putDouble(1).putDouble(0).putDouble(1).array();
    }

    private static EnvironmentRegistry worlds(boolean clips) {
        return EnvironmentRegistry.of(List.of(new ProviderOf("faint",
                streams -> clips ? new RewardClip(new Faint(streams.stream("cue"))) : new Faint(streams.stream("cue")))));
    }

    /** Games of three questions; the answer to each is which of two cues is shown. A right one earns {@link #PRIZE}. */
    private static final class Faint implements DiscreteEnvironment {
        private static final int QUESTIONS = 3;
        private final RandomStream stream;
        private int cue;
        private int asked;

        Faint(RandomStream stream) {
            this.stream = stream;
        }

        @Override
        public Box observationSpace() {
            return Box.floats(-1000, 1000, 3);
        }

        @Override
        public Discrete actionSpace() {
            return new Discrete(2);
        }

        @Override
        public void reset(Observations out, int row) {
            asked = 0;
            ask(out, row);
        }

        @Override
        public float step(int action, Observations out, int row) {
            float reward = action == cue ? PRIZE : 0;
            asked++;
            ask(out, row);
            return reward;
        }

        private void ask(Observations out, int row) {
            cue = stream.nextInt(2);
            out.floats()[out.offset(row)] = 500 + 0.01f * cue;
            out.floats()[out.offset(row) + 1] = -500;
            out.floats()[out.offset(row) + 2] = asked;
        }

        @Override
        public boolean terminated() {
            return asked == QUESTIONS;
        }

        @Override
        public boolean truncated() {
            return false;
        }

        @Override
        public void save(DataOutput out) throws IOException {
            out.writeInt(cue);
            out.writeInt(asked);
            stream.save(out);
        }

        @Override
        public void restore(DataInput in) throws IOException {
            cue = in.readInt();
            asked = in.readInt();
            stream.restore(in);
        }
    }
}
