package topspin.envs.memory;

import topspin.env.DiscreteEnvironment;
import topspin.env.Fact;
import topspin.env.Observations;
import topspin.env.View;
import topspin.random.RandomStream;
import topspin.space.Box;
import topspin.space.Discrete;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A cue is shown once and asked for later. The first observation of an episode shows one of {@code cues} cues, the next
 * ones show nothing, and the one {@code delay} steps after the first asks: the action taken on it earns 1 if it is the
 * cue's number and −1 otherwise, and terminates the episode. All other rewards are 0.
 *
 * <p>Without memory the best mean return is 2/cues − 1; with memory it is 1. Observations are {@code [cues + 1]} floats:
 * the cue as one-hot code, then the question, each 0 or 1. Actions are the cues' numbers.
 */
final class Recall implements DiscreteEnvironment {
    /** Limit of the cues, since observations have one element per cue. */
    static final int MOST_CUES = 10_000;
    static final int LONGEST_DELAY = 1_000_000;
    /** More cues than these have one number together. */
    private static final int MOST_NAMED = 8;

    private final int cues;
    private final int delay;
    private final RandomStream stream;
    private final Box space;
    private final Discrete actions;
    private final Optional<View> view;
    private int cue;
    private int taken;

    /**
     * @param cues  2 … {@value #MOST_CUES}
     * @param delay steps from the cue to the question, 1 … {@value #LONGEST_DELAY}
     */
    Recall(int cues, int delay, RandomStream stream) {
        this.cues = cues;
        this.delay = delay;
        this.stream = stream;
        this.space = Box.floats(0, 1, cues + 1);
        this.actions = new Discrete(cues);
        view = Optional.of(new RecallView(cues, this::shown));
    }

    @Override
    public Box observationSpace() {
        return space;
    }

    @Override
    public Discrete actionSpace() {
        return actions;
    }

    @Override
    public void reset(Observations out, int row) {
        cue = stream.nextInt(cues);
        taken = 0;
        draw(out, row);
    }

    @Override
    public float step(int action, Observations out, int row) {
        taken++;
        draw(out, row);
        if (!terminated()) {
            return 0;
        }
        return action == cue ? 1 : -1;
    }

    /** What the present observation shows: a cue's number, {@link RecallView#NOTHING} or {@link RecallView#QUESTION}. */
    private int shown() {
        return taken == 0 ? cue : taken == delay ? RecallView.QUESTION : RecallView.NOTHING;
    }

    @Override
    public Optional<View> view() {
        return view;
    }

    /** The cues' numbers. */
    @Override
    public List<String> actionNames() {
        return IntStream.range(0, cues).mapToObj(Integer::toString).toList();
    }

    /** The cue that is to be remembered, and how long ago it was shown. */
    @Override
    public List<Fact> facts() {
        List<Fact> facts = new ArrayList<>();
        if (cues > MOST_NAMED) {
            facts.add(new Fact("cue", () -> cue));
        } else {
            IntStream.range(0, cues).forEach(i -> facts.add(new Fact("cue " + i, () -> cue == i ? 1 : 0)));
        }
        facts.add(new Fact("steps since the cue", () -> taken));
        return facts;
    }

    private void draw(Observations out, int row) {
        if (out == null) {
            return;
        }
        out.clearRow(row);
        if (taken == 0) {
            out.floats()[out.offset(row) + cue] = 1;
        } else if (taken == delay) {
            out.floats()[out.offset(row) + cues] = 1;
        }
    }

    @Override
    public boolean terminated() {
        return taken > delay;
    }

    @Override
    public boolean truncated() {
        return false;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        stream.save(out);
        out.writeInt(cue);
        out.writeInt(taken);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        stream.restore(in);
        cue = in.readInt();
        taken = in.readInt();
    }
}
