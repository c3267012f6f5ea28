package topspin.envs.popgym;

import topspin.env.Actions;
import topspin.env.Environment;
import topspin.env.EnvironmentOption;
import topspin.env.Observations;
import topspin.env.Player;
import topspin.env.Reference;
import topspin.random.RandomStreams;

import java.util.Arrays;
import java.util.Map;

/** Provides {@link CountRecall}. */
final class CountRecallProvider extends PopgymProvider {
    private static final String BY = "by";

    CountRecallProvider(Difficulty difficulty) {
        super("count-recall", difficulty, "how many cards of the queried kind were dealt so far?", false,
                packs(difficulty.of(1, 2, 4)),
                EnvironmentOption.choice(BY, difficulty.of(CardType.COLOURS, CardType.SUITS, CardType.RANKS).toString(),
                        CardType.names(CardType.values()), "what of a card is counted"));
    }

    @Override
    Environment build(Map<String, Object> options, RandomStreams streams) {
        return new CountRecall(packs(options), CardType.named(options.get(BY)), streams.stream("decks"));
    }

    @Override
    Reference known(Map<String, Object> options, boolean firstStep) {
        CardType type = CardType.named(options.get(BY));
        int cards = packs(options) * Deck.PACK;
        int actions = cards / type.count + 1;
        LikelyCount likely = new LikelyCount(cards, type.count, firstStep);
        return new Reference(cards - 1, cards - 1, -1, 1,
                random(2.0 / actions - 1, "exact"),
                memoryless(2 * likely.right - 1, "exact", choosing((bits, from) -> {
                    boolean same = hot(bits, from) == hot(bits, from + type.count);
                    boolean first = firstStep && bits[from + 2 * type.count + 1] == 1;
                    return first ? (same ? 1 : 0) : same ? likely.same : likely.other;
                })),
                oracle(1, "exact", (world, streams) -> new Counting(type.count)));
    }

    /** The likeliest counts where nothing is known but whether the value on view is of the queried type. */
    private static final class LikelyCount {
        final int same;
        final int other;
        /** Probability that an answer is right, over all steps. */
        final double right;

        LikelyCount(int cards, int types, boolean firstStep) {
            int ofType = cards / types;
            double[] counts = new double[ofType + 1];
            double[] others = new double[ofType + 1];
            int start = firstStep ? 2 : 1;
            for (int dealt = start; dealt < cards; dealt++) {
                for (int c = 0; c <= ofType; c++) {
                    counts[c] += c == 0 ? 0 : hypergeometric(c - 1, dealt - 1, ofType - 1, cards - 1);
                    others[c] += hypergeometric(c, dealt - 1, ofType, cards - 1);
                }
            }
            same = largest(counts);
            other = largest(others);
            right = (counts[same] / types + others[other] * (types - 1) / types + (firstStep ? 1 : 0)) / (cards - 1);
        }

        private static int largest(double[] values) {
            int largest = 0;
            for (int i = 1; i < values.length; i++) {
                largest = values[i] > values[largest] ? i : largest;
            }
            return largest;
        }

        /** Probability of {@code hits} among {@code drawn} cards of a deck of {@code cards}, of which {@code wanted} are wanted. */
        private static double hypergeometric(int hits, int drawn, int wanted, int cards) {
            if (hits < 0 || hits > wanted || drawn - hits < 0 || drawn - hits > cards - wanted) {
                return 0;
            }
            return Math.exp(logChoose(wanted, hits) + logChoose(cards - wanted, drawn - hits) - logChoose(cards, drawn));
        }

        private static double logChoose(int n, int k) {
            double sum = 0;
            for (int i = 1; i <= k; i++) {
                sum += Math.log((double) (n - k + i) / i);
            }
            return sum;
        }
    }

    /** Counts every type. */
    private static final class Counting implements Player {
        private final int[] counts;

        Counting(int types) {
            counts = new int[types];
        }

        @Override
        public void begin() {
            Arrays.fill(counts, 0);
        }

        @Override
        public void act(Observations observations, int row, Actions actions, int index) {
            byte[] bits = observations.bytes();
            int from = observations.offset(row);
            counts[hot(bits, from)]++;
            actions.set(index, Math.min(counts[hot(bits, from + counts.length)], actionsOf(actions) - 1));
        }

        private static int actionsOf(Actions actions) {
            return actions.space().inputs();
        }
    }
}
