package topspin.envs.control;

import topspin.env.Environment;
import topspin.env.EnvironmentOption;
import topspin.env.EnvironmentProvider;
import topspin.random.RandomStreams;

import java.util.List;
import java.util.Map;

/** Pendulum-v1. An action is the torque. */
public final class PendulumProvider implements EnvironmentProvider {

    @Override
    public String id() {
        return "pendulum";
    }

    @Override
    public String description() {
        return "Gymnasium's Pendulum-v1: a rod is to be swung up and kept upright, 0 a step at best, for 200 steps";
    }

    @Override
    public List<EnvironmentOption> options() {
        return List.of(ControlEnvironment.VELOCITY);
    }

    @Override
    public Environment create(Map<String, Object> options, RandomStreams streams) {
        boolean velocity = (boolean) options.get(ControlEnvironment.VELOCITY.key());
        return ControlEnvironment.within(Pendulum.TORQUE, new Pendulum(velocity), streams, Pendulum.STEPS);
    }
}
