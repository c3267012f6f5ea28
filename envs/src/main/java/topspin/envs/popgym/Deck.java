package topspin.envs.popgym;

import topspin.random.RandomStream;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Packs of 52 cards, dealt without replacement. A card's number is 4 · rank + suit; ranks are ace, 2 … 10, jack, queen, king;
 * suits are spades, diamonds, clubs, hearts, so that an odd card is red.
 */
final class Deck {
    static final int PACK = 52;
    /** Beyond this a deck would have more cards than anybody trains on, and episodes longer than a rollout. */
    static final int MOST_PACKS = 1_000;

    private final RandomStream stream;
    /** The first {@link #left} are yet to be dealt, the last one of them first. */
    private final byte[] cards;
    private int left;

    Deck(int packs, RandomStream stream) {
        this.stream = stream;
        cards = new byte[packs * PACK];
        for (int i = 0; i < cards.length; i++) {
            cards[i] = (byte) (i % PACK);
        }
    }

    /** All cards of all packs. */
    int size() {
        return cards.length;
    }

    /** Cards that are yet to be dealt. */
    int left() {
        return left;
    }

    /** Takes all cards back, and shuffles them. */
    void shuffle() {
        stream.shuffle(cards);
        left = cards.length;
    }

    /** Deals the next card. */
    int deal() {
        return cards[--left];
    }

    /** The card that was dealt {@code back} cards before the newest: 0 is the newest itself. */
    int dealt(int back) {
        return cards[left + back];
    }

    void save(DataOutput out) throws IOException {
        out.writeInt(left);
        out.write(cards);
    }

    void restore(DataInput in) throws IOException {
        left = in.readInt();
        in.readFully(cards);
    }
}
