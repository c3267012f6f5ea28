package topspin.envs.bsuite;

import topspin.env.Actions;
import topspin.env.Environment;
import topspin.env.EnvironmentOption;
import topspin.env.EnvironmentProvider;
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

/** Provides {@link MemoryChain}, of which one of two measures can be chosen. */
final class MemoryChainProvider implements EnvironmentProvider {
    static final String LENGTH = "length";
    static final String BITS = "bits";
    private static final String FAMILY = "bsuite/";
    /** Elements of an observation before its bits. */
    private static final int BEFORE_BITS = 2;
    /** Of memory_size. */
    private static final int FIXED_LENGTH = 2;

    private final String world;
    private final String description;
    private final EnvironmentOption option;

    MemoryChainProvider(String world, String description, EnvironmentOption option) {
        this.world = world;
        this.description = description;
        this.option = option;
    }

    @Override
    public String id() {
        return FAMILY + world;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public List<EnvironmentOption> options() {
        return List.of(option);
    }

    @Override
    public Environment create(Map<String, Object> options, RandomStreams streams) {
        return new MemoryChain(length(options), bits(options), streams.stream("bits"));
    }

    private int length(Map<String, Object> options) {
        return option.key().equals(LENGTH) ? EnvironmentOption.within(1, MemoryChain.LONGEST, LENGTH, options) : FIXED_LENGTH;
    }

    private int bits(Map<String, Object> options) {
        return option.key().equals(BITS) ? EnvironmentOption.within(1, MemoryChain.MOST_BITS, BITS, options) : 1;
    }

    /** With length 1 nothing has to be remembered. */
    @Override
    public Optional<Reference> reference(Map<String, Object> options) {
        int length = length(options);
        int bits = bits(options);
        return Optional.of(new Reference(length + 1, length + 1, -1, 1,
                ReferencePlayer.of(Role.RANDOM, 0, "exact", UniformPlayer::of),
                ReferencePlayer.of(Role.MEMORYLESS, length == 1 ? 1 : 0, "exact", (world, streams) ->
                        (seen, row, actions, index) -> actions.set(index, bit(seen, row, bits))),
                ReferencePlayer.of(Role.ORACLE, 1, "exact", (world, streams) -> new Remembering(bits))));
    }

    /** The bit asked for, if it is on view; otherwise 0. */
    private static int bit(Observations seen, int row, int bits) {
        int from = seen.offset(row);
        int asked = Math.min(bits - 1, (int) seen.floats()[from + 1]);
        return seen.floats()[from + BEFORE_BITS + asked] > 0 ? 1 : 0;
    }

    /** Remembers the first observation's bits. */
    private static final class Remembering implements Player {
        private final boolean[] bits;
        private boolean first;

        Remembering(int bits) {
            this.bits = new boolean[bits];
        }

        @Override
        public void begin() {
            first = true;
        }

        @Override
        public void act(Observations observations, int row, Actions actions, int index) {
            int from = observations.offset(row);
            float[] seen = observations.floats();
            for (int i = 0; first && i < bits.length; i++) {
                bits[i] = seen[from + BEFORE_BITS + i] > 0;
            }
            first = false;
            actions.set(index, bits[(int) seen[from + 1]] ? 1 : 0);
        }
    }
}
