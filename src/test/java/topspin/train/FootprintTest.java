package topspin.train;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import topspin.algorithm.Algorithm;
import topspin.algorithm.a2c.A2c;
import topspin.algorithm.ppo.Ppo;
import topspin.algorithm.reinforce.Reinforce;
import topspin.config.InvalidConfigException;
import topspin.env.Environment;
import topspin.env.EnvironmentRegistry;
import topspin.env.VectorEnvironment;
import topspin.nn.Nonlinearity;
import topspin.nn.cell.CoreConfig;
import topspin.nn.engine.Engine;
import topspin.nn.engine.OneDnnEngine;
import topspin.normalise.NormaliseConfig;
import topspin.parallel.WorkerPool;
import topspin.policy.HeadsConfig;
import topspin.policy.PolicyConfig;
import topspin.random.RandomStreams;
import topspin.run.ConfigHash;
import topspin.run.Footprint;
import topspin.run.RunConfig;
import topspin.run.RunDirectory;
import topspin.space.Box;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FootprintTest {
    private static final long GIB = 1L << 30;
    private static final Footprint.Room PLENTY = new Footprint.Room(1L << 50, 1L << 52);

    @TempDir
    private Path directory;

    private static RunConfig config(Algorithm algorithm, Map<String, Object> env, int environments, int steps,
                                    Ppo ppo, PolicyConfig policy) {
        RunConfig d = RunConfig.defaults(algorithm);
        return d.with().name("test").env(env).environments(environments).steps(steps).totalSteps(10_000_000_000L)
                .algorithm(algorithm instanceof Ppo ? ppo : algorithm).policy(policy).seed(1).workers("1").shards("auto").engine("onednn")
                .build();
    }

    private static PolicyConfig policy(String encoder, String core, int units, int layers) {
        return new PolicyConfig(encoder, 256, new CoreConfig(core, units, layers, 0), "fused");
    }

    private static Ppo minibatches(int count) {
        return new Ppo(1, count, 0.1, true, 0.95, true, null);
    }

    static Stream<RunConfig> runs() {
        Algorithm ppo = new Ppo();
        Map<String, Object> pong = TrainingFixture.env("pong", Map.of());
        return Stream.of(
                config(new A2c(), TrainingFixture.env("pong", Map.of("observation", "features")), 64, 16,
                        minibatches(1), policy("mlp", "gru", 64, 1).withEncoderLayers(3, Nonlinearity.RELU, true)),
                config(ppo, pong, 64, 64, minibatches(4), policy("binary-dense", "lstm", 256, 1)),
                config(ppo, pong, 64, 64, minibatches(1), policy("binary-dense", "none", 256, 1)),
                config(ppo, TrainingFixture.env("pong", Map.of("frame-stack", 11)), 32, 32, minibatches(1),
                        new PolicyConfig("binary-dense", 8, new CoreConfig("lstm", 8, 1, 0), "fused")),
                config(new A2c(), pong, 64, 64, minibatches(1), policy("mlp", "lstm", 64, 2)),
                config(new A2c(), TrainingFixture.env("recall", Map.of("cues", 9999)), 256, 1, minibatches(1),
                        policy("none", "lstm", 8, 1)).with().normalise(new NormaliseConfig(true, true)).build(),
                config(new A2c(), pong, 64, 64, minibatches(1), policy("mlp", "lstm", 64, 2)
                        .withSeparateCritic(PolicyConfig.Critic.SEPARATE)),
                config(new A2c(), TrainingFixture.env("pong", Map.of("observation", "features")), 256, 16,
                        minibatches(1), policy("mlp", "lstm", 256, 1)),
                config(new A2c(), TrainingFixture.env("pong", Map.of("observation", "features")), 64, 16,
                        minibatches(1), policy("mlp", "lstm", 256, 2).withCritic(PolicyConfig.Critic.SEPARATE)
                        .withHeads(new HeadsConfig(2, 256, Nonlinearity.TANH))
                        .withPrevious(PolicyConfig.Previous.ACTION_REWARD)),
                config(new Reinforce(), TrainingFixture.env("recall", Map.of("cues", 999)), 256, 16,
                        minibatches(1), policy("none", "lstm", 64, 1)),
                config(ppo, TrainingFixture.env("pong", Map.of("observation", "gray84", "frame-stack", 4)), 32, 32,
                        minibatches(2), policy("nature-cnn", "lstm", 256, 1)));
    }

    /** Never more than what is really allocated, or runs that have room would be refused; and not so much less. */
    @ParameterizedTest
    @MethodSource("runs")
    void shouldBeALowerBoundOfWhatIsAllocated(RunConfig config) throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Footprint footprint = of(config);
        CountingEngine engine = new CountingEngine();
        try (RunDirectory run = RunDirectory.create(directory, "", ConfigHash.of(config));
             WorkerPool workers = new WorkerPool(1)) {
            long before = threads.getCurrentThreadAllocatedBytes();
            Map<String, Object> options = new HashMap<>(config.env());
            VectorEnvironment environments = VectorEnvironment.of(EnvironmentRegistry.load(), (String) options.remove("id"),
                    options, config.environments(), new RandomStreams(1), workers);
            Equipment equipment = new Equipment(workers, engine.counted(), environments);
            try (var session = new TrainingSession(config, run, List.of(), equipment)) {
                double heap = threads.getCurrentThreadAllocatedBytes() - before;
                assertThat(session.engine()).isNotEmpty();
                assertThat(footprint.heap()).isBetween(0.5 * heap, heap);
                assertThat(footprint.outside()).isBetween(0.5 * engine.bytes, (double) engine.bytes);
            }
        }
    }

    /** Counts what a network asks an engine for; what is freed meanwhile of earlier ones does not disturb it. */
    private static final class CountingEngine {
        private final Engine engine = new OneDnnEngine();
        private long bytes;

        Engine counted() {
            return (Engine) Proxy.newProxyInstance(Engine.class.getClassLoader(), new Class<?>[] {Engine.class},
                    (proxy, method, arguments) -> {
                        if (method.getName().equals("matrix") || method.getName().equals("weights")) {
                            bytes += (long) Float.BYTES * (int) arguments[0] * (int) arguments[1];
                        }
                        return method.invoke(engine, arguments);
                    });
        }
    }

    /** A float for what is shown, two doubles for what is known of it, of each element of each environment. */
    @Test
    void shouldCountWhatNormalisingTakes() {
        RunConfig plain = with(64, 16, "observation", "features", "mlp");
        RunConfig normalised = plain.with().normalise(new NormaliseConfig(true, true)).build();
        assertThat(of(normalised).bytes() - of(plain).bytes()).isEqualTo(64 * 6 * (4 + 2 * 8));
    }

    @Test
    void shouldRefuseWhatNoArrayHolds() {
        assertRefused(with(8, 128, "frame-stack", 100_000, "binary-dense"), PLENTY, List.of("env", "steps", "environments"),
                "the observations of a rollout would have 655,360,000,000 elements (128 steps × 8 environments × 640,000,000 "
                        + "elements), and a Java array holds at most 2,147,483,639: make what env shows, steps or environments smaller");
        assertRefused(with(1, 4_500_000, "observation", "features", "binary-dense"), PLENTY, List.of("steps", "env"),
                "the lists of ones would have 2,304,000,000 elements (4,500,000 steps × 512 ones), and a Java array holds at "
                        + "most 2,147,483,639: make steps or what env shows smaller");
        assertRefused(with(4, 600_000, "observation", "features", "none"), PLENTY,
                List.of("steps", "policy.core.units", "environments"), "the core's pre-activations would have 2,457,600,000 "
                        + "elements (600,000 steps × 4 environments × 1,024 gates), and a matrix of 2 GiB holds at most "
                        + "536,870,911: make steps, policy.core.units or environments smaller");
    }

    @Test
    void shouldRefuseWhatTheMachineOrTheJvmHasNoRoomFor() {
        RunConfig large = with(512, 128, "frame-stack", 4, "binary-dense");
        double needed = of(large).bytes();
        assertThat(needed).isBetween(2.0 * GIB, 4.0 * GIB);

        of(large).require(new Footprint.Room(4 * GIB, 8 * GIB));
        assertRefused(large, new Footprint.Room(4 * GIB, GIB), List.of("env", "environments", "steps"), "this run needs at "
                + "least 3.0 GiB of memory, 1.6 GiB of it for the observations of a rollout (128 steps × 512 environments × "
                + "25,600 elements), and this machine has 1.0 GiB: make what env shows, environments or steps smaller");
        assertRefused(large, new Footprint.Room(GIB, 8 * GIB), List.of("env", "environments", "steps"), "this run needs at "
                + "least 2.5 GiB of memory, 1.6 GiB of it for the observations of a rollout (128 steps × 512 environments × "
                + "25,600 elements), and this JVM takes at most 1.0 GiB: make what env shows, environments or steps smaller, or "
                + "allow it more with TOPSPIN_JAVA_OPTS=-Xmx4g");
    }

    private static RunConfig with(int environments, int steps, String option, Object value, String encoder) {
        return config(new A2c(), TrainingFixture.env("pong", Map.of(option, value)), environments, steps,
                minibatches(1), policy(encoder, "lstm", 256, 1));
    }

    private static void assertRefused(RunConfig config, Footprint.Room room, List<String> keys, String message) {
        assertThatThrownBy(() -> of(config).require(room)).isInstanceOfSatisfying(InvalidConfigException.class,
                e -> assertThat(e.keys()).isEqualTo(keys)).hasMessage(message);
    }

    /** Of the environment's observation alone: a large one cannot be made. */
    private static Footprint of(RunConfig config) {
        Map<String, Object> options = new HashMap<>(config.env());
        String id = (String) options.remove("id");
        int stack = (int) options.getOrDefault("frame-stack", 1);
        options.remove("frame-stack");
        try (Environment environment = EnvironmentRegistry.load().create(id, options, new RandomStreams(1))) {
            Box single = environment.observationSpace();
            int[] shape = single.shape();
            shape[shape.length - 1] *= stack;
            return new Footprint(config, new Box(single.type(), single.low(), single.high(), shape), environment.actionSpace());
        }
    }
}
