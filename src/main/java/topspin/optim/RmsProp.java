package topspin.optim;

import java.util.Arrays;
import java.util.List;

/**
 * RMSProp as TensorFlow 1 has it ({@code training/rmsprop.py}), which openai/baselines' a2c and the experiment log's
 * program use: {@code s ← ρ·s + (1−ρ)·g²; θ ← θ − α·g/√(s + ε)}. The mean square begins at 1, not 0, which keeps the
 * first updates small; ε is inside the root.
 */
public final class RmsProp implements Optimiser {
    private final float decay;
    private final float epsilon;
    private final float[] meanSquare;
    private long updates;

    public RmsProp(int size, double decay, double epsilon) {
        this.decay = (float) decay;
        this.epsilon = (float) epsilon;
        meanSquare = new float[size];
        Arrays.fill(meanSquare, 1f);
    }

    @Override
    public void begin() {
        updates++;
    }

    @Override
    public void apply(float[] values, float[] gradients, int from, int to, float gradientScale, double learningRate) {
        float rate = (float) learningRate;
        float rho = decay;
        float rest = 1 - rho;
        float e = epsilon;
        for (int i = from; i < to; i++) {
            float g = gradients[i] * gradientScale;
            float s = rho * meanSquare[i] + rest * (g * g);
            meanSquare[i] = s;
            values[i] -= rate * g / (float) Math.sqrt(s + e);
        }
    }

    @Override
    public List<State> state() {
        return List.of(new State("mean-square", meanSquare));
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
