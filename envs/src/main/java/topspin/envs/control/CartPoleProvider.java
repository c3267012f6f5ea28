package topspin.envs.control;

import topspin.env.Environment;
import topspin.random.RandomStreams;

import java.util.List;

/** CartPole-v1. Actions: push to the left, to the right. */
public final class CartPoleProvider extends ControlProvider {
    /** Gymnasium's {@code max_episode_steps}. */
    private static final int TIME_LIMIT = 500;

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
}
