package topspin.envs.control;

import topspin.env.Environment;
import topspin.random.RandomStreams;

/** Pendulum-v1. An action is the torque. */
public final class PendulumProvider extends ControlProvider {

    @Override
    public String id() {
        return "pendulum";
    }

    @Override
    public String description() {
        return "Gymnasium's Pendulum-v1: a rod is to be swung up and kept upright, 0 a step at best, for 200 steps";
    }

    @Override
    Environment create(boolean velocity, RandomStreams streams) {
        return ControlEnvironment.within(Pendulum.TORQUE, new Pendulum(velocity), streams, Pendulum.STEPS);
    }
}
