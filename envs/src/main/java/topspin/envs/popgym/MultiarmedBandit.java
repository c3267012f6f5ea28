package topspin.envs.popgym;

import topspin.random.RandomStream;
import topspin.space.Discrete;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Slot machines of unknown worth. Each arm pays with a probability of its own, drawn uniformly when an episode begins.
 * Observations are {@code [2]}: whether the last pull did not pay or did; not, at first. A pull that pays earns 1/steps,
 * any other one loses as much. Episodes are truncated after a number of steps.
 */
final class MultiarmedBandit extends PopgymEnvironment {
    private final float[] chances;
    private final int longest;
    private final float scale;
    private int steps;
    private boolean paid;

    MultiarmedBandit(int arms, int longest, RandomStream stream) {
        super(2, new Discrete(arms), stream);
        chances = new float[arms];
        this.longest = longest;
        scale = 1f / longest;
    }

    /** The arm with the highest probability. */
    int best() {
        int best = 0;
        for (int i = 1; i < chances.length; i++) {
            best = chances[i] > chances[best] ? i : best;
        }
        return best;
    }

    @Override
    void start() {
        for (int i = 0; i < chances.length; i++) {
            chances[i] = stream.nextFloat();
        }
        steps = 0;
        paid = false;
    }

    @Override
    float take(float[] action, int from) {
        paid = stream.nextDouble() < chances[(int) action[from]];
        steps++;
        truncated = steps >= longest;
        return paid ? scale : -scale;
    }

    @Override
    void observe(byte[] bits, int from) {
        bits[from + (paid ? 1 : 0)] = 1;
    }

    @Override
    void paint(Painter painter) {
        painter.say("which of " + chances.length + " arms pays best?", steps + " of " + longest);
        painter.word(steps == 0 ? "?" : paid ? "paid" : "nothing");
    }

    @Override
    void saveState(DataOutput out) throws IOException {
        for (float chance : chances) {
            out.writeFloat(chance);
        }
        out.writeInt(steps);
        out.writeBoolean(paid);
    }

    @Override
    void restoreState(DataInput in) throws IOException {
        for (int i = 0; i < chances.length; i++) {
            chances[i] = in.readFloat();
        }
        steps = in.readInt();
        paid = in.readBoolean();
    }
}
