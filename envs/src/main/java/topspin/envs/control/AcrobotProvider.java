package topspin.envs.control;

import topspin.env.Environment;
import topspin.random.RandomStreams;

import java.util.List;

/** Acrobot-v1. Actions: torque of −1, 0, 1. */
public final class AcrobotProvider extends ControlProvider {
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
    Environment create(boolean velocity, RandomStreams streams) {
        return ControlEnvironment.choosing(new Acrobot(velocity), streams, TIME_LIMIT, List.of("left", "none", "right"),
                -Acrobot.TORQUE, 0, Acrobot.TORQUE);
    }
}
