package topspin.rollout;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Adds up rewards into episode returns, and averages the last few. Episodes count in the order in which they ended: by
 * step, then by environment. One thread.
 */
public final class EpisodeTracker {
    private final double[] returns;
    private final long[] lengths;
    private final double[] lastReturns;
    private final long[] lastLengths;
    private long episodes;

    /** @param window finished episodes that the means are over */
    public EpisodeTracker(int environments, int window) {
        returns = new double[environments];
        lengths = new long[environments];
        lastReturns = new double[window];
        lastLengths = new long[window];
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

    /** Takes in a collected rollout, and tells of the episodes that ended in it. */
    public void observe(Rollout rollout, Listener listener) {
        for (int t = 0; t < rollout.steps(); t++) {
            for (int n = 0; n < rollout.environments(); n++) {
                int row = rollout.row(t, n);
                returns[n] += rollout.rewards()[row];
                lengths[n]++;
                if (rollout.done()[row]) {
                    int slot = (int) (episodes % lastReturns.length);
                    lastReturns[slot] = returns[n];
                    lastLengths[slot] = lengths[n];
                    episodes++;
                    listener.finished(t, n, returns[n], lengths[n]);
                    returns[n] = 0;
                    lengths[n] = 0;
                }
            }
        }
    }

    /** Episodes finished so far. */
    public long episodes() {
        return episodes;
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
        return (int) Math.min(episodes, lastReturns.length);
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
    }
}
