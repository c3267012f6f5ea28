package topspin.envs.popgym;

import topspin.env.Actions;
import topspin.env.Environment;
import topspin.env.EnvironmentOption;
import topspin.env.InvalidOptionException;
import topspin.env.Observations;
import topspin.env.Player;
import topspin.env.Reference;
import topspin.random.RandomStreams;

import java.util.Map;

/** Provides {@link RepeatPrevious}. */
final class RepeatPreviousProvider extends PopgymProvider {
    private static final String K = "k";

    RepeatPreviousProvider(Difficulty difficulty) {
        super("repeat-previous", difficulty, "which suit had the card of k - 1 steps ago?", false,
                packs(difficulty.of(1, 2, 3)),
                EnvironmentOption.of(K, difficulty.of(4, 32, 64),
                        "which card is asked for, the one on view being the first; 1 to one less than the cards"));
    }

    @Override
    Environment build(Map<String, Object> options, RandomStreams streams) {
        return new RepeatPrevious(packs(options), k(options), streams.stream("deck"));
    }

    private static int k(Map<String, Object> options) {
        int cards = packs(options) * Deck.PACK;
        int k = (int) options.get(K);
        if (k < 1 || k >= cards) {
            throw new InvalidOptionException(K, K + ": expected 1 to " + (cards - 1) + ", one less than the deck's cards, got " + k);
        }
        return k;
    }

    /** Without memory: another suit than the one on view, of which more cards are left. */
    @Override
    Reference known(Map<String, Object> options, boolean firstStep) {
        int k = k(options);
        double cards = packs(options) * Deck.PACK;
        int steps = (int) cards - 1;
        double other = cards / 4 / (cards - 1);
        return new Reference(steps, steps, -1, 1,
                random(-0.5, "exact"),
                k == 1 ? memoryless(1, "exact", choosing(PopgymProvider::hot))
                        : memoryless(2 * other - 1, "exact", choosing((bits, from) -> (hot(bits, from) + 1) % 4)),
                oracle(1, "exact", (world, streams) -> new Remembering(k)));
    }

    /** Remembers the last k suits. */
    private static final class Remembering implements Player {
        private final int[] suits;
        private int seen;

        Remembering(int k) {
            suits = new int[k];
        }

        @Override
        public void begin() {
            seen = 0;
        }

        @Override
        public void act(Observations observations, int row, Actions actions, int index) {
            suits[seen++ % suits.length] = hot(observations.bytes(), observations.offset(row));
            actions.set(index, suits[seen % suits.length]);
        }
    }
}
