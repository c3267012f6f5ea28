package topspin.interop.weights;

import java.util.HashMap;
import java.util.Map;

/** Numbers layers of one kind as Keras and TensorFlow do: {@code dense}, {@code dense_1}, {@code dense_2}. */
final class NameCount {
    private final Map<String, Integer> counts = new HashMap<>();

    String next(String kind) {
        int number = counts.merge(kind, 1, Integer::sum) - 1;
        return number == 0 ? kind : kind + "_" + number;
    }
}
