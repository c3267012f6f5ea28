package topspin.envs.bsuite;

import topspin.env.EnvironmentFamily;
import topspin.env.EnvironmentOption;
import topspin.env.EnvironmentProvider;

import java.util.List;

/** The suite's worlds of memory. */
public final class Bsuite implements EnvironmentFamily {

    @Override
    public List<EnvironmentProvider> worlds() {
        return List.of(
                new MemoryChainProvider("memory-len", "a bit shown at the first step is asked for at the last one",
                        EnvironmentOption.of(MemoryChainProvider.LENGTH, 10, "steps between, 1 to " + MemoryChain.LONGEST
                                + "; the suite's 23 settings: 1 to 10, 12, 14, 17, 20, 25, 30, 40 to 100 by tens")),
                new MemoryChainProvider("memory-size", "one of several bits that were shown is asked for two steps later",
                        EnvironmentOption.of(MemoryChainProvider.BITS, 10, "bits, 1 to " + MemoryChain.MOST_BITS
                                + "; the suite's 17 settings: 1 to 10, 12, 14, 17, 20, 25, 30, 40")));
    }
}
