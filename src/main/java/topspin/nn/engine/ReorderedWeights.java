package topspin.nn.engine;

import org.bytedeco.dnnl.memory;

import java.util.List;

/** Weights in the layout that oneDNN chooses, packed by oneDNN itself from a plain copy, all at once. */
final class ReorderedWeights implements OneDnnWeights {
    private final OneDnnEngine engine;
    private final int inputs;
    private final int outputs;
    private final Packed forward;
    /** Null until a product is planned that reads it. */
    private Packed turned;
    private float[] transposed;
    private final List<Copy> copies = List.of(new Whole() {
        @Override
        public void load(float[] source, int offset, int first, int count) {
            forward.load(source, offset);
        }
    }, new Whole() {
        @Override
        public void load(float[] source, int offset, int first, int count) {
            if (turned != null) {
                loadTurned(source, offset);
            }
        }
    });

    ReorderedWeights(OneDnnEngine engine, int inputs, int outputs) {
        this.engine = engine;
        this.inputs = inputs;
        this.outputs = outputs;
        forward = new Packed(inputs, outputs);
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
        return copies;
    }

    @Override
    public OneDnnEngine.Operand forward() {
        return OneDnnEngine.packed(forward.memory);
    }

    @Override
    public OneDnnEngine.Operand turned() {
        if (turned == null) {
            turned = new Packed(outputs, inputs);
            transposed = new float[inputs * outputs];
            float[] values = new float[inputs * outputs];
            forward.plain.get(0, inputs, values, 0);
            loadTurned(values, 0);
        }
        return OneDnnEngine.packed(turned.memory);
    }

    /** Transposing here first is twice as fast as letting oneDNN pack from a transposed matrix. */
    private void loadTurned(float[] source, int offset) {
        Transpose.apply(source, offset, outputs, inputs, outputs, transposed, inputs);
        turned.load(transposed, 0);
    }

    private abstract class Whole implements Copy {
        @Override
        public int unit() {
            return inputs;
        }
    }

    /** A plain copy and the packed one. */
    private final class Packed {
        private final NativeMatrix plain;
        private final memory memory;
        private final OneDnnEngine.Reorder pack;

        Packed(int rows, int columns) {
            plain = new NativeMatrix(rows, columns);
            memory = new memory(engine.packedLayout(rows, columns), engine.cpu());
            pack = engine.new Reorder(engine.plain(plain), OneDnnEngine.packed(memory));
            pack.run();
        }

        void load(float[] source, int offset) {
            plain.put(0, plain.rows(), source, offset);
            pack.run();
        }
    }
}
