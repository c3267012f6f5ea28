package topspin.train;

import topspin.rollout.Rollout;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Learns from rollouts: one implementation per algorithm. */
interface Learner {

    /**
     * Changes the policy's parameters along one or more gradients made from the rollout.
     *
     * @param learningRate of this rollout's updates
     * @return what happened; overwritten by the next call
     */
    UpdateReport update(Rollout rollout, double learningRate);

    /** Writes what outlives a rollout, besides parameters and optimiser. */
    default void save(DataOutput out) throws IOException {
    }

    /** Reads back what {@link #save} wrote. */
    default void restore(DataInput in) throws IOException {
    }
}
