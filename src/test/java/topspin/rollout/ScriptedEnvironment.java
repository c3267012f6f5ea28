package topspin.rollout;

import topspin.env.DiscreteEnvironment;
import topspin.env.Observations;
import topspin.space.Box;
import topspin.space.Discrete;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A world whose course is written down: the k-th episode of environment n takes {@code 1 + (n + k) % 4} steps and ends
 * by termination, truncation or both at once, in turn. Observations are three numbers that name environment, episode and
 * step; the reward is {@code 1 + action + step/8}.
 */
final class ScriptedEnvironment implements DiscreteEnvironment {
    static final int ACTIONS = 3;
    static final Box OBSERVATION = Box.floats(-1, 1, 3);

    private final int number;
    private int episode = -1;
    private int taken;

    ScriptedEnvironment(int number) {
        this.number = number;
    }

    /** What environment {@code number} shows after {@code taken} steps of an episode. */
    static float[] observation(int number, int episode, int taken) {
        return new float[] {number / 8f - 0.4f, (episode % 5) / 5f - 0.3f, taken / 6f - 0.5f};
    }

    static int length(int number, int episode) {
        return 1 + (number + episode) % 4;
    }

    static boolean terminates(int episode) {
        return episode % 3 != 1;
    }

    static boolean truncates(int episode) {
        return episode % 3 != 0;
    }

    static float reward(int action, int taken) {
        return 1 + action + taken / 8f;
    }

    @Override
    public Box observationSpace() {
        return OBSERVATION;
    }

    @Override
    public Discrete actionSpace() {
        return new Discrete(ACTIONS);
    }

    @Override
    public void reset(Observations out, int row) {
        episode++;
        taken = 0;
        draw(out, row);
    }

    @Override
    public float step(int action, Observations out, int row) {
        taken++;
        draw(out, row);
        return reward(action, taken);
    }

    private void draw(Observations out, int row) {
        if (out != null) {
            System.arraycopy(observation(number, episode, taken), 0, out.floats(), out.offset(row), 3);
        }
    }

    @Override
    public boolean terminated() {
        return taken == length(number, episode) && terminates(episode);
    }

    @Override
    public boolean truncated() {
        return taken == length(number, episode) && truncates(episode);
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(episode);
        out.writeInt(taken);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        episode = in.readInt();
        taken = in.readInt();
    }
}
