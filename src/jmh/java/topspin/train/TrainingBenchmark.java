package topspin.train;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import topspin.algorithm.Algorithm;
import topspin.env.EnvironmentRegistry;
import topspin.policy.PolicyConfig;
import topspin.run.ConfigHash;
import topspin.run.RunConfig;
import topspin.run.RunDirectory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Whole runs on Pong with the defaults of each algorithm, through {@link Trainer}: an operation is one decision of one
 * environment, its share of acting, stepping, learning and of the checkpoint at the end included.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 5)
@Measurement(iterations = 5, time = 5)
@Fork(1)
public class TrainingBenchmark {
    /** A multiple of the 1024 steps of a PPO rollout. */
    private static final int STEPS = 102_400;

    @Param({"a2c", "ppo"})
    public String algorithm;

    @Param({"binary80", "features"})
    public String observation;

    @Param({"1", "2"})
    public String workers;

    private Path path;
    private RunDirectory directory;
    private Training.Session session;

    @Setup(Level.Invocation)
    public void open() throws IOException {
        RunConfig d = RunConfig.defaults(Algorithm.of(algorithm));
        PolicyConfig policy = new PolicyConfig(observation.equals("binary80") ? "binary-dense" : "none", 256,
                d.policy().core(), d.policy().sequence());
        RunConfig config = d.with().name("benchmark")
                .env(Map.of("id", "pong", "observation", observation, "frame-skip", 4)).totalSteps(STEPS)
                .policy(policy).workers(workers).engine("onednn").build();
        path = Files.createTempDirectory("topspin-benchmark");
        directory = RunDirectory.create(path.resolve("run"), "", ConfigHash.of(config));
        session = new Trainer(EnvironmentRegistry.load()).open(config, directory, Optional.empty(), List.of());
    }

    @TearDown(Level.Invocation)
    public void close() throws IOException {
        session.close();
        directory.close();
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Benchmark
    @OperationsPerInvocation(STEPS)
    public Training.Outcome train() throws IOException {
        return session.run(new StopSignal());
    }
}
