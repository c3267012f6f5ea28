package topspin.nn;

import topspin.random.RandomStream;

/** Ways to fill a weight matrix before training. Each draws from the stream it is given and nowhere else. */
public final class Initialisers {
    private Initialisers() {
    }

    /**
     * A matrix with orthonormal rows or columns, whichever are fewer, times {@code gain}: Gaussian draws made orthonormal
     * by modified Gram–Schmidt with reorthogonalisation (Saxe, McClelland, Ganguli 2013).
     *
     * @param target {@code [rows][columns]} from {@code offset}, with {@code stride} floats between rows
     */
    public static void orthogonal(float[] target, int offset, int rows, int columns, int stride, double gain,
                                  RandomStream stream) {
        int vectors = Math.min(rows, columns);
        int length = Math.max(rows, columns);
        double[][] basis = new double[vectors][length];
        for (int v = 0; v < vectors; v++) {
            for (int i = 0; i < length; i++) {
                basis[v][i] = stream.nextGaussian();
            }
            // Twice is enough (Giraud, Langou, Rozloznik 2005).
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
                target[offset + r * stride + c] = (float) (gain * (wide ? basis[r][c] : basis[c][r]));
            }
        }
    }

    /** Uniform in ±√(6/(inputs + outputs)) (Glorot and Bengio 2010); the experiment log's initialiser. */
    public static void glorotUniform(float[] target, int offset, int inputs, int outputs, RandomStream stream) {
        double bound = StrictMath.sqrt(6.0 / (inputs + outputs));
        for (int i = 0; i < inputs * outputs; i++) {
            target[offset + i] = (float) ((2 * stream.nextDouble() - 1) * bound);
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
