package topspin.envs.control;

import topspin.env.Environment;
import topspin.env.Reference;
import topspin.env.ReferencePlayer;
import topspin.env.ReferencePlayer.Role;
import topspin.env.UniformPlayer;
import topspin.random.RandomStreams;

import java.util.List;

/** CartPole-v1. Actions: push to the left, to the right. */
public final class CartPoleProvider extends ControlProvider {
    /** Gymnasium's {@code max_episode_steps}. */
    private static final int TIME_LIMIT = 500;
    /** No push makes the pole fall sooner. */
    private static final int SHORTEST = 7;
    /** Mean number of steps of random pushes. */
    private static final double CHANCE = 22.22;

    @Override
    public String id() {
        return "cart-pole";
    }

    @Override
    public String description() {
        return "Gymnasium's CartPole-v1: a pole on a cart is to stay upright, 1 a step, at most 500";
    }

    @Override
    Environment create(boolean velocity, RandomStreams streams) {
        return ControlEnvironment.choosing(new CartPole(velocity), streams, TIME_LIMIT, List.of("left", "right"),
                -CartPole.FORCE, CartPole.FORCE);
    }

    @Override
    Reference reference(boolean velocity) {
        ReferencePlayer.Seat seeing = (world, streams) -> CartPoleBalancer.seeing(state(world));
        return new Reference(SHORTEST, TIME_LIMIT, SHORTEST, TIME_LIMIT,
                player(Role.RANDOM, CHANCE, 0.5, UniformPlayer::of),
                velocity ? player(Role.MEMORYLESS, TIME_LIMIT, 0, seeing) : player(Role.MEMORYLESS, SoftPusher.STEPS, 1,
                        (world, streams) -> new SoftPusher(SoftPusher.WEIGHT, SoftPusher.SOFTNESS, streams.stream("push"))),
                player(Role.ORACLE, TIME_LIMIT, 0, velocity ? seeing : (world, streams) -> new CartPoleBalancer(1)));
    }
}
