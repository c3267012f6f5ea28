package example;

import topspin.env.Environment;
import topspin.env.EnvironmentOption;
import topspin.env.EnvironmentProvider;
import topspin.env.InvalidOptionException;
import topspin.random.RandomStreams;

import java.util.List;
import java.util.Map;

/** Names the maze {@code sign-maze} and reads its option. */
final class TMazeProvider implements EnvironmentProvider {
    private static final String LENGTH = "length";

    @Override
    public String id() {
        return "sign-maze";
    }

    @Override
    public String description() {
        return "a sign at the entrance of a corridor says which way to turn at its end";
    }

    @Override
    public List<EnvironmentOption> options() {
        return List.of(EnvironmentOption.of(LENGTH, 5, "cells from the sign to the junction, at least 1"));
    }

    @Override
    public Environment create(Map<String, Object> options, RandomStreams streams) {
        int length = (int) options.get(LENGTH);
        if (length < 1) {
            throw new InvalidOptionException(LENGTH, "expected at least 1, got " + length);
        }
        return new TMaze(length, streams.stream("signs"));
    }
}
