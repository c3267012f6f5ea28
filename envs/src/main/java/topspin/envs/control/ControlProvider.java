package topspin.envs.control;

import topspin.env.Environment;
import topspin.env.EnvironmentOption;
import topspin.env.EnvironmentProvider;
import topspin.random.RandomStreams;

import java.util.List;
import java.util.Map;

/** Provides a mechanism that is seen whole, or as positions only. */
abstract class ControlProvider implements EnvironmentProvider {
    private static final EnvironmentOption VELOCITY = EnvironmentOption.of("velocity", true,
            "whether velocities are observed; false: positions only, so that control takes memory");

    @Override
    public final String family() {
        return "control";
    }

    @Override
    public final List<EnvironmentOption> options() {
        return List.of(VELOCITY);
    }

    @Override
    public final Environment create(Map<String, Object> options, RandomStreams streams) {
        return create((boolean) options.get(VELOCITY.key()), streams);
    }

    /** @param velocity whether velocities are observed */
    abstract Environment create(boolean velocity, RandomStreams streams);
}
