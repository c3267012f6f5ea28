package topspin.train;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import topspin.env.EnvironmentRegistry;
import topspin.env.VectorEnvironment;
import topspin.nn.BatchShape;
import topspin.nn.engine.OneDnnEngine;
import topspin.optim.Optimiser;
import topspin.optim.Optimisers;
import topspin.parallel.WorkerPool;
import topspin.policy.PolicyBatch;
import topspin.policy.PolicyConfig;
import topspin.policy.RecurrentActorCritic;
import topspin.random.RandomStreams;
import topspin.rollout.RolloutCollector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How training parts company: PPO through every same-maths variant, and through {@code fused} with one weight changed by
 * one unit in the last place. What sets a variant apart is no more than what sets the changed weight apart.
 */
class DivergenceTest {
    private static final String ONE_ULP = "fused, one weight one ulp up";
    private static final List<String> EXACT = List.of("segmented", "padded");
    private static final List<String> VARIANTS = List.of("segmented", "padded", "split", "split-squeeze", "unstack",
            "batch-to-sequence", "packed", "primitive");

    @Test
    void exactVariantsShouldNeverPartAndRoundingShouldBeginAsSmallAsOneUlp() throws IOException {
        Map<String, double[]> distances = distances(TrainingFixture.config(RunConfig.Algorithm.PPO), 20, VARIANTS,
                Path.of("target/divergence-recall.csv"));
        distances.forEach((run, distance) -> {
            if (EXACT.contains(run)) {
                assertThat(distance).as(run).containsOnly(0);
            } else {
                assertThat(Arrays.stream(distance).limit(5).max().orElseThrow()).as(run).isBetween(1e-10, 1e-5);
            }
        });
    }

    /** Until curves part, on Pong: {@code mvn test -Dtest=DivergenceTest -Ddivergence=pong}; a few minutes. */
    @Test
    @EnabledIfSystemProperty(named = "divergence", matches = "pong")
    void pong() throws IOException {
        RunConfig small = TrainingFixture.config(RunConfig.Algorithm.PPO);
        RunConfig pong = new RunConfig("pong", TrainingFixture.env("pong", Map.of("observation", "binary80")), 8, 64,
                1_000_000, small.algorithm(), new RunConfig.Ppo(4, 4, 0.1, true, 0.95, true, null), small.a2c(), 0.99,
                0.01, 0.5, 0.5, RunConfig.defaults(RunConfig.Algorithm.PPO).optimiser(),
                new PolicyConfig("binary-dense", 64, new PolicyConfig.Core("lstm", 64, 1, 0), "fused"), 1, "1", "auto",
                "onednn", small.log(), small.checkpoint(), small.guard());
        distances(pong, 300, List.of("padded", "split", "packed", "primitive"), Path.of("target/divergence-pong.csv"));
    }

    /** After each rollout's updates: the largest difference of a weight to {@code fused}'s, per run. */
    private static Map<String, double[]> distances(RunConfig config, int rollouts, List<String> variants,
                                                   Path file) throws IOException {
        List<float[]> fused = run(config, "fused", rollouts, false);
        Map<String, double[]> distances = new LinkedHashMap<>();
        distances.put(ONE_ULP, distance(fused, run(config, "fused", rollouts, true)));
        for (String variant : variants) {
            distances.put(variant, distance(fused, run(config, variant, rollouts, false)));
        }
        write(distances, rollouts, file);
        return distances;
    }

    private static double[] distance(List<float[]> a, List<float[]> b) {
        double[] distance = new double[a.size()];
        for (int k = 0; k < distance.length; k++) {
            for (int i = 0; i < a.get(k).length; i++) {
                distance[k] = Math.max(distance[k], Math.abs(a.get(k)[i] - b.get(k)[i]));
            }
        }
        return distance;
    }

    private static void write(Map<String, double[]> distances, int rollouts, Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("rollout," + String.join(",", distances.keySet().stream().map(name -> '"' + name + '"').toList()));
        for (int k = 0; k < rollouts; k++) {
            StringBuilder line = new StringBuilder(Integer.toString(k + 1));
            for (double[] distance : distances.values()) {
                line.append(String.format(Locale.ROOT, ",%.3e", distance[k]));
            }
            lines.add(line.toString());
        }
        Files.write(file, lines);
    }

    /** Weights after each rollout's updates. */
    private static List<float[]> run(RunConfig config, String sequence, int rollouts, boolean oneUlp) {
        Map<String, Object> options = new LinkedHashMap<>(config.env());
        String id = (String) options.remove("id");
        RandomStreams streams = new RandomStreams(config.seed());
        List<float[]> weights = new ArrayList<>();
        try (WorkerPool workers = new WorkerPool(1);
             VectorEnvironment environment = VectorEnvironment.of(EnvironmentRegistry.load(), id, options,
                     config.environments(), streams, workers)) {
            PolicyConfig policyConfig = new PolicyConfig(config.policy().encoder(), config.policy().encoderUnits(),
                    config.policy().core(), sequence);
            RecurrentActorCritic policy = new RecurrentActorCritic(policyConfig, environment.observationSpace(),
                    environment.actionSpace(), new OneDnnEngine(), streams);
            float[] values = policy.parameters().values();
            if (oneUlp) {
                int i = policy.parameters().slices().stream().filter(s -> s.name().equals("core/0/recurrent-weights"))
                        .findFirst().orElseThrow().offset();
                values[i] = Math.nextUp(values[i]);
            }
            policy.reload(workers);
            RolloutCollector collector = new RolloutCollector(environment, policy, config.steps(),
                    Sharding.groups(config), false, true, streams);
            collector.reset();
            int sequences = config.environments() / config.ppo().minibatches();
            int shards = Sharding.minibatchShards(config, sequences);
            PolicyBatch batch = policy.batch(new BatchShape(shards, config.steps(), sequences / shards));
            Guards guards = new Guards(config.guard());
            Optimiser optimiser = Optimisers.of(config.optimiser(), policy.parameters().size());
            Ppo ppo = new Ppo(config, batch, policy.actions(), policy.stateSize(), new GradientStep(policy, batch,
                    optimiser, config.maxGradNorm(), guards, workers), guards, streams.stream("shuffle"), workers);
            for (int k = 0; k < rollouts; k++) {
                ppo.update(collector.collect(workers), config.optimiser().learningRate());
                weights.add(values.clone());
            }
        }
        return weights;
    }
}
