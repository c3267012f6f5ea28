package topspin.envs.control;

import topspin.env.Environment;
import topspin.env.EnvironmentOption;
import topspin.env.EnvironmentProvider;
import topspin.env.Reference;
import topspin.env.ReferencePlayer;
import topspin.env.wrapper.Wrapper;
import topspin.random.RandomStreams;

import java.util.List;
import java.util.Map;
import java.util.Optional;

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

    @Override
    public final Optional<Reference> reference(Map<String, Object> options) {
        return Optional.of(reference((boolean) options.get(VELOCITY.key())));
    }

    /** @param velocity whether velocities are observed: then what can be reached without memory is the ceiling */
    abstract Reference reference(boolean velocity);

    /** The state of the world's mechanism. */
    static double[] state(Environment world) {
        return Wrapper.within(world, ControlEnvironment.class).orElseThrow().state();
    }

    static ReferencePlayer player(ReferencePlayer.Role role, double expected, double within, ReferencePlayer.Seat seat) {
        return new ReferencePlayer(role, seat, expected, within, "simulated");
    }
}
