package topspin.nn;

import topspin.random.RandomStream;

/**
 * Ways to fill a matrix of weights before training. Each draws only from the stream it is given and writes only the
 * matrix: layers set their biases.
 */
public enum Initialiser {
    /**
     * Orthonormal rows or columns, whichever are fewer, times the gain: Gaussian draws made orthonormal by modified
     * Gram–Schmidt with reorthogonalisation (Saxe, McClelland, Ganguli 2013). What baselines and CleanRL do.
     */
    ORTHOGONAL {
        @Override
        public void fill(Parameters parameters, Parameters.Slice weights, double gain, RandomStream stream) {
            int columns = axis(weights, 1);
            orthogonal(parameters.values(), weights.offset(), weights.length() / columns, columns, gain, stream);
        }
    },

    /**
     * Uniform in ±√(6/(fan-in + fan-out)), ignoring the gain (Glorot and Bengio 2010): TensorFlow 1's default, which
     * the experiment log's program used. The fans of a convolution count every position of its window.
     */
    GLOROT {
        @Override
        public void fill(Parameters parameters, Parameters.Slice weights, double gain, RandomStream stream) {
            int places = weights.length() / (axis(weights, 1) * axis(weights, 2));
            double bound = StrictMath.sqrt(6.0 / (places * (axis(weights, 1) + axis(weights, 2))));
            for (int i = weights.offset(); i < weights.offset() + weights.length(); i++) {
                parameters.values()[i] = (float) ((2 * stream.nextDouble() - 1) * bound);
            }
        }
    };

    /**
     * Fills a tensor of two axes or more, as the matrix of its last axis by all others.
     *
     * @param weights {@code [inputs][units]} or the other way round, or {@code [kernel][kernel][channels][filters]}
     * @param gain    suited to the layer's nonlinearity
     */
    public abstract void fill(Parameters parameters, Parameters.Slice weights, double gain, RandomStream stream);

    /** Length of an axis; 1 is the last axis, 2 the one before it. */
    private static int axis(Parameters.Slice weights, int fromLast) {
        return (int) weights.shape()[weights.shape().length - fromLast];
    }

    private static void orthogonal(float[] target, int offset, int rows, int columns, double gain,
                                   RandomStream stream) {
        int vectors = Math.min(rows, columns);
        int length = Math.max(rows, columns);
        double[][] basis = new double[vectors][length];
        for (int v = 0; v < vectors; v++) {
            for (int i = 0; i < length; i++) {
                basis[v][i] = stream.nextGaussian();
            }
            // Orthogonalising twice is enough (Giraud, Langou, Rozloznik 2005).
            for (int pass = 0; pass < 2; pass++) {
                for (int u = 0; u < v; u++) {
                    double dot = dot(basis[u], basis[v]);
                    for (int i = 0; i < length; i++) {
                        basis[v][i] -= dot * basis[u][i];
                    }
                }
            }
            double norm = StrictMath.sqrt(dot(basis[v], basis[v]));
            for (int i = 0; i < length; i++) {
                basis[v][i] /= norm;
            }
        }
        boolean wide = rows <= columns;
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                target[offset + r * columns + c] = (float) (gain * (wide ? basis[r][c] : basis[c][r]));
            }
        }
    }

    /** Four sums side by side, so that additions overlap. */
    private static double dot(double[] a, double[] b) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i + 4 <= a.length; i += 4) {
            s0 += a[i] * b[i];
            s1 += a[i + 1] * b[i + 1];
            s2 += a[i + 2] * b[i + 2];
            s3 += a[i + 3] * b[i + 3];
        }
        for (; i < a.length; i++) {
            s0 += a[i] * b[i];
        }
        return (s0 + s1) + (s2 + s3);
    }
}
