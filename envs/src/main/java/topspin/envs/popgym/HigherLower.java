package topspin.envs.popgym;

import topspin.random.RandomStream;
import topspin.space.Discrete;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/**
 * Is the next card higher? Observations are {@code [13]}: the rank of the card on view, ace low. Action 0 says that the
 * next card is higher, 1 that it is lower: right earns 1/cards, wrong loses as much, an equal rank earns nothing. The step
 * that deals the last card terminates the episode.
 */
final class HigherLower extends PopgymEnvironment {
    private static final int HIGHER = 0;

    private final Deck deck;
    private final float scale;

    HigherLower(int packs, RandomStream stream) {
        super(CardType.RANKS.count, new Discrete(2), stream);
        this.deck = new Deck(packs, stream);
        this.scale = 1f / deck.size();
    }

    @Override
    void start() {
        deck.shuffle();
        deck.deal();
    }

    @Override
    float take(float[] action, int from) {
        int shown = CardType.RANKS.of(deck.dealt(0));
        int next = CardType.RANKS.of(deck.deal());
        terminated = deck.left() == 0;
        if (next == shown) {
            return 0;
        }
        return next > shown == (action[from] == HIGHER) ? scale : -scale;
    }

    @Override
    void observe(byte[] bits, int from) {
        bits[from + CardType.RANKS.of(deck.dealt(0))] = 1;
    }

    @Override
    public List<String> actionNames() {
        return List.of("higher", "lower");
    }

    @Override
    void paint(Painter painter) {
        painter.say("will the next one be higher?", deck.size() - deck.left() + " of " + deck.size());
        painter.types(CardType.RANKS, CardType.RANKS.of(deck.dealt(0)));
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
