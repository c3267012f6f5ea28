package topspin.env;

import topspin.random.RandomStreams;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** One world of a test's own, without options. */
public record ProviderOf(String id, Function<RandomStreams, Environment> make) implements EnvironmentProvider {

    /** One that draws nothing. */
    public ProviderOf(String id, Supplier<Environment> make) {
        this(id, streams -> make.get());
    }

    @Override
    public String description() {
        return "a test's own";
    }

    @Override
    public List<EnvironmentOption> options() {
        return List.of();
    }

    @Override
    public Environment create(Map<String, Object> options, RandomStreams streams) {
        return make.apply(streams);
    }
}
