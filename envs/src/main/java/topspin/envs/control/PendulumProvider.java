package topspin.envs.control;

import topspin.env.Environment;
import topspin.env.Reference;
import topspin.env.ReferencePlayer;
import topspin.env.ReferencePlayer.Role;
import topspin.env.UniformPlayer;
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

    /** The worst is to turn with a torque that never changes: less than π² + 0.1 · 8² + 0.004 a step. */
    @Override
    Reference reference(boolean velocity) {
        ReferencePlayer.Seat seeing = (world, streams) -> new PendulumSwinger(state(world));
        return new Reference(Pendulum.STEPS, Pendulum.STEPS, -16.28 * Pendulum.STEPS, 0,
                player(Role.RANDOM, -1229, 6, UniformPlayer::of),
                velocity ? player(Role.MEMORYLESS, PendulumSwinger.RETURN, 2, seeing)
                        : player(Role.MEMORYLESS, -1028, 8, (world, streams) -> PendulumSwinger::actBlindly),
                player(Role.ORACLE, PendulumSwinger.RETURN, 2, seeing));
    }
}
