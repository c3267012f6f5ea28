package topspin.interop.weights;

import java.util.ArrayList;
import java.util.List;

/**
 * The names of a module with attributes {@code lstm}, {@code gru} or {@code rnn}, and {@code linear}, {@code linear_1} and so on.
 * Recurrent layers of one kind and width on top of each other are one {@code nn.LSTM} with {@code num_layers}: {@code
 * lstm.weight_ih_l0}, {@code lstm.weight_ih_l1}, and backwards {@code lstm.weight_ih_l0_reverse}. Other recurrent layers above
 * them are {@code lstm_1}.
 */
final class PyTorchNames implements LayerNames {

    @Override
    public List<String> patterns(NetworkLayers network) {
        NameCount count = new NameCount();
        List<String> patterns = new ArrayList<>();
        for (List<NetworkLayer> stack : network.stacks()) {
            if (stack.get(0) instanceof NetworkLayer.Cell first) {
                String module = count.next(dotted(first.scope()) + first.core().type());
                int depth = -1;
                for (NetworkLayer layer : stack) {
                    boolean backwards = ((NetworkLayer.Cell) layer).way() == NetworkLayer.Way.BACKWARDS;
                    depth += backwards ? 0 : 1;
                    patterns.add(module + "." + TENSOR + "_l" + depth + (backwards ? "_reverse" : ""));
                }
            } else if (stack.get(0) instanceof NetworkLayer.Linear linear) {
                patterns.add((linear.name().isEmpty() ? count.next("linear") : dotted(linear.name())) + "." + TENSOR);
            } else {
                patterns.add(((NetworkLayer.Own) stack.get(0)).path());
            }
        }
        return patterns;
    }

    private static String dotted(String path) {
        return path.replace('/', '.');
    }

    @Override
    public String plain(String name) {
        return name;
    }
}
