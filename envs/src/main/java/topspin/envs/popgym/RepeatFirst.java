package topspin.envs.popgym;

import topspin.random.RandomStream;
import topspin.space.Discrete;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/**
 * Which suit had the first card? Cards are dealt one by one, {@code [4]}: the suit of the newest. Every action, the first one
 * too, earns 1/(cards − 1) if it names the suit of the episode's first card, and loses as much if not. The step that deals the
 * last card terminates the episode.
 */
final class RepeatFirst extends PopgymEnvironment {
    private final Deck deck;
    private final float scale;
    private int first;

    RepeatFirst(int packs, RandomStream stream) {
        super(CardType.SUITS.count, new Discrete(CardType.SUITS.count), stream);
        this.deck = new Deck(packs, stream);
        this.scale = 1f / (deck.size() - 1);
    }

    @Override
    void start() {
        deck.shuffle();
        first = CardType.SUITS.of(deck.deal());
    }

    @Override
    float take(float[] action, int from) {
        deck.deal();
        terminated = deck.left() == 0;
        return (int) action[from] == first ? scale : -scale;
    }

    @Override
    void observe(byte[] bits, int from) {
        bits[from + CardType.SUITS.of(deck.dealt(0))] = 1;
    }

    @Override
    public List<String> actionNames() {
        return Painter.SUIT_NAMES;
    }

    @Override
    void paint(Painter painter) {
        painter.say("suit of the first card?", deck.size() - deck.left() + " of " + deck.size());
        painter.suit(CardType.SUITS.of(deck.dealt(0)));
    }

    @Override
    void saveState(DataOutput out) throws IOException {
        deck.save(out);
        out.writeInt(first);
    }

    @Override
    void restoreState(DataInput in) throws IOException {
        deck.restore(in);
        first = in.readInt();
    }
}
