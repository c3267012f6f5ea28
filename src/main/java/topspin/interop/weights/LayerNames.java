package topspin.interop.weights;

import java.util.List;

/** What a framework calls the tensors of a network's layers. */
interface LayerNames {
    /** Stands for the tensor's own name in a pattern. */
    String TENSOR = "*";

    /** For each layer, the names of its tensors: {@code lstm_1/*}. */
    List<String> patterns(NetworkLayers network);

    /** A name without what the framework's versions add to it. */
    String plain(String name);
}
