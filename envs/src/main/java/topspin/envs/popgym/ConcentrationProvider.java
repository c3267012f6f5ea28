package topspin.envs.popgym;

import topspin.env.Actions;
import topspin.env.Environment;
import topspin.env.EnvironmentOption;
import topspin.env.Observations;
import topspin.env.Player;
import topspin.env.Reference;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;

import java.util.Arrays;
import java.util.Map;

/** Provides {@link Concentration}. */
final class ConcentrationProvider extends PopgymProvider {
    private static final String BY = "by";

    ConcentrationProvider(Difficulty difficulty) {
        super("concentration", difficulty, "turn two cards at a time and find the pairs", true,
                packs(difficulty.of(1, 2, 1)),
                EnvironmentOption.choice(BY, difficulty.of(CardType.COLOURS, CardType.COLOURS, CardType.RANKS).toString(),
                        CardType.names(CardType.COLOURS, CardType.RANKS), "what makes two cards a pair"));
    }

    @Override
    Environment build(Map<String, Object> options, RandomStreams streams) {
        return new Concentration(packs(options), CardType.named(options.get(BY)), streams.stream("deck"));
    }

    /** Without memory: any cards that lie face down. The ceiling is that of perfect memory. */
    @Override
    Reference known(Map<String, Object> options, boolean firstStep) {
        CardType type = CardType.named(options.get(BY));
        int positions = packs(options) * Deck.PACK;
        int longest = Concentration.longest(positions);
        if (!asPublished(options)) {
            return new Reference(positions, longest, -1, 1);
        }
        return new Reference(positions, longest, -1, 1,
                random(difficulty.of(-0.1915, -0.1853, -0.8349), SIMULATED),
                memoryless(difficulty.of(0.4514, 0.4675, -0.8201), SIMULATED,
                        (world, streams) -> new Guessing(positions, type.count, streams.stream("guess"))),
                oracle(difficulty.of(0.8137, 0.8131, 0.6981), SIMULATED,
                        (world, streams) -> new Remembering(positions, type.count)));
    }

    /** Turns any cards that lie face down. */
    private static final class Guessing implements Player {
        private final int positions;
        private final int types;
        private final RandomStream stream;

        Guessing(int positions, int types, RandomStream stream) {
            this.positions = positions;
            this.types = types;
            this.stream = stream;
        }

        @Override
        public void act(Observations observations, int row, Actions actions, int index) {
            byte[] bits = observations.bytes();
            int from = observations.offset(row) + types;
            int down = 0;
            int chosen = 0;
            for (int i = 0; i < positions; i++) {
                if (bits[from + i * (types + 1)] == 1 && stream.nextInt(++down) == 0) {
                    chosen = i;
                }
            }
            actions.set(index, chosen);
        }
    }

    /**
     * Remembers every card that it saw: takes a known pair; otherwise turns a new card, its partner if that is known, else
     * another new one.
     */
    private static final class Remembering implements Player {
        private static final int UNKNOWN = -1;
        private static final int NONE = -1;

        private final int types;
        private final int[] known;
        private final boolean[] matched;
        private int first;
        private int second;

        Remembering(int positions, int types) {
            this.types = types;
            known = new int[positions];
            matched = new boolean[positions];
        }

        @Override
        public void begin() {
            Arrays.fill(known, UNKNOWN);
            Arrays.fill(matched, false);
            first = NONE;
            second = NONE;
        }

        @Override
        public void act(Observations observations, int row, Actions actions, int index) {
            look(observations.bytes(), observations.offset(row));
            if (first != NONE && second == NONE) {
                second = partner();
                actions.set(index, second);
                return;
            }
            if (first != NONE && known[first] == known[second]) {
                matched[first] = true;
                matched[second] = true;
            }
            second = NONE;
            first = begun();
            actions.set(index, first);
        }

        private void look(byte[] bits, int from) {
            for (int i = 0; i < known.length; i++) {
                int shown = hot(bits, from + i * (types + 1));
                known[i] = shown < types ? shown : known[i];
            }
        }

        /** One of a known pair, else a new card. */
        private int begun() {
            for (int i = 0; i < known.length; i++) {
                if (known[i] != UNKNOWN && !matched[i] && other(i) != NONE) {
                    return i;
                }
            }
            return unknown();
        }

        private int partner() {
            int other = other(first);
            return other == NONE ? unknown() : other;
        }

        /** Another unmatched card known to be of its type. */
        private int other(int position) {
            for (int i = 0; i < known.length; i++) {
                if (i != position && !matched[i] && known[i] == known[position]) {
                    return i;
                }
            }
            return NONE;
        }

        private int unknown() {
            for (int i = 0; i < known.length; i++) {
                if (known[i] == UNKNOWN && i != first) {
                    return i;
                }
            }
            return 0;
        }
    }
}
