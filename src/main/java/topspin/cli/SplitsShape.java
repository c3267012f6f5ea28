package topspin.cli;

import topspin.train.InvalidConfigException;
import topspin.train.RunConfig;
import topspin.train.Sharding;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The batch and the core that {@code topspin splits} compares variants on.
 *
 * @param units        of the core
 * @param inputs       width of the features that the core reads
 * @param steps        per environment
 * @param environments side by side
 * @param shards       groups of environments that are computed apart
 * @param environment  where the rollout comes from
 * @param options      of that environment
 * @param seed         of every stream
 * @param engine       {@code auto} or an engine's name
 */
record SplitsShape(int units, int inputs, int steps, int environments, int shards, String environment,
                   Map<String, Object> options, long seed, String engine) {
    /** The experiment log's LSTM, on a small rollout of Pong. */
    static final SplitsShape USUAL = new SplitsShape(256, 256, 128, 8, 1, "pong", Map.of(), 1, "auto");

    /** Of the experiment log: one environment. */
    static final SplitsShape LOG = new SplitsShape(256, 256, 128, 1, 1, "pong", Map.of(), 1, "auto");

    /**
     * An experiment's rollout, as one batch.
     *
     * @throws InputException if it has no recurrent core
     */
    static SplitsShape of(ExperimentFile file) {
        RunConfig config = file.config();
        if (config.policy().core().type().equals("none")) {
            throw file.located(new InvalidConfigException("policy.core.type",
                    "expected lstm, since a policy without memory has nothing to split"));
        }
        Map<String, Object> options = new LinkedHashMap<>(config.env());
        options.remove("id");
        return new SplitsShape(config.policy().core().units(), config.policy().encoderUnits(), config.steps(),
                config.environments(), Sharding.groups(config), (String) config.env().get("id"), options, config.seed(),
                config.engine());
    }
}
