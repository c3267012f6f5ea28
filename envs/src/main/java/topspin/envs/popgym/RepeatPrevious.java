package topspin.envs.popgym;

import topspin.env.Fact;
import topspin.random.RandomStream;
import topspin.space.Discrete;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Which suit had the card of k − 1 steps ago? Cards are dealt one by one, {@code [4]}: the suit of the newest. From the step on
 * at which k cards have been seen, an action that names the suit of the k-th newest card, counting the one on view as the
 * first, earns 1/(cards − k), and any other one loses as much; earlier actions earn nothing. The step that deals the last
 * card terminates the episode.
 */
final class RepeatPrevious extends PopgymEnvironment {
    private final Deck deck;
    private final int k;
    private final float scale;

    /** @param k at least 1, fewer than the cards of the deck */
    RepeatPrevious(int packs, int k, RandomStream stream) {
        super(CardType.SUITS.count, new Discrete(CardType.SUITS.count), stream);
        this.deck = new Deck(packs, stream);
        this.k = k;
        this.scale = 1f / (deck.size() - k);
    }

    @Override
    void start() {
        deck.shuffle();
        deck.deal();
    }

    @Override
    float take(float[] action, int from) {
        float reward = 0;
        if (deck.size() - deck.left() >= k) {
            reward = (int) action[from] == CardType.SUITS.of(deck.dealt(k - 1)) ? scale : -scale;
        }
        deck.deal();
        terminated = deck.left() == 0;
        return reward;
    }

    @Override
    void observe(byte[] bits, int from) {
        bits[from + CardType.SUITS.of(deck.dealt(0))] = 1;
    }

    @Override
    public List<String> actionNames() {
        return Painter.SUIT_NAMES;
    }

    /** Whether the card that is asked for, and the one on view, have each suit. */
    @Override
    public List<Fact> facts() {
        List<Fact> facts = new ArrayList<>();
        for (int back : k == 1 ? new int[] {0} : new int[] {k - 1, 0}) {
            for (int suit = 0; suit < CardType.SUITS.count; suit++) {
                int asked = suit;
                facts.add(new Fact(Painter.SUIT_NAMES.get(suit) + (back == 0 ? " now" : " " + back + " steps ago"),
                        () -> deck.size() - deck.left() <= back ? Double.NaN : CardType.SUITS.of(deck.dealt(back)) == asked ? 1 : 0));
            }
        }
        return facts;
    }

    @Override
    void paint(Painter painter) {
        painter.say("suit of the card " + (k - 1) + " steps ago?", deck.size() - deck.left() + " of " + deck.size());
        painter.suit(CardType.SUITS.of(deck.dealt(0)));
    }

    @Override
    void saveState(DataOutput out) throws IOException {
        deck.save(out);
    }

    @Override
    void restoreState(DataInput in) throws IOException {
        deck.restore(in);
    }
}
