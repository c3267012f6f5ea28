package topspin.nn.engine;

import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;

import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_ATTR_SCALES;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCRATCHPAD;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_TO;

/** oneDNN's element-by-element kernels. */
final class OneDnnPointwise {
    private OneDnnPointwise() {
    }

    /** {@code dy = 0} where {@code y = 0}, in place. */
    static OneDnnEngine.Execution reluBackward(OneDnnEngine engine, OneDnnEngine.Operand y, OneDnnEngine.Operand dy) {
        var cpu = engine.cpu();
        primitive_attr attributes = OneDnnEngine.attributes(false);
        algorithm relu = algorithm.eltwise_relu_use_dst_for_bwd;
        var hint = new eltwise_forward.primitive_desc(cpu, prop_kind.forward_training, relu, y.layout(), y.layout(), 0f,
                0f, attributes, false);
        var plan = new eltwise_backward.primitive_desc(cpu, relu, dy.layout(), dy.layout(), y.layout(), 0f, 0f, hint,
                attributes, false);
        var primitive = new eltwise_backward(plan);
        return engine.execution(primitive.get(),
                new int[] {DNNL_ARG_DST, DNNL_ARG_DIFF_DST, DNNL_ARG_DIFF_SRC, DNNL_ARG_SCRATCHPAD}, y.memory(),
                dy.memory(), dy.memory(), new memory(plan.scratchpad_desc(), cpu));
    }

    /** Unsigned bytes times {@code scale}, one for each column of {@code to}. */
    static OneDnnEngine.Execution scaledBytes(OneDnnEngine engine, BytePointer from, OneDnnEngine.Operand to,
                                              float scale) {
        var cpu = engine.cpu();
        long[] shape = {1, from.limit()};
        var bytes = new memory.desc(shape, memory.data_type.u8, new long[] {from.limit(), 1});
        var source = new memory(bytes, cpu, from);
        var one = new memory.desc(new long[] {1}, memory.data_type.f32, new long[] {1});
        FloatPointer factor = new FloatPointer(scale);
        var scales = new memory(one, cpu, factor);
        primitive_attr attributes = OneDnnEngine.attributes(false);
        attributes.set_scales_mask(DNNL_ARG_FROM, 0);
        var plan = new reorder.primitive_desc(cpu, bytes, cpu, to.layout(), attributes, false);
        var primitive = new reorder(plan);
        return engine.execution(primitive.get(),
                new int[] {DNNL_ARG_FROM, DNNL_ARG_TO, DNNL_ARG_SCRATCHPAD, DNNL_ARG_ATTR_SCALES | DNNL_ARG_FROM},
                source, to.memory(), new memory(plan.scratchpad_desc(), cpu), scales);
    }
}
