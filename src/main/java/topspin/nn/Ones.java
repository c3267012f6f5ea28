package topspin.nn;

import topspin.nn.engine.Engine;
import topspin.nn.engine.Matrix;

import java.util.Arrays;

/** The input that a bias multiplies: its gradient is then a product like any weight's. */
final class Ones {
    private Ones() {
    }

    /** {@code [rows][1]} of ones. */
    static Matrix column(Engine engine, int rows) {
        float[] values = new float[rows];
        Arrays.fill(values, 1f);
        Matrix ones = engine.matrix(rows, 1);
        ones.put(0, rows, values, 0);
        return ones;
    }
}
