package topspin.optim;

import java.util.Arrays;
import java.util.List;

/**
 * RMSProp as TensorFlow 1 has it ({@code training/rmsprop.py}), which openai/baselines' a2c and the experiment log's
 * program use: {@code s ← ρ·s + (1−ρ)·g²; θ ← θ − α·g/√(s + ε)}. The mean square begins at 1, not 0, which keeps the
 * first updates small; ε is inside the root.
 *
 * <p>A range with a zero gradient moves no parameter and only lets its mean squares decay. That decay is accumulated as
 * one factor per range, in {@code deferred-decay}, and applied when the range next has a gradient: in a first layer
 * whose inputs are mostly zero, most memory is then not touched at all.
 */
public final class RmsProp implements Optimiser {
    /**
     * The product with a normal number is at least 1, with a denormal number less than 1. A mean square without
     * gradients becomes denormal after some 8,700 updates and stays so, and some processors are then a hundred times
     * slower. Multiplied by the smaller of this product and 1, it becomes 0 within five updates, while normal numbers
     * keep their bits.
     */
    private static final float LARGEST_RECIPROCAL = 1 / Float.MIN_NORMAL;

    private final float decay;
    private final float epsilon;
    private final float[] meanSquare;
    /** The outstanding factor of a range's mean squares; stored at the range's first index. */
    private final float[] deferredDecay;
    private long updates;

    public RmsProp(int size, double decay, double epsilon) {
        this.decay = (float) decay;
        this.epsilon = (float) epsilon;
        meanSquare = new float[size];
        Arrays.fill(meanSquare, 1f);
        deferredDecay = new float[size];
        Arrays.fill(deferredDecay, 1f);
    }

    @Override
    public void begin() {
        updates++;
    }

    @Override
    public void apply(float[] values, float[] gradients, int from, int to, float gradientScale, double learningRate) {
        float rate = (float) learningRate;
        catchUp(from, to);
        float rho = decay;
        float rest = 1 - rho;
        float e = epsilon;
        for (int i = from; i < to; i++) {
            float g = gradients[i] * gradientScale;
            float s = rho * meanSquare[i] + rest * (g * g);
            s *= Math.min(1f, s * LARGEST_RECIPROCAL); // no branch
            meanSquare[i] = s;
            values[i] -= rate * g / (float) Math.sqrt(s + e);
        }
    }

    @Override
    public void applyZero(float[] values, int from, int to, double learningRate) {
        float factor = deferredDecay[from] * decay;
        deferredDecay[from] = factor < Float.MIN_NORMAL ? 0 : factor;
    }

    private void catchUp(int from, int to) {
        float factor = deferredDecay[from];
        if (factor != 1) {
            for (int i = from; i < to; i++) {
                meanSquare[i] *= factor;
            }
            deferredDecay[from] = 1;
        }
    }

    @Override
    public List<State> state() {
        return List.of(new State("mean-square", meanSquare), new State("deferred-decay", deferredDecay));
    }

    @Override
    public long updates() {
        return updates;
    }

    @Override
    public void restoreUpdates(long updates) {
        this.updates = updates;
    }
}
