package topspin.envs.control;

import topspin.env.Environment;
import topspin.env.EnvironmentOption;
import topspin.env.EnvironmentProvider;
import topspin.random.RandomStreams;

import java.util.List;
import java.util.Map;

/** Acrobot-v1. Actions: torque of −1, 0, 1. */
public final class AcrobotProvider implements EnvironmentProvider {
    /** Gymnasium's {@code max_episode_steps}. */
    private static final int TIME_LIMIT = 500;

    @Override
    public String id() {
        return "acrobot";
    }

    @Override
    public String description() {
        return "Gymnasium's Acrobot-v1: two links are to be swung up, -1 a step, at most 500";
    }

    @Override
    public List<EnvironmentOption> options() {
        return List.of(ControlEnvironment.VELOCITY);
    }

    @Override
    public Environment create(Map<String, Object> options, RandomStreams streams) {
        boolean velocity = (boolean) options.get(ControlEnvironment.VELOCITY.key());
        return ControlEnvironment.choosing(new Acrobot(velocity), streams, TIME_LIMIT, -Acrobot.TORQUE, 0, Acrobot.TORQUE);
    }
}
