package topspin.algorithm;

import topspin.env.GivenUpException;
import topspin.policy.ActionChoice;
import topspin.rollout.Rollout;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Learns from rollouts: one implementation per algorithm. */
public interface Learner {

    /**
     * Changes the policy's parameters along one or more gradients made from the rollout.
     *
     * @param progress as of the rollout's beginning
     * @return what happened; overwritten by the next call
     * @throws GivenUpException if the run is to stop and this would take too long; parameters must not be used
     *                          afterwards
     */
    UpdateReport update(Rollout rollout, Progress progress);

    /** How actions are chosen in the rollout that begins at this step; valid until the next call. */
    default ActionChoice acting(long step) {
        return ActionChoice.SAMPLED;
    }

    /**
     * Announces that the run is to stop: updates that would take long, now or later, are given up. Any thread may call
     * it.
     */
    default void hurry() {
    }

    /** Writes its state between rollouts, apart from parameters and optimiser. */
    default void save(DataOutput out) throws IOException {
    }

    /** Reads back what {@link #save} wrote. */
    default void restore(DataInput in) throws IOException {
    }
}
