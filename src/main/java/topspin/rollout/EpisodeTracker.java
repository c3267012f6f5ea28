package topspin.rollout;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;

/**
 * Adds up raw rewards into episode returns, and averages the last few. Episodes count in the order in which they ended: by
 * step, then by environment. One thread.
 */
public final class EpisodeTracker {
    private final double[] returns;
    private final long[] lengths;
    private final double[] lastReturns;
    private final long[] lastLengths;
    /** Whether the running episode began before the means were restarted: it is then left out of them. */
    private final boolean[] older;
    private long episodes;
    private long averaged;
    /** How many of {@code averaged} lie before the current window. */
    private long beforeWindow;
    private boolean startAnew;

    /** @param window number of finished episodes that are averaged */
    public EpisodeTracker(int environments, int window) {
        returns = new double[environments];
        lengths = new long[environments];
        lastReturns = new double[window];
        lastLengths = new long[window];
        older = new boolean[environments];
    }

    /** Gets each finished episode. */
    public interface Listener {
        /**
         * @param step          of the rollout in which it ended
         * @param episodeReturn sum of its rewards
         * @param length        its decisions
         */
        void finished(int step, int environment, double episodeReturn, long length);
    }

    /** Takes in a collected rollout, and reports the episodes that ended in it. */
    public void observe(Rollout rollout, Listener listener) {
        for (int t = 0; t < rollout.steps(); t++) {
            for (int n = 0; n < rollout.environments(); n++) {
                int row = rollout.row(t, n);
                returns[n] += rollout.rawRewards()[row];
                lengths[n]++;
                if (rollout.done()[row]) {
                    listener.finished(t, n, returns[n], lengths[n]);
                    finish(n);
                }
            }
        }
    }

    private void finish(int n) {
        episodes++;
        if (!older[n]) {
            average(n);
        }
        older[n] = false;
        returns[n] = 0;
        lengths[n] = 0;
    }

    private void average(int n) {
        if (startAnew) {
            beforeWindow = averaged;
            startAnew = false;
        }
        int slot = (int) ((averaged - beforeWindow) % lastReturns.length);
        lastReturns[slot] = returns[n];
        lastLengths[slot] = lengths[n];
        averaged++;
    }

    /**
     * Restarts the means over episodes that begin from here on, as after a rollback of the policy. Running episodes
     * belong to neither policy: they are counted when they end, but not averaged. Until the first new episode ends, the
     * means keep their values.
     */
    public void startMeansAnew() {
        startAnew = true;
        for (int n = 0; n < lengths.length; n++) {
            older[n] = lengths[n] > 0;
        }
    }

    /** Episodes finished so far. */
    public long episodes() {
        return episodes;
    }

    /** How many of those were averaged: all, unless the means were restarted. */
    public long averaged() {
        return averaged;
    }

    /** Mean return of the last finished episodes, as many as the window holds; 0 before the first. */
    public double meanReturn() {
        int count = counted();
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += lastReturns[i];
        }
        return count == 0 ? 0 : sum / count;
    }

    /** Mean length of the same episodes, in decisions; 0 before the first. */
    public double meanLength() {
        int count = counted();
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += lastLengths[i];
        }
        return count == 0 ? 0 : sum / count;
    }

    private int counted() {
        return (int) Math.min(averaged - beforeWindow, lastReturns.length);
    }

    public void save(DataOutput out) throws IOException {
        out.writeLong(episodes);
        for (int n = 0; n < returns.length; n++) {
            out.writeDouble(returns[n]);
            out.writeLong(lengths[n]);
        }
        for (int i = 0; i < lastReturns.length; i++) {
            out.writeDouble(lastReturns[i]);
            out.writeLong(lastLengths[i]);
        }
        out.writeLong(averaged);
        out.writeLong(beforeWindow);
        out.writeBoolean(startAnew);
        for (boolean begunBefore : older) {
            out.writeBoolean(begunBefore);
        }
    }

    /** Reads back what {@link #save} wrote. */
    public void restore(DataInput in) throws IOException {
        episodes = in.readLong();
        for (int n = 0; n < returns.length; n++) {
            returns[n] = in.readDouble();
            lengths[n] = in.readLong();
        }
        for (int i = 0; i < lastReturns.length; i++) {
            lastReturns[i] = in.readDouble();
            lastLengths[i] = in.readLong();
        }
        try {
            averaged = in.readLong();
        } catch (EOFException oldFormat) {
            // Topspin 0.1 never restarted the means
            averaged = episodes;
            beforeWindow = 0;
            startAnew = false;
            Arrays.fill(older, false);
            return;
        }
        beforeWindow = in.readLong();
        startAnew = in.readBoolean();
        for (int n = 0; n < older.length; n++) {
            older[n] = in.readBoolean();
        }
    }
}
