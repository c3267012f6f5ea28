package mine;

import topspin.env.Actions;
import topspin.env.Environment;
import topspin.env.EnvironmentOption;
import topspin.env.EnvironmentProvider;
import topspin.env.InvalidOptionException;
import topspin.env.Observations;
import topspin.env.Player;
import topspin.env.Reference;
import topspin.env.ReferencePlayer;
import topspin.env.ReferencePlayer.Role;
import topspin.env.UniformPlayer;
import topspin.random.RandomStreams;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code env: {id: corridor, length: 6, noise: 0.1}}. */
public final class CorridorProvider implements EnvironmentProvider {

    @Override
    public String id() {
        return "corridor";
    }

    @Override
    public String description() {
        return "a sign at the start says which way to turn at the end";
    }

    @Override
    public List<EnvironmentOption> options() {
        return List.of(EnvironmentOption.of("length", 6, "steps from the sign to the junction"),
                EnvironmentOption.of("noise", 0.0, "deviation of what is added to observations"));
    }

    @Override
    public Environment create(Map<String, Object> options, RandomStreams streams) {
        int length = (int) options.get("length");
        double noise = (double) options.get("noise");
        if (length < 1) {
            throw new InvalidOptionException("length", "expected a whole number, at least 1, got " + length);
        }
        Environment corridor = new Corridor(length, streams.stream("sign"));
        return noise == 0 ? corridor : new Noisy(corridor, noise, streams.stream("noise"));
    }

    /** By chance, and by whoever forgot the sign, half of the games are won. Of noisy corridors nothing is known. */
    @Override
    public Optional<Reference> reference(Map<String, Object> options) {
        if ((double) options.get("noise") > 0) {
            return Optional.empty();
        }
        int steps = (int) options.get("length") + 1;
        return Optional.of(new Reference(steps, steps, 0, 1,
                ReferencePlayer.of(Role.RANDOM, 0.5, "exact", UniformPlayer::of),
                ReferencePlayer.of(Role.MEMORYLESS, 0.5, "exact", (world, streams) -> (seen, row, actions, index) ->
                        actions.set(index, 0)),
                ReferencePlayer.of(Role.ORACLE, 1, "exact", (world, streams) -> new Remembering())));
    }

    /** Remembers the sign. */
    private static final class Remembering implements Player {
        private float sign;

        @Override
        public void begin() {
            sign = 0;
        }

        @Override
        public void act(Observations seen, int row, Actions actions, int index) {
            sign = sign == 0 ? seen.floats()[seen.offset(row)] : sign;
            actions.set(index, sign > 0 ? 1 : 0);
        }
    }
}
