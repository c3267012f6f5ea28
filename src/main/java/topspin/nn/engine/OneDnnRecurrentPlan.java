package topspin.nn.engine;

import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.gru_backward;
import org.bytedeco.dnnl.gru_forward;
import org.bytedeco.dnnl.lbr_gru_backward;
import org.bytedeco.dnnl.lbr_gru_forward;
import org.bytedeco.dnnl.lstm_backward;
import org.bytedeco.dnnl.lstm_forward;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.rnn_primitive_desc_base;
import org.bytedeco.dnnl.vanilla_rnn_backward;
import org.bytedeco.dnnl.vanilla_rnn_forward;

import static org.bytedeco.dnnl.global.dnnl.dnnl_backward;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_relu;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_tanh;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;
import static org.bytedeco.dnnl.global.dnnl.dnnl_unidirectional_left2right;

/**
 * oneDNN's recurrent primitives, which have separate classes for each cell.
 *
 * @param forward          layouts that the forward half requires
 * @param backward         layouts that the backward half requires
 * @param forwardPrimitive the forward half
 * @param backwardPrimitive the backward half
 */
record OneDnnRecurrentPlan(rnn_primitive_desc_base forward, rnn_primitive_desc_base backward,
                           dnnl_primitive forwardPrimitive, dnnl_primitive backwardPrimitive) {
    private static final int DIRECTION = dnnl_unidirectional_left2right;
    /** ReLU's slope below 0. */
    private static final float ALPHA = 0;

    /**
     * Layouts of what the primitives read and write.
     *
     * @param in           inputs and their gradient
     * @param state        one part of a state, and its gradient
     * @param inputWeights in whichever layout the primitives like best
     * @param weights      the recurrent ones, likewise
     * @param bias         biases and their gradient
     * @param out          outputs and their gradient
     * @param dInputWeights gradient of the input weights
     * @param dWeights      gradient of the recurrent weights
     */
    record Layouts(memory.desc in, memory.desc state, memory.desc inputWeights, memory.desc weights, memory.desc bias,
                   memory.desc out, memory.desc dInputWeights, memory.desc dWeights) {
    }

    static OneDnnRecurrentPlan of(RecurrentKernel.Kind kind, engine cpu, Layouts l, primitive_attr attributes) {
        return switch (kind) {
            case LSTM -> lstm(cpu, l, attributes);
            case GRU_RESET_BEFORE -> gru(cpu, l, attributes);
            case GRU_RESET_AFTER -> linearBeforeReset(cpu, l, attributes);
            case RNN_TANH -> vanilla(dnnl_eltwise_tanh, cpu, l, attributes);
            case RNN_RELU -> vanilla(dnnl_eltwise_relu, cpu, l, attributes);
        };
    }

    private static OneDnnRecurrentPlan lstm(engine cpu, Layouts l, primitive_attr attributes) {
        var forward = new lstm_forward.primitive_desc(cpu, dnnl_forward_training, DIRECTION, l.in, l.state, l.state,
                l.inputWeights, l.weights, l.bias, l.out, l.state, l.state, attributes, false);
        var backward = new lstm_backward.primitive_desc(cpu, dnnl_backward, DIRECTION, l.in, l.state, l.state,
                l.inputWeights, l.weights, l.bias, l.out, l.state, l.state, l.in, l.state, l.state, l.dInputWeights,
                l.dWeights, l.bias, l.out, l.state, l.state, forward, attributes, false);
        return new OneDnnRecurrentPlan(forward, backward, new lstm_forward(forward).get(), new lstm_backward(backward).get());
    }

    private static OneDnnRecurrentPlan gru(engine cpu, Layouts l, primitive_attr attributes) {
        var forward = new gru_forward.primitive_desc(cpu, dnnl_forward_training, DIRECTION, l.in, l.state, l.inputWeights,
                l.weights, l.bias, l.out, l.state, attributes, false);
        var backward = new gru_backward.primitive_desc(cpu, dnnl_backward, DIRECTION, l.in, l.state, l.inputWeights,
                l.weights, l.bias, l.out, l.state, l.in, l.state, l.dInputWeights, l.dWeights, l.bias, l.out, l.state,
                forward, attributes, false);
        return new OneDnnRecurrentPlan(forward, backward, new gru_forward(forward).get(), new gru_backward(backward).get());
    }

    private static OneDnnRecurrentPlan linearBeforeReset(engine cpu, Layouts l, primitive_attr attributes) {
        var forward = new lbr_gru_forward.primitive_desc(cpu, dnnl_forward_training, DIRECTION, l.in, l.state,
                l.inputWeights, l.weights, l.bias, l.out, l.state, attributes, false);
        var backward = new lbr_gru_backward.primitive_desc(cpu, dnnl_backward, DIRECTION, l.in, l.state, l.inputWeights,
                l.weights, l.bias, l.out, l.state, l.in, l.state, l.dInputWeights, l.dWeights, l.bias, l.out, l.state,
                forward, attributes, false);
        return new OneDnnRecurrentPlan(forward, backward, new lbr_gru_forward(forward).get(),
                new lbr_gru_backward(backward).get());
    }

    private static OneDnnRecurrentPlan vanilla(int activation, engine cpu, Layouts l, primitive_attr attributes) {
        var forward = new vanilla_rnn_forward.primitive_desc(cpu, dnnl_forward_training, activation, DIRECTION, l.in,
                l.state, l.inputWeights, l.weights, l.bias, l.out, l.state, ALPHA, attributes, false);
        var backward = new vanilla_rnn_backward.primitive_desc(cpu, dnnl_backward, activation, DIRECTION, l.in, l.state,
                l.inputWeights, l.weights, l.bias, l.out, l.state, l.in, l.state, l.dInputWeights, l.dWeights, l.bias, l.out,
                l.state, ALPHA, forward, attributes, false);
        return new OneDnnRecurrentPlan(forward, backward, new vanilla_rnn_forward(forward).get(),
                new vanilla_rnn_backward(backward).get());
    }
}
