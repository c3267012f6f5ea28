package topspin.nn;

import topspin.nn.engine.Engine;
import topspin.nn.engine.Matrix;
import topspin.nn.engine.Product;
import topspin.nn.engine.WindowProduct;

import java.util.ArrayList;
import java.util.List;

/** The gradient {@code xᵀ·dy} of a layer's weights, planned by blocks of their rows. */
public final class WeightGradient {
    /** Rows of the weights whose gradient is computed at once. */
    private static final int BLOCK = 256;

    private WeightGradient() {
    }

    /**
     * Plans the gradient of weights {@code [inputs][outputs]}.
     *
     * @param x     {@code [rows][inputs]}
     * @param dy    the gradient in the products, {@code [rows][outputs]}
     * @param count rows multiplied at a time, their products added in row order; 0 for all rows at once
     */
    public static List<GradientBlock> blocks(Engine engine, Parameters parameters, Parameters.Slice weights, Matrix x,
                                             Matrix dy, int count) {
        List<GradientBlock> blocks = new ArrayList<>();
        int width = dy.columns();
        Matrix gradient = engine.matrix(x.columns(), width);
        for (int first = 0; first < x.columns(); first += BLOCK) {
            int columns = Math.min(BLOCK, x.columns() - first);
            Matrix block = gradient.rows(first, columns);
            Product product = count == 0 ? engine.backwardWeights(x.columns(first, columns), dy, block)
                    : sum(engine, x.columns(first, columns), dy, block, count);
            int offset = weights.offset() + first * width;
            Vectors.SquareSum squares = new Vectors.SquareSum();
            blocks.add(() -> {
                product.run();
                block.get(0, columns, parameters.gradients(), offset);
                return squares.of(parameters.gradients(), offset, offset + columns * width);
            });
        }
        return blocks;
    }

    /** Plans the gradient of a bias, the sum of the rows of {@code dy}; otherwise as {@link #blocks}. */
    public static List<GradientBlock> ofBias(Engine engine, Parameters parameters, Parameters.Slice bias, Matrix dy,
                                             int count) {
        return blocks(engine, parameters, bias, Ones.column(engine, dy.rows()), dy, count);
    }

    private static Product sum(Engine engine, Matrix x, Matrix dy, Matrix block, int count) {
        WindowProduct add = engine.accumulateWeights(x, dy, block, count);
        return () -> {
            block.clear(0, block.rows());
            for (int row = 0; row < x.rows(); row += count) {
                add.run(row, row);
            }
        };
    }
}
