package topspin.cli;

import topspin.config.InputException;
import topspin.config.InvalidConfigException;
import topspin.experiment.ExperimentFile;
import topspin.nn.BatchShape;
import topspin.nn.cell.CoreConfig;
import topspin.policy.PolicyConfig;
import topspin.run.RunConfig;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The batch and the core that {@code topspin splits} compares variants on.
 *
 * @param core         cell, width and layers
 * @param inputs       width of the encoder's features
 * @param previous     what the core reads besides
 * @param steps        per environment
 * @param environments side by side
 * @param shards       groups of environments that are computed separately
 * @param environment  where the rollout comes from
 * @param options      of that environment
 * @param seed         of every stream
 * @param engine       {@code auto} or an engine's name
 */
record SplitsShape(CoreConfig core, int inputs, PolicyConfig.Previous previous, int steps, int environments, int shards,
                   String environment, Map<String, Object> options, long seed, String engine) {
    private static final CoreConfig LSTM = new CoreConfig("lstm", 256);

    /** The experiment log's LSTM, on a small rollout of Pong. */
    static final SplitsShape USUAL = new SplitsShape(LSTM, 256, PolicyConfig.Previous.NONE, 128, 8, 1, "pong", Map.of(), 1,
            "auto");

    /** The experiment log's shape: one environment. */
    static final SplitsShape LOG = new SplitsShape(LSTM, 256, PolicyConfig.Previous.NONE, 128, 1, 1, "pong", Map.of(), 1,
            "auto");

    /**
     * An experiment's rollout, as one batch.
     *
     * @throws InputException if it has no recurrent core
     */
    static SplitsShape of(ExperimentFile file) {
        RunConfig config = file.config();
        if (!config.policy().core().isRecurrent()) {
            throw file.located(new InvalidConfigException("policy.core.type",
                    "expected a recurrent cell, since a policy without memory has nothing to split"));
        }
        Map<String, Object> options = new LinkedHashMap<>(config.env());
        options.remove("id");
        return new SplitsShape(config.policy().core(), config.policy().encoderUnits(), config.policy().previous(),
                config.steps(), config.environments(), config.sharding().groups(), (String) config.env().get("id"), options,
                config.seed(), config.engine());
    }

    /** The batch. */
    BatchShape batch() {
        return new BatchShape(shards, steps, environments / shards);
    }
}
