package topspin.envs.popgym;

import topspin.env.Fact;
import topspin.random.RandomStream;
import topspin.space.Discrete;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How many so far? Two decks are dealt side by side: values to be counted and queries. Observations are {@code [2 ×
 * types]}: the type of the newest value and of the newest query. An action that says how many values of the queried type
 * have been dealt, the one on view included, earns 1/(cards − 1), and any other one loses as much. The step that deals the
 * last cards terminates the episode.
 *
 * <p>There is an action for every count from 0 to all cards of a type, as since version 1.0.7.
 */
final class CountRecall extends PopgymEnvironment {
    private final CardType type;
    private final Deck values;
    private final Deck queries;
    private final float scale;
    private final int[] counts;

    CountRecall(int packs, CardType type, RandomStream stream) {
        super(2 * type.count, new Discrete(packs * Deck.PACK / type.count + 1), stream);
        this.type = type;
        this.values = new Deck(packs, stream);
        this.queries = new Deck(packs, stream);
        this.scale = 1f / (values.size() - 1);
        this.counts = new int[type.count];
    }

    @Override
    void start() {
        values.shuffle();
        queries.shuffle();
        Arrays.fill(counts, 0);
        deal();
    }

    @Override
    float take(float[] action, int from) {
        float reward = (int) action[from] == counts[type.of(queries.dealt(0))] ? scale : -scale;
        deal();
        terminated = values.left() == 0;
        return reward;
    }

    private void deal() {
        counts[type.of(values.deal())]++;
        queries.deal();
    }

    @Override
    void observe(byte[] bits, int from) {
        bits[from + type.of(values.dealt(0))] = 1;
        bits[from + type.count + type.of(queries.dealt(0))] = 1;
    }

    @Override
    public List<String> actionNames() {
        return IntStream.rangeClosed(0, values.size() / type.count).mapToObj(Integer::toString).toList();
    }

    /** The count that is asked for, and those of all types. */
    @Override
    public List<Fact> facts() {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("count asked for", () -> counts[type.of(queries.dealt(0))]));
        for (int i = 0; i < type.count; i++) {
            int counted = i;
            facts.add(new Fact("count of type " + (i + 1), () -> counts[counted]));
        }
        return facts;
    }

    @Override
    void paint(Painter painter) {
        painter.say("left: a card; right: how many so far?", values.size() - values.left() + " of " + values.size());
        painter.types(type, type.of(values.dealt(0)), type.of(queries.dealt(0)));
    }

    @Override
    void saveState(DataOutput out) throws IOException {
        values.save(out);
        queries.save(out);
        for (int count : counts) {
            out.writeInt(count);
        }
    }

    @Override
    void restoreState(DataInput in) throws IOException {
        values.restore(in);
        queries.restore(in);
        for (int i = 0; i < counts.length; i++) {
            counts[i] = in.readInt();
        }
    }
}
