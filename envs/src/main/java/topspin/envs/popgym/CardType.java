package topspin.envs.popgym;

import java.util.List;

/** What of a card counts. */
enum CardType {
    COLOURS(2), SUITS(4), RANKS(13);

    /** How many there are. */
    final int count;

    CardType(int count) {
        this.count = count;
    }

    /** The type of a card of {@link Deck}: 0 … count−1. */
    int of(int card) {
        return switch (this) {
            case COLOURS -> card & 1;
            case SUITS -> card & 3;
            case RANKS -> card >> 2;
        };
    }

    /** As an option's value. */
    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    static CardType named(Object value) {
        for (CardType type : values()) {
            if (type.toString().equals(value)) {
                return type;
            }
        }
        throw new IllegalArgumentException("no type of card is called " + value);
    }

    static List<String> names(CardType... types) {
        return java.util.Arrays.stream(types).map(CardType::toString).toList();
    }
}
