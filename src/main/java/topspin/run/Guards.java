package topspin.run;

import topspin.nn.Parameters;

import java.util.Optional;

/** Stops a run that cannot succeed: values that are NaN or infinite, and a policy ratio that must be 1 and is not. */
public final class Guards {
    /**
     * How far the first minibatch's ratio may be from 1. With oneDNN it is exactly 1, except for bfloat16 on AMX; there,
     * and in a BLAS, rounding depends on the number of rows and moves log-probabilities by some 1e-6.
     */
    public static final double RATIO_TOLERANCE = 1e-3;

    private final boolean nonFinite;

    public Guards(RunConfig.Guard config) {
        this.nonFinite = config.nonFinite();
    }

    /** @throws RunFailedException if the norm is NaN or infinite, naming the first tensor that is, if there is one */
    public void checkGradient(double norm, long update, Parameters parameters) {
        if (nonFinite && !Double.isFinite(norm)) {
            throw failure(update, firstNonFinite(parameters, parameters.gradients())
                    .map(tensor -> "the gradient of " + tensor + " is not finite")
                    .orElse("the gradient is finite, but so large that its norm is not"));
        }
    }

    /** @throws RunFailedException if a parameter is NaN or infinite after an update, naming its tensor */
    public void checkParameters(long update, Parameters parameters) {
        if (nonFinite) {
            Optional<String> broken = firstNonFinite(parameters, parameters.values());
            if (broken.isPresent()) {
                throw failure(update, "the values of " + broken.get() + " are not finite");
            }
        }
    }

    /**
     * The policy that learns must be the policy that acted until its first change. A ratio of NaN is ignored here: it
     * comes from values that are not finite, which {@code guard.non-finite} handles.
     *
     * @param update whose gradient is computed next
     * @throws RunFailedException if a ratio of a rollout's first minibatch is not 1
     */
    public void checkFirstRatio(double largestError, long update, Parameters parameters) {
        if (Double.isNaN(largestError)) {
            checkParameters(update - 1, parameters);
            if (nonFinite) {
                throw failure(update, "the policy's log-probabilities are not finite, though "
                        + "all of its weights are: the sums of a layer overflow, or what it is shown is not finite");
            }
        } else if (largestError > RATIO_TOLERANCE) {
            throw failure(update, "the first minibatch has a probability ratio that is off "
                    + "1 by " + largestError + ", though no weight has changed since acting: learning sees other states, "
                    + "masks or observations than acting did, or rounds otherwise");
        }
    }

    private static RunFailedException failure(long update, String what) {
        return RunFailedException.repeating("update " + update + ": " + what);
    }

    private static Optional<String> firstNonFinite(Parameters parameters, float[] array) {
        for (int i = 0; i < array.length; i++) {
            if (!Float.isFinite(array[i])) {
                return Optional.of(parameters.sliceAt(i).name());
            }
        }
        return Optional.empty();
    }
}
