package topspin.train;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import topspin.algorithm.a2c.A2c;
import topspin.algorithm.ppo.Ppo;
import topspin.nn.Nonlinearity;
import topspin.nn.cell.CoreConfig;
import topspin.nn.cell.Gru;
import topspin.policy.HeadsConfig;
import topspin.policy.PolicyConfig;
import topspin.run.RunConfig;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** With every cell, with a critic of its own, and where the policy reads what it did last, a run is exact: the same bits for any number of workers, and after a stop and a resume. */
class EveryCellTest {

    @TempDir
    private Path directory;

    static Stream<RunConfig> configs() {
        Map<String, Object> recall = TrainingFixture.config(new Ppo()).env();
        // which rewards in the middle of an episode
        Map<String, Object> pong = TrainingFixture.env("pong", Map.of("observation", "features"));
        return Stream.concat(with(recall, Stream.of(cells(), separateCritics(), layers())
                .flatMap(policies -> policies)), with(pong, readers()));
    }

    private static Stream<PolicyConfig> cells() {
        return Stream.of(new CoreConfig("lstm", 8, 2, 0),
                        new CoreConfig("lstm", 8).withLayerNorm(true),
                        new CoreConfig("gru", 8, 2, 0),
                        new CoreConfig("gru", 8).withReset(Gru.Reset.BEFORE),
                        new CoreConfig("rnn", 8), new CoreConfig("mingru", 8),
                        new CoreConfig("mingru", 8).withHighway(false),
                        new CoreConfig("lru", 8), new CoreConfig("none", 8))
                .map(core -> new PolicyConfig("none", 1, core, "fused"));
    }

    private static Stream<PolicyConfig> separateCritics() {
        return Stream.of(new CoreConfig("lstm", 8, 2, 0), new CoreConfig("gru", 8))
                .map(core -> new PolicyConfig("mlp", 5, core, "fused").withCritic(PolicyConfig.Critic.SEPARATE));
    }

    private static Stream<PolicyConfig> layers() {
        PolicyConfig gru = new PolicyConfig("mlp", 5, new CoreConfig("gru", 8), "fused");
        return Stream.of(gru.withEncoderLayers(2, Nonlinearity.LEAKY_RELU, true),
                gru.withHeads(new HeadsConfig(2, 6, Nonlinearity.TANH)),
                gru.withSeparateCritic(PolicyConfig.Critic.SEPARATE),
                gru.withHeads(new HeadsConfig(2, 6, Nonlinearity.LEAKY_RELU)).withSeparateCritic(PolicyConfig.Critic.SEPARATE),
                gru.withHeads(new HeadsConfig(1, 6, Nonlinearity.RELU)).withCritic(PolicyConfig.Critic.SEPARATE));
    }

    /** Of what they did last. */
    private static Stream<PolicyConfig> readers() {
        PolicyConfig shared = new PolicyConfig("mlp", 5, new CoreConfig("lstm", 8), "fused");
        return Stream.of(shared.withPrevious(PolicyConfig.Previous.ACTION), shared.withPrevious(PolicyConfig.Previous.REWARD),
                shared.withPrevious(PolicyConfig.Previous.ACTION_REWARD).withCritic(PolicyConfig.Critic.SEPARATE));
    }

    private static Stream<RunConfig> with(Map<String, Object> env, Stream<PolicyConfig> policies) {
        return policies.flatMap(policy -> Stream.of(new Ppo(), new A2c())
                .map(algorithm -> with(TrainingFixture.config(algorithm), env, policy)));
    }

    private static RunConfig with(RunConfig c, Map<String, Object> env, PolicyConfig policy) {
        return c.with().env(env).policy(policy).build();
    }

    @ParameterizedTest
    @MethodSource("configs")
    void workersAndStopsShouldChangeNoBit(RunConfig config) throws IOException {
        Path one = directory.resolve("one");
        Path three = directory.resolve("three");
        Path eight = directory.resolve("eight");
        Path stopped = directory.resolve("stopped");
        TrainingFixture.train(TrainingFixture.withWorkers(config, 1), one);
        TrainingFixture.train(TrainingFixture.withWorkers(config, 3), three);
        TrainingFixture.train(TrainingFixture.withWorkers(config, 8), eight);
        TrainingFixture.trainUntil(720, config, stopped);
        assertThat(TrainingFixture.resumeUntil(Long.MAX_VALUE, config, stopped).finished()).isTrue();
        for (Path other : new Path[] {three, eight, stopped}) {
            assertThat(TrainingFixture.rows(other)).as("%s", other).isEqualTo(TrainingFixture.rows(one));
            assertThat(TrainingFixture.weights(other)).as("%s", other).isEqualTo(TrainingFixture.weights(one));
        }
        assertThat(TrainingFixture.rows(one)).doesNotHaveDuplicates();
    }
}
