package topspin.optim;

import java.util.List;

/** Gradient descent without momentum: {@code θ ← θ − α·g}. TensorFlow's {@code GradientDescentOptimizer}. */
public final class GradientDescent implements Optimiser {
    private long updates;

    @Override
    public void begin() {
        updates++;
    }

    @Override
    public void apply(float[] values, float[] gradients, int from, int to, float gradientScale, double learningRate) {
        float rate = (float) learningRate * gradientScale;
        for (int i = from; i < to; i++) {
            values[i] -= rate * gradients[i];
        }
    }

    /** Moves nothing. */
    @Override
    public void applyZero(float[] values, int from, int to, double learningRate) {
    }

    @Override
    public List<State> state() {
        return List.of();
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
