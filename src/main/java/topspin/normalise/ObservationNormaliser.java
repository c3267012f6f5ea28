package topspin.normalise;

import topspin.env.Observations;
import topspin.space.Box;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Observations less their running mean, over their running deviation, clipped: (x − μ) / √(σ² + 1e-8), within ± the
 * bound, for each element by itself ({@code VecNormalize._normalize_obs} in DLR-RM/stable-baselines3). Different
 * threads may handle rows of different environments; {@link #update} is for one thread. Allocates nothing after
 * construction.
 */
final class ObservationNormaliser {
    private final double bound;
    private final RunningStatistics statistics;
    private final RolloutStatistics rollout;
    /** Of the statistics that are frozen, {@code [elements]}. */
    private final double[] means;
    private final double[] reciprocals;
    private final Observations normalised;

    /** @param observation of floats */
    ObservationNormaliser(Box observation, int environments, double bound) {
        this.bound = bound;
        statistics = new RunningStatistics(observation.size());
        rollout = new RolloutStatistics(environments, observation.size());
        means = new double[observation.size()];
        reciprocals = new double[observation.size()];
        normalised = new Observations(observation, environments);
        freeze();
    }

    Observations normalised() {
        return normalised;
    }

    /** Writes {@link #normalised} rows {@code first … first + count − 1}. */
    void normalise(Observations raw, int first, int count) {
        float[] from = raw.floats();
        float[] to = normalised.floats();
        for (int row = first; row < first + count; row++) {
            int at = raw.offset(row);
            for (int i = 0; i < means.length; i++) {
                double value = (from[at + i] - means[i]) * reciprocals[i];
                to[at + i] = (float) Math.max(-bound, Math.min(bound, value));
            }
        }
    }

    void observe(Observations raw, int first, int count) {
        for (int row = first; row < first + count; row++) {
            rollout.add(row, raw.floats(), raw.offset(row));
        }
    }

    void update() {
        rollout.moveTo(statistics);
        freeze();
    }

    void reset() {
        rollout.clear();
    }

    private void freeze() {
        for (int i = 0; i < means.length; i++) {
            means[i] = statistics.mean(i);
            reciprocals[i] = 1 / statistics.deviation(i);
        }
    }

    void save(DataOutput out) throws IOException {
        statistics.save(out);
    }

    void restore(DataInput in) throws IOException {
        statistics.restore(in);
        freeze();
    }
}
