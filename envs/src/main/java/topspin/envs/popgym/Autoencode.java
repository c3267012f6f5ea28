package topspin.envs.popgym;

import topspin.random.RandomStream;
import topspin.space.Discrete;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/**
 * Say it backwards. Observations are {@code [2 + 4]}: the mode (play, watch) and a suit. While watching, cards are dealt
 * one by one and nothing is earned; the last one comes with the mode play. From then on an action that names the suit of
 * the newest card that has not been asked for yet, the one on view first, earns 1/cards, and any other one loses as much;
 * the observation is then (play, the first suit), which tells nothing. The answer for the oldest card terminates the
 * episode.
 */
final class Autoencode extends PopgymEnvironment {
    private static final int PLAY = 0;
    private static final int WATCH = 1;
    private static final int MODES = 2;

    private final Deck deck;
    private final float scale;
    private int answered;

    Autoencode(int packs, RandomStream stream) {
        super(MODES + CardType.SUITS.count, new Discrete(CardType.SUITS.count), stream);
        this.deck = new Deck(packs, stream);
        this.scale = 1f / deck.size();
    }

    @Override
    void start() {
        deck.shuffle();
        deck.deal();
        answered = 0;
    }

    @Override
    float take(float[] action, int from) {
        if (deck.left() > 0) {
            deck.deal();
            return 0;
        }
        int asked = CardType.SUITS.of(deck.dealt(answered));
        answered++;
        terminated = answered == deck.size();
        return (int) action[from] == asked ? scale : -scale;
    }

    @Override
    void observe(byte[] bits, int from) {
        bits[from + (deck.left() > 0 ? WATCH : PLAY)] = 1;
        bits[from + MODES + (answered > 0 ? 0 : CardType.SUITS.of(deck.dealt(0)))] = 1;
    }

    @Override
    public List<String> actionNames() {
        return Painter.SUIT_NAMES;
    }

    @Override
    void paint(Painter painter) {
        painter.say(deck.left() > 0 ? "watch" : "now backwards",
                (deck.left() > 0 ? deck.size() - deck.left() : deck.size() - answered) + " of " + deck.size());
        if (answered == 0) {
            painter.suit(CardType.SUITS.of(deck.dealt(0)));
        } else {
            painter.back();
        }
    }

    @Override
    void saveState(DataOutput out) throws IOException {
        deck.save(out);
        out.writeInt(answered);
    }

    @Override
    void restoreState(DataInput in) throws IOException {
        deck.restore(in);
        answered = in.readInt();
    }
}
