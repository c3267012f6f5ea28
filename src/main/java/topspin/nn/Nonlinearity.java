package topspin.nn;

/** The activation of a dense layer. Works in place, on ranges {@code from ≤ i < to}; allocates nothing. */
public enum Nonlinearity {
    TANH {
        @Override
        void forward(float[] a, int from, int to) {
            Activations.tanh(a, from, to);
        }

        @Override
        void backward(float[] y, float[] gradient, int from, int to) {
            for (int i = from; i < to; i++) {
                gradient[i] *= 1f - y[i] * y[i];
            }
        }
    },
    RELU {
        @Override
        void forward(float[] a, int from, int to) {
            Activations.relu(a, from, to);
        }

        @Override
        void backward(float[] y, float[] gradient, int from, int to) {
            for (int i = from; i < to; i++) {
                gradient[i] = y[i] > 0f ? gradient[i] : 0f;
            }
        }
    },
    LEAKY_RELU {
        @Override
        void forward(float[] a, int from, int to) {
            for (int i = from; i < to; i++) {
                a[i] = a[i] > 0f ? a[i] : SLOPE * a[i];
            }
        }

        @Override
        void backward(float[] y, float[] gradient, int from, int to) {
            for (int i = from; i < to; i++) {
                gradient[i] = y[i] > 0f ? gradient[i] : SLOPE * gradient[i];
            }
        }
    },
    LINEAR {
        @Override
        void forward(float[] a, int from, int to) {
        }

        @Override
        void backward(float[] y, float[] gradient, int from, int to) {
        }
    };

    /** Slope of the leaky unit below 0 (Maas et al. 2013; PyTorch's default). */
    private static final float SLOPE = 0.01f;

    /** {@code a[i] = φ(a[i])}. */
    abstract void forward(float[] a, int from, int to);

    /** {@code gradient[i] *= φ'}, at the place where φ is y. */
    abstract void backward(float[] y, float[] gradient, int from, int to);
}
