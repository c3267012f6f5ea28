package topspin.normalise;

import topspin.env.Observations;
import topspin.space.Box;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Normalises observations and rewards, if the run does so. The policy reads {@link #view}, the learner what
 * {@link #reward} returns; without normalisation both are as the environments give them. The statistics are frozen
 * while a rollout is collected, and {@link #update} adds the rollout to them, so results do not depend on which thread
 * steps which environment (as in google/brax; {@code VecNormalize} in DLR-RM/stable-baselines3 updates its statistics
 * with every step).
 *
 * <p>Order of use: {@link #reset} or {@link #restore}; {@link #show}, {@link #observe} and {@link #reward} per step;
 * and {@link #update} after each rollout. Different threads may handle rows of different environments; everything else
 * is for one thread. Nothing allocates after construction.
 */
public final class Normaliser {
    /** Null where observations stay as they are. */
    private final ObservationNormaliser observations;
    /** Null where rewards stay as they are. */
    private final RewardScaler rewards;
    private final boolean learns;

    private Normaliser(ObservationNormaliser observations, RewardScaler rewards, boolean learns) {
        this.observations = observations;
        this.rewards = rewards;
        this.learns = learns;
    }

    /** For a run that learns: statistics are updated. */
    public static Normaliser learning(NormaliseConfig config, Box observation, int environments, double gamma) {
        return of(config, observation, environments, gamma, true);
    }

    /** For playing without learning: the statistics stay as they are {@link #restoreStatistics restored}. */
    public static Normaliser frozen(NormaliseConfig config, Box observation, int environments, double gamma) {
        return of(config, observation, environments, gamma, false);
    }

    /** Normalises nothing. */
    public static Normaliser none() {
        return new Normaliser(null, null, false);
    }

    /**
     * @param observation of floats, if observations are normalised
     * @param gamma       discount of the returns whose deviation scales rewards
     */
    private static Normaliser of(NormaliseConfig config, Box observation, int environments, double gamma,
                                 boolean learns) {
        ObservationNormaliser observations = config.observations()
                ? new ObservationNormaliser(observation, environments, config.clipObservations()) : null;
        RewardScaler rewards = config.rewards() ? new RewardScaler(environments, gamma, config.clipRewards()) : null;
        return new Normaliser(observations, rewards, learns);
    }

    /** Whether there is anything to save. */
    public boolean hasState() {
        return observations != null || rewards != null;
    }

    /** Whether observations are normalised. */
    public boolean normalisesObservations() {
        return observations != null;
    }

    /**
     * The rows that the policy reads instead of these, {@code [environments]}: the same, or the normalised ones that
     * {@link #show} writes.
     */
    public Observations view(Observations raw) {
        return observations == null ? raw : observations.normalised();
    }

    /** Writes the {@link #view} of rows {@code first … first + count − 1}, over its earlier contents. */
    public void show(Observations raw, int first, int count) {
        if (observations != null) {
            observations.normalise(raw, first, count);
        }
    }

    /** Adds the observations of environments {@code first … first + count − 1} before a step. */
    public void observe(Observations raw, int first, int count) {
        if (learns && observations != null) {
            observations.observe(raw, first, count);
        }
    }

    /**
     * Takes in a reward, and returns what the learner sees of it.
     *
     * @param over whether it is an episode's last
     */
    public float reward(int environment, float reward, boolean over) {
        if (rewards == null) {
            return reward;
        }
        if (learns) {
            rewards.observe(environment, reward, over);
        }
        return rewards.scaled(reward);
    }

    /** Adds the rollout to the statistics. */
    public void update() {
        if (learns && observations != null) {
            observations.update();
        }
        if (learns && rewards != null) {
            rewards.update();
        }
    }

    /** Begins an episode in every environment; the statistics stay. */
    public void reset() {
        if (observations != null) {
            observations.reset();
        }
        if (rewards != null) {
            rewards.reset();
        }
    }

    /** Writes statistics and running returns, so that {@link #restore} continues bit for bit; between rollouts. */
    public void save(DataOutput out) throws IOException {
        out.writeBoolean(observations != null);
        out.writeBoolean(rewards != null);
        if (observations != null) {
            observations.save(out);
        }
        if (rewards != null) {
            rewards.save(out);
            rewards.saveReturns(out);
        }
    }

    /** Reads back what {@link #save} wrote. */
    public void restore(DataInput in) throws IOException {
        restoreStatistics(in);
        if (rewards != null) {
            rewards.restoreReturns(in);
        }
    }

    /**
     * Reads the statistics alone of what {@link #save} wrote, with any number of environments. Running returns, which
     * belong to the games, stay as they are; so do the statistics of rewards, if only one of the two has any.
     *
     * @throws IOException if only one of the two normalises observations, or their shapes differ
     */
    public void restoreStatistics(DataInput in) throws IOException {
        if (in.readBoolean() != normalisesObservations()) {
            throw new IOException("only one of checkpoint and run has statistics of observations");
        }
        boolean hasRewards = in.readBoolean();
        if (observations != null) {
            observations.restore(in);
        }
        if (hasRewards && rewards != null) {
            rewards.restore(in);
        }
    }

    /** Whether what {@link #save} wrote has statistics of observations. */
    public static boolean hasObservations(byte[] saved) {
        return saved[0] != 0; // as DataOutput.writeBoolean has it
    }
}
