package topspin.train;

import topspin.nn.Parameters;

/** What stops a run before it wastes its time: numbers that are no longer numbers, and a policy ratio that must be 1. */
final class Guards {
    /**
     * How far the first minibatch's ratio may be from 1. With oneDNN it is exactly 1; a BLAS whose rounding depends on
     * the number of rows moves log-probabilities by some 1e-6.
     */
    static final double RATIO_TOLERANCE = 1e-3;

    private final boolean nonFinite;

    Guards(RunConfig.Guard config) {
        this.nonFinite = config.nonFinite();
    }

    /** @throws RunFailedException if the norm is NaN or infinite, naming the first tensor at fault */
    void checkGradient(double norm, long update, Parameters parameters) {
        if (nonFinite && !Double.isFinite(norm)) {
            throw new RunFailedException("update " + update + ": the gradient of "
                    + firstNonFinite(parameters, parameters.gradients()) + " is not finite");
        }
    }

    /** @throws RunFailedException if a parameter is NaN or infinite, naming its tensor */
    void checkParameters(long update, Parameters parameters) {
        if (nonFinite) {
            for (float value : parameters.values()) {
                if (!Float.isFinite(value)) {
                    throw new RunFailedException("update " + update + ": the values of "
                            + firstNonFinite(parameters, parameters.values()) + " are not finite");
                }
            }
        }
    }

    /**
     * The policy that learns must be the policy that acted until its first change.
     *
     * @throws RunFailedException if a ratio of a rollout's first minibatch is not 1
     */
    void checkFirstRatio(double largestError, long update) {
        if (!(largestError <= RATIO_TOLERANCE)) {
            throw new RunFailedException("update " + update + ": the first minibatch has a probability ratio that is off "
                    + "1 by " + largestError + ", so learning does not see what acting saw (states, masks or "
                    + "observations are mixed up)");
        }
    }

    private static String firstNonFinite(Parameters parameters, float[] array) {
        for (int i = 0; i < array.length; i++) {
            if (!Float.isFinite(array[i])) {
                return parameters.sliceAt(i).name();
            }
        }
        return "some layer (its sum of squares overflows)";
    }
}
