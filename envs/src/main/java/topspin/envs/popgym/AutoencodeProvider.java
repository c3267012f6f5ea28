package topspin.envs.popgym;

import topspin.env.Actions;
import topspin.env.Environment;
import topspin.env.Observations;
import topspin.env.Player;
import topspin.env.Reference;
import topspin.random.RandomStreams;

import java.util.Map;

/** Provides {@link Autoencode}. */
final class AutoencodeProvider extends PopgymProvider {
    /** Elements of the mode, the first part of observations: play, watch. */
    private static final int MODES = 2;

    AutoencodeProvider(Difficulty difficulty) {
        super("autoencode", difficulty, "watch all cards, then name their suits backwards", false, packs(difficulty.of(1, 2, 3)));
    }

    @Override
    Environment build(Map<String, Object> options, RandomStreams streams) {
        return new Autoencode(packs(options), streams.stream("deck"));
    }

    /** Without memory: only the suit on view at the first question is known. */
    @Override
    Reference known(Map<String, Object> options, boolean firstStep) {
        int cards = packs(options) * Deck.PACK;
        int steps = 2 * cards - 1;
        double right = (1 + (cards - 1) / 4.0) / cards;
        return new Reference(steps, steps, -1, 1,
                random(-0.5, "exact"),
                memoryless(2 * right - 1, "exact", choosing((bits, from) -> hot(bits, from + MODES))),
                oracle(1, "exact", (world, streams) -> new Remembering(cards)));
    }

    /** Keeps a pile of suits, and takes the topmost at each question. */
    private static final class Remembering implements Player {
        private final int[] pile;
        private int watched;
        private int left;

        Remembering(int cards) {
            pile = new int[cards];
        }

        @Override
        public void begin() {
            watched = 0;
        }

        @Override
        public void act(Observations observations, int row, Actions actions, int index) {
            byte[] bits = observations.bytes();
            int from = observations.offset(row);
            if (watched < pile.length) {
                pile[watched++] = hot(bits, from + MODES);
                left = watched;
            }
            boolean asked = bits[from] == 1;
            actions.set(index, asked ? pile[Math.max(0, --left)] : 0);
        }
    }
}
