package topspin.interop.weights;

import topspin.nn.cell.BuiltInCell;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Keras numbers layers of one class through the model: {@code lstm/kernel}, {@code lstm_1/kernel}, {@code dense/kernel}. A
 * bidirectional layer has two: {@code bidirectional/forward_lstm/kernel} and {@code bidirectional/backward_lstm/kernel}.
 *
 * <p>Its versions add to these: the model's name in front, the cell's behind ({@code sequential/lstm/lstm_cell/kernel}), the
 * layer's twice, and {@code :0} at the end. {@link #plain} removes that.
 */
final class KerasNames implements LayerNames {
    private static final Pattern ADDED = Pattern.compile("^(sequential|functional|model)(_\\d+)?/"
            + "|(?<=/)(lstm|gru|simple_rnn)_cell(_\\d+)?/|:0$");
    private static final Pattern TWICE = Pattern.compile("(?<=^|/)([^/]+/)\\1");

    @Override
    public List<String> patterns(NetworkLayers network) {
        NameCount count = new NameCount();
        List<String> patterns = new ArrayList<>();
        String inner = null;
        String outer = null;
        for (NetworkLayer layer : network.layers()) {
            if (layer instanceof NetworkLayer.Cell cell) {
                if (cell.way() != NetworkLayer.Way.BACKWARDS) {
                    inner = count.next(cell.scope() + kind(cell));
                    outer = cell.way() == NetworkLayer.Way.ALONE ? "" : count.next("bidirectional");
                }
                patterns.add(switch (cell.way()) {
                    case ALONE -> inner;
                    case FORWARDS -> outer + "/forward_" + inner;
                    case BACKWARDS -> outer + "/backward_" + inner;
                } + "/" + TENSOR);
            } else if (layer instanceof NetworkLayer.Linear linear) {
                patterns.add((linear.name().isEmpty() ? count.next("dense") : linear.name()) + "/" + TENSOR);
            } else {
                patterns.add(((NetworkLayer.Own) layer).path());
            }
        }
        return patterns;
    }

    private static String kind(NetworkLayer.Cell cell) {
        return cell.core().cell() == BuiltInCell.RNN ? "simple_rnn" : cell.core().type();
    }

    @Override
    public String plain(String name) {
        return TWICE.matcher(ADDED.matcher(name).replaceAll("")).replaceAll("$1");
    }
}
