package topspin.envs.popgym;

import topspin.env.Actions;
import topspin.env.Environment;
import topspin.env.Observations;
import topspin.env.Player;
import topspin.env.Reference;
import topspin.env.ReferencePlayer;
import topspin.random.RandomStreams;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Provides {@link HigherLower}. */
final class HigherLowerProvider extends PopgymProvider {
    private static final int RANKS = CardType.RANKS.count;
    private static final int HIGHER = 0;
    private static final int LOWER = 1;
    /** Of one, two and three packs; within ±0.0002. */
    private static final double[] CEILINGS = {0.5275, 0.5161, 0.5114};

    HigherLowerProvider(Difficulty difficulty) {
        super("higher-lower", difficulty, "is the next card higher or lower?", false, packs(difficulty.of(1, 2, 3)));
    }

    @Override
    Environment build(Map<String, Object> options, RandomStreams streams) {
        return new HigherLower(packs(options), streams.stream("deck"));
    }

    /** Without memory: higher if more ranks are. The ceiling, of one who counts cards, was simulated. */
    @Override
    Reference known(Map<String, Object> options, boolean firstStep) {
        int packs = packs(options);
        int steps = packs * Deck.PACK - 1;
        List<ReferencePlayer> players = new ArrayList<>(List.of(
                random(0, "exact"),
                memoryless(84.0 / 169, "exact", choosing((bits, from) -> hot(bits, from) < RANKS / 2 ? HIGHER : LOWER))));
        if (packs <= CEILINGS.length) {
            players.add(oracle(CEILINGS[packs - 1], SIMULATED, (world, streams) -> new Counting(packs)));
        }
        return new Reference(steps, steps, -1, 1, players);
    }

    /** Counts the ranks that are left. */
    private static final class Counting implements Player {
        private final int[] left = new int[RANKS];
        private final int ofRank;

        Counting(int packs) {
            ofRank = 4 * packs;
        }

        @Override
        public void begin() {
            Arrays.fill(left, ofRank);
        }

        @Override
        public void act(Observations observations, int row, Actions actions, int index) {
            int rank = hot(observations.bytes(), observations.offset(row));
            left[rank]--;
            int difference = 0;
            for (int r = 0; r < RANKS; r++) {
                difference += r > rank ? left[r] : r < rank ? -left[r] : 0;
            }
            actions.set(index, difference > 0 ? HIGHER : LOWER);
        }
    }
}
