package topspin.envs.control;

import topspin.env.Environment;
import topspin.env.EnvironmentOption;
import topspin.env.EnvironmentProvider;
import topspin.random.RandomStreams;

import java.util.List;
import java.util.Map;

/** CartPole-v1. Actions: push to the left, to the right. */
public final class CartPoleProvider implements EnvironmentProvider {
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
    public List<EnvironmentOption> options() {
        return List.of(ControlEnvironment.VELOCITY);
    }

    @Override
    public Environment create(Map<String, Object> options, RandomStreams streams) {
        boolean velocity = (boolean) options.get(ControlEnvironment.VELOCITY.key());
        return ControlEnvironment.choosing(new CartPole(velocity), streams, TIME_LIMIT, -CartPole.FORCE, CartPole.FORCE);
    }
}
