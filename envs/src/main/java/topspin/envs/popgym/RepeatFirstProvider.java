package topspin.envs.popgym;

import topspin.env.Actions;
import topspin.env.Environment;
import topspin.env.Observations;
import topspin.env.Player;
import topspin.env.Reference;
import topspin.random.RandomStreams;

import java.util.Map;

/** Provides {@link RepeatFirst}. */
final class RepeatFirstProvider extends PopgymProvider {
    private static final int SUITS = CardType.SUITS.count;

    RepeatFirstProvider(Difficulty difficulty) {
        super("repeat-first", difficulty, "which suit had the first card?", false, packs(difficulty.of(1, 8, 16)));
    }

    @Override
    Environment build(Map<String, Object> options, RandomStreams streams) {
        return new RepeatFirst(packs(options), streams.stream("deck"));
    }

    /**
     * Without memory: whoever sees that it is the first step knows the answer once, and names another suit than the one
     * on view from then on, of which more cards are left; whoever does not names the one on view.
     */
    @Override
    Reference known(Map<String, Object> options, boolean firstStep) {
        double cards = packs(options) * Deck.PACK;
        int steps = (int) cards - 1;
        double likely = firstStep ? cards / SUITS : cards / SUITS - 1;
        double right = (1 + (steps - 1) * likely / (cards - 1)) / steps;
        return new Reference(steps, steps, -1, 1,
                random(-0.5, "exact"),
                memoryless(2 * right - 1, "exact", choosing((bits, from) -> {
                    int suit = hot(bits, from);
                    return firstStep && bits[from + SUITS + 1] == 0 ? (suit + 1) % SUITS : suit;
                })),
                oracle(1, "exact", (world, streams) -> new Remembering()));
    }

    /** Remembers the first suit. */
    private static final class Remembering implements Player {
        private boolean first;
        private int suit;

        @Override
        public void begin() {
            first = true;
        }

        @Override
        public void act(Observations observations, int row, Actions actions, int index) {
            suit = first ? hot(observations.bytes(), observations.offset(row)) : suit;
            first = false;
            actions.set(index, suit);
        }
    }
}
