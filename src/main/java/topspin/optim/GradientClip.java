package topspin.optim;

/** Clipping of the gradient by its global norm (Pascanu, Mikolov, Bengio 2013). */
public final class GradientClip {
    private GradientClip() {
    }

    /**
     * The factor of gradients that makes their global norm at most {@code maxNorm}.
     *
     * @param norm    √Σ g² over all parameters
     * @param maxNorm the limit; null for none
     */
    public static float scale(double norm, Double maxNorm) {
        return maxNorm == null || !(norm > maxNorm) ? 1f : (float) (maxNorm / norm);
    }
}
