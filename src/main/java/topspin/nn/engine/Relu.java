package topspin.nn.engine;

/** ReLU over whole arrays, for the reference engine. */
final class Relu {
    private Relu() {
    }

    static void forward(float[] a) {
        for (int i = 0; i < a.length; i++) {
            a[i] = Math.max(0f, a[i]);
        }
    }

    /** Zeroes the gradient where the result was zero. */
    static void backward(float[] y, float[] dy) {
        for (int i = 0; i < y.length; i++) {
            dy[i] = y[i] > 0 ? dy[i] : 0f;
        }
    }
}
