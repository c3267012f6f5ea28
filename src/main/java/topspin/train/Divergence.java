package topspin.train;

import topspin.algorithm.Learner;
import topspin.algorithm.Progress;
import topspin.algorithm.ppo.Ppo;
import topspin.config.InvalidConfigException;
import topspin.env.EnvironmentRegistry;
import topspin.nn.Parameters;
import topspin.normalise.Normaliser;
import topspin.optim.Optimiser;
import topspin.optim.Optimisers;
import topspin.optim.Schedule;
import topspin.parallel.WorkerPool;
import topspin.policy.PolicyNetwork;
import topspin.random.RandomStreams;
import topspin.rollout.Rollout;
import topspin.rollout.RolloutCollector;
import topspin.run.ConfigRules;
import topspin.run.Guards;
import topspin.run.RunConfig;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One PPO experiment trained several times side by side from one seed: through {@code fused}, through {@code fused}
 * with one weight changed by one unit in the last place, and through other splitting variants. After each rollout and
 * its updates it gives the distance of every run from the first. A variant differs from {@code fused} by more than
 * rounding only if its distance exceeds that of the run with the changed weight.
 *
 * <p>Order of use: {@link #advance} by turns. One thread, which hands each run to a worker.
 */
public final class Divergence implements AutoCloseable {
    /** The run that everything is measured against. */
    public static final String REFERENCE = "fused";
    /** The perturbed run. */
    public static final String ONE_ULP = "fused, one weight one ulp up";
    private static final String CORE = "core/0/";
    /** A weight of a parameter with this in its name is changed, if the cell has one. */
    private static final String PREFERRED = "recurrent";

    private final RunConfig config;
    private final Schedule schedule;
    private final WorkerPool team;
    /** Of the runs, one each. */
    private final List<Equipment> equipment = new ArrayList<>();
    private final List<Twin> twins = new ArrayList<>();
    private int rollouts;

    /**
     * @param distance    largest difference of any weight from the reference's
     * @param sameActions whether every action so far was the reference's
     * @param meanReward  of a step of this rollout
     */
    public record Distance(double distance, boolean sameActions, double meanReward) {
    }

    /**
     * @param variants of {@code policy.sequence}, besides {@code fused}
     * @throws InvalidConfigException if the experiment does not train with PPO, or a variant does not fit
     */
    public Divergence(RunConfig config, List<String> variants, EnvironmentRegistry registry) {
        if (!(config.algorithm() instanceof Ppo)) {
            throw new InvalidConfigException("algorithm", "expected ppo, which divergence is measured with");
        }
        this.config = config;
        schedule = new Schedule(config.withEnd(rollouts() * rolloutSteps(), config.optimiser().scheduleEnds()).scheduleEnds());
        team = new WorkerPool(Math.min(2 + variants.size(), Runtime.getRuntime().availableProcessors()));
        try {
            twins.add(twin(REFERENCE, config, false, registry));
            twins.add(twin(ONE_ULP, config, true, registry));
            for (String variant : variants) {
                RunConfig other = config.with().policy(config.policy().withSequence(variant)).build();
                ConfigRules.check(other);
                twins.add(twin(variant, other, false, registry));
            }
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private Twin twin(String name, RunConfig config, boolean oneUlp, EnvironmentRegistry registry) {
        Equipment own = Equipment.open(registry, config, 1, config.environments(), new RandomStreams(config.seed()));
        equipment.add(own);
        return new Twin(name, config, oneUlp, own);
    }

    /** Rollouts of the whole experiment. */
    public int rollouts() {
        return (int) (config.totalSteps() / rolloutSteps());
    }

    private long rolloutSteps() {
        return (long) config.environments() * config.steps();
    }

    /** One rollout and its updates for every run; distances by name, in order, without the reference. */
    public Map<String, Distance> advance() {
        Progress progress = Progress.at(rollouts * rolloutSteps(), schedule, config.optimiser());
        team.run(twins.size(), task -> twins.get(task).advance(progress));
        rollouts++;
        Map<String, Distance> distances = new LinkedHashMap<>();
        Twin reference = twins.get(0);
        twins.subList(1, twins.size()).forEach(twin -> distances.put(twin.name, twin.distanceTo(reference)));
        return distances;
    }

    @Override
    public void close() {
        equipment.forEach(Equipment::close);
        team.close();
    }

    /** One of the runs. */
    private static final class Twin {
        private final String name;
        private final WorkerPool worker;
        private final PolicyNetwork policy;
        private final RolloutCollector collector;
        private final Learner learner;
        private Rollout rollout;
        private boolean sameActions = true;

        Twin(String name, RunConfig config, boolean oneUlp, Equipment equipment) {
            this.name = name;
            RandomStreams streams = new RandomStreams(config.seed());
            worker = equipment.workers();
            policy = Trainer.policy(config, equipment.environment(), equipment.engine());
            if (oneUlp) {
                float[] values = policy.parameters().values();
                int i = changed(policy.parameters()).offset();
                values[i] = Math.nextUp(values[i]);
            }
            policy.reload(worker);
            collector = new RolloutCollector(equipment.environment(), policy, config.steps(),
                    config.sharding().groups(), false, true, Trainer.normaliser(config,
                    equipment.environment()), streams);
            collector.reset();
            Optimiser optimiser = Optimisers.of(config.optimiser(), policy.parameters().size());
            learner = Trainer.learner(config, policy, Trainer.minibatch(config, policy), false, optimiser,
                    new Guards(config.guard()), streams, worker);
        }

        private static Parameters.Slice changed(Parameters parameters) {
            List<Parameters.Slice> core = parameters.slices().stream().filter(slice -> slice.name().startsWith(CORE)).toList();
            return core.stream().filter(slice -> slice.name().contains(PREFERRED)).findFirst()
                    .or(() -> core.stream().findFirst()).orElseThrow(() -> new InvalidConfigException("policy.core.type",
                            "expected a core with memory, since one without has no sequences"));
        }

        void advance(Progress progress) {
            rollout = collector.collect(worker);
            learner.update(rollout, progress);
        }

        Distance distanceTo(Twin reference) {
            sameActions &= Arrays.equals(rollout.actions().values(), reference.rollout.actions().values());
            float[] mine = policy.parameters().values();
            float[] its = reference.policy.parameters().values();
            double largest = 0;
            for (int i = 0; i < mine.length; i++) {
                largest = Math.max(largest, Math.abs((double) mine[i] - its[i]));
            }
            double reward = 0;
            for (float r : rollout.rawRewards()) {
                reward += r;
            }
            return new Distance(largest, sameActions, reward / rollout.rows());
        }
    }
}
