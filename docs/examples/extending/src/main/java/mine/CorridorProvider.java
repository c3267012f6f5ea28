package mine;

import topspin.env.Environment;
import topspin.env.EnvironmentOption;
import topspin.env.EnvironmentProvider;
import topspin.env.InvalidOptionException;
import topspin.random.RandomStreams;

import java.util.List;
import java.util.Map;

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
}
