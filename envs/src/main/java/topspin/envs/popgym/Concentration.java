package topspin.envs.popgym;

import topspin.random.RandomStream;
import topspin.space.Discrete;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Pairs. Cards lie face down; an action turns the one at a position, two make a try. Observations are {@code [positions × (types
 * + 1)]}: at each position its type or "face down"; cards that are matched or turned in this try are seen, both cards of a try
 * before they are turned back.
 *
 * <p>Two different positions of one type are a match: they stay, and earn 2/positions. Any other try loses 2/L. A try that
 * turns a matched card ends at once and loses 1/L for each card turned. L = ⌈2n − n/(2n − 1)⌉ of n positions is the number
 * of steps after which an episode is truncated; it terminates when all are matched.
 */
final class Concentration extends PopgymEnvironment {
    private static final int NONE = -1;

    private final CardType type;
    private final int longest;
    private final float success;
    private final float failure;
    /** By position. */
    private final byte[] types;
    private final boolean[] matched;
    /** The observation at the start of an episode. */
    private final byte[] allDown;
    /** The present observation. */
    private final byte[] seen;
    private int matches;
    private int steps;
    /** The positions turned in this try; those of a try that failed until the next step. */
    private int first;
    private int second;
    private boolean tryOver;

    Concentration(int packs, CardType type, RandomStream stream) {
        super(packs * Deck.PACK * (type.count + 1), new Discrete(packs * Deck.PACK), stream);
        this.type = type;
        int n = packs * Deck.PACK;
        longest = longest(n);
        success = 2f / n;
        failure = -1f / longest;
        types = new byte[n];
        for (int i = 0; i < n; i++) {
            types[i] = (byte) type.of(i % Deck.PACK);
        }
        matched = new boolean[n];
        allDown = new byte[n * (type.count + 1)];
        for (int i = 0; i < n; i++) {
            allDown[i * (type.count + 1) + type.count] = 1;
        }
        seen = allDown.clone();
    }

    /** Steps of an episode with n positions. */
    static int longest(int n) {
        return (int) Math.ceil(2 * n - n / (2.0 * n - 1));
    }

    @Override
    void start() {
        stream.shuffle(types);
        Arrays.fill(matched, false);
        System.arraycopy(allDown, 0, seen, 0, seen.length);
        matches = 0;
        steps = 0;
        first = NONE;
        second = NONE;
        tryOver = true;
    }

    @Override
    float take(float[] action, int from) {
        int position = (int) action[from];
        if (tryOver) {
            turnBack(first);
            turnBack(second);
            first = position;
            second = NONE;
        } else {
            second = position;
        }
        turn(position, true);
        float reward = judge();
        steps++;
        truncated = steps >= longest && !terminated;
        return reward;
    }

    private float judge() {
        boolean one = second == NONE;
        tryOver = true;
        if (matched[first] || !one && matched[second]) {
            return one ? failure : 2 * failure;
        }
        if (one) {
            tryOver = false;
            return 0;
        }
        if (first == second || types[first] != types[second]) {
            return 2 * failure;
        }
        matched[first] = true;
        matched[second] = true;
        matches += 2;
        terminated = matches == types.length;
        return success;
    }

    private void turnBack(int position) {
        if (position != NONE && !matched[position]) {
            turn(position, false);
        }
    }

    private void turn(int position, boolean up) {
        int at = position * (type.count + 1);
        seen[at + types[position]] = (byte) (up ? 1 : 0);
        seen[at + type.count] = (byte) (up ? 0 : 1);
    }

    @Override
    void observe(byte[] bits, int from) {
        System.arraycopy(seen, 0, bits, from, seen.length);
    }

    @Override
    void paint(Painter painter) {
        painter.say("find the pairs", matches + " of " + types.length);
        int columns = 13;
        for (int i = 0; i < types.length; i++) {
            boolean up = seen[i * (type.count + 1) + type.count] == 0;
            painter.card(i, columns, types.length / columns, up ? type : null, types[i]);
        }
    }

    @Override
    void saveState(DataOutput out) throws IOException {
        out.write(types);
        for (boolean match : matched) {
            out.writeBoolean(match);
        }
        out.write(seen);
        out.writeInt(matches);
        out.writeInt(steps);
        out.writeInt(first);
        out.writeInt(second);
        out.writeBoolean(tryOver);
    }

    @Override
    void restoreState(DataInput in) throws IOException {
        in.readFully(types);
        for (int i = 0; i < matched.length; i++) {
            matched[i] = in.readBoolean();
        }
        in.readFully(seen);
        matches = in.readInt();
        steps = in.readInt();
        first = in.readInt();
        second = in.readInt();
        tryOver = in.readBoolean();
    }
}
