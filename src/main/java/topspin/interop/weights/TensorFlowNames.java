package topspin.interop.weights;

import topspin.nn.cell.BuiltInCell;

import java.util.ArrayList;
import java.util.List;

/**
 * The variables of TensorFlow 1:
 * <ul>
 * <li>{@code dynamic_rnn} over a cell: {@code rnn/basic_lstm_cell/kernel}, {@code gru_cell} or {@code basic_rnn_cell};
 * <li>over a {@code MultiRNNCell}: {@code rnn/multi_rnn_cell/cell_0/basic_lstm_cell/kernel}. It takes recurrent layers of one kind
 * and width on top of each other; others above them have the scope {@code rnn_1}, which TensorFlow wants to be given;
 * <li>{@code bidirectional_dynamic_rnn}: {@code bidirectional_rnn/fw/basic_lstm_cell/kernel}, and {@code bw};
 * <li>{@code stack_bidirectional_dynamic_rnn}: {@code stack_bidirectional_rnn/cell_0/bidirectional_rnn/fw/…};
 * <li>{@code tf.layers.dense}: {@code dense/kernel}.
 * </ul>
 * A {@code :0} at the end is part of a tensor's name, not of a variable's; {@link #plain} removes it.
 */
final class TensorFlowNames implements LayerNames {
    private static final String OUTPUT = ":0";

    @Override
    public List<String> patterns(NetworkLayers network) {
        NameCount count = new NameCount();
        List<String> patterns = new ArrayList<>();
        for (List<NetworkLayer> stack : network.stacks()) {
            if (stack.get(0) instanceof NetworkLayer.Cell first) {
                addCells(patterns, count, first, stack);
            } else if (stack.get(0) instanceof NetworkLayer.Linear linear) {
                patterns.add((linear.name().isEmpty() ? count.next("dense") : linear.name()) + "/" + TENSOR);
            } else {
                patterns.add(((NetworkLayer.Own) stack.get(0)).path());
            }
        }
        return patterns;
    }

    private static void addCells(List<String> patterns, NameCount count, NetworkLayer.Cell first, List<NetworkLayer> stack) {
        String end = "/" + kind(first) + "/" + TENSOR;
        if (first.way() == NetworkLayer.Way.ALONE) {
            String scope = count.next(first.scope() + "rnn");
            for (int i = 0; i < stack.size(); i++) {
                patterns.add(scope + (stack.size() > 1 ? "/multi_rnn_cell/cell_" + i : "") + end);
            }
            return;
        }
        boolean stacked = stack.size() > 2;
        String scope = count.next(first.scope() + (stacked ? "stack_bidirectional_rnn" : "bidirectional_rnn"));
        for (int i = 0; i < stack.size(); i++) {
            patterns.add(scope + (stacked ? "/cell_" + i / 2 + "/bidirectional_rnn" : "") + (i % 2 == 0 ? "/fw" : "/bw") + end);
        }
    }

    private static String kind(NetworkLayer.Cell cell) {
        return switch ((BuiltInCell) cell.core().cell()) {
            case LSTM -> "basic_lstm_cell";
            case GRU -> "gru_cell";
            default -> "basic_rnn_cell";
        };
    }

    @Override
    public String plain(String name) {
        return name.endsWith(OUTPUT) ? name.substring(0, name.length() - OUTPUT.length()) : name;
    }
}
