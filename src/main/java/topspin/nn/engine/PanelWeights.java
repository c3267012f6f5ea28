package topspin.nn.engine;

import org.bytedeco.dnnl.memory;

import java.util.Arrays;
import java.util.List;

/**
 * Float32 weights in the layout that oneDNN's products read fastest, {@code BA16a64b}: panels of 64 columns,
 * {@code [columns/64][rows][64]}, rows rounded up to a multiple of 16, padded with zeros. The layout is simple enough
 * to be written here, both {@code W} and {@code Wᵀ}, straight from the parameters and 64 rows at a time, while the rows
 * are still in the cache of the core that changed them; oneDNN would first need a plain copy of the whole matrix.
 */
final class PanelWeights implements OneDnnWeights, Weights.Copy {
    static final memory.format_tag LAYOUT = memory.format_tag.BA16a64b;
    private static final int WIDTH = 64;
    private static final int ROW_MULTIPLE = 16;
    private static final ThreadLocal<float[]> TILE = ThreadLocal.withInitial(() -> new float[WIDTH * WIDTH]);

    private final OneDnnEngine engine;
    private final int inputs;
    private final int outputs;
    private final Panels forward;
    /** {@code Wᵀ}; null until a product is planned that reads it. */
    private Panels turned;

    PanelWeights(OneDnnEngine engine, int inputs, int outputs) {
        this.engine = engine;
        this.inputs = inputs;
        this.outputs = outputs;
        forward = new Panels(inputs, outputs);
    }

    @Override
    public int inputs() {
        return inputs;
    }

    @Override
    public int outputs() {
        return outputs;
    }

    @Override
    public List<Copy> copies() {
        return List.of(this);
    }

    @Override
    public int unit() {
        return WIDTH;
    }

    @Override
    public OneDnnEngine.Operand forward() {
        return forward.operand;
    }

    @Override
    public OneDnnEngine.Operand turned() {
        if (turned == null) {
            turned = new Panels(outputs, inputs);
            load(forward.values(), 0, 0, inputs);
        }
        return turned.operand;
    }

    /** Works by square tiles: each is read once and becomes consecutive floats in either copy. */
    @Override
    public void load(float[] source, int offset, int first, int count) {
        float[] tile = TILE.get();
        for (int row = first; row < first + count; row += WIDTH) {
            int rows = Math.min(WIDTH, first + count - row);
            for (int column = 0; column < outputs; column += WIDTH) {
                int columns = Math.min(WIDTH, outputs - column);
                int from = offset + row * outputs + column;
                if (columns < WIDTH) {
                    Arrays.fill(tile, 0f);
                }
                for (int r = 0; r < rows; r++) {
                    System.arraycopy(source, from + r * outputs, tile, r * WIDTH, columns);
                }
                forward.put(row, column, tile, rows);
                if (turned != null) {
                    if (rows < WIDTH) {
                        Arrays.fill(tile, 0f);
                    }
                    Transpose.apply(source, from, outputs, rows, columns, tile, WIDTH);
                    turned.put(column, row, tile, columns);
                }
            }
        }
    }

    /** One copy. */
    private final class Panels {
        private final int rows;
        private final int columns;
        private final int panelLength;
        private final FloatMemory block;
        private final OneDnnEngine.Operand operand;

        Panels(int rows, int columns) {
            this.rows = rows;
            this.columns = columns;
            panelLength = (rows + ROW_MULTIPLE - 1) / ROW_MULTIPLE * ROW_MULTIPLE * WIDTH;
            block = new FloatMemory((columns + WIDTH - 1) / WIDTH * panelLength);
            var layout = new memory.desc(new long[] {rows, columns}, memory.data_type.f32, LAYOUT);
            operand = new OneDnnEngine.Operand(layout, new memory(layout, engine.cpu(), block.pointer(0)));
        }

        /** Writes {@code count} rows of a panel, from {@code row} on; {@code column} is the panel's first. */
        void put(int row, int column, float[] tile, int count) {
            block.buffer().put(column / WIDTH * panelLength + row * WIDTH, tile, 0, count * WIDTH);
        }

        /** The matrix, row-major. */
        float[] values() {
            float[] plain = new float[rows * columns];
            for (int i = 0; i < plain.length; i++) {
                int column = i % columns;
                plain[i] = block.buffer().get(column / WIDTH * panelLength + i / columns * WIDTH + column % WIDTH);
            }
            return plain;
        }
    }
}
