package topspin.envs.control;

import topspin.env.Environment;
import topspin.env.Reference;
import topspin.env.ReferencePlayer;
import topspin.env.ReferencePlayer.Role;
import topspin.env.UniformPlayer;
import topspin.random.RandomStreams;

import java.util.List;

/** Acrobot-v1. Actions: torque of −1, 0, 1. */
public final class AcrobotProvider extends ControlProvider {
    /** Gymnasium's {@code max_episode_steps}. */
    private static final int TIME_LIMIT = 500;
    /** Mean return of the planner, by 2,000 episodes; ±0.3. */
    private static final double PLANNED = -63.6;

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

    @Override
    Reference reference(boolean velocity) {
        ReferencePlayer.Seat seeing = (world, streams) -> new AcrobotPlanner(state(world));
        return new Reference(2, TIME_LIMIT, -TIME_LIMIT, 0,
                player(Role.RANDOM, -499.1, 1.5, UniformPlayer::of),
                velocity ? player(Role.MEMORYLESS, PLANNED, 1, seeing)
                        : player(Role.MEMORYLESS, -189.6, 4, (world, streams) -> AcrobotPlanner::actBlindly),
                player(Role.ORACLE, PLANNED, 1, seeing));
    }
}
