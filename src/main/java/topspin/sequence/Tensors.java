package topspin.sequence;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a pass computed for a {@link Problem}, copied out: one array per {@link Quantity}. */
public record Tensors(Map<Quantity, float[]> values) {

    public float[] of(Quantity quantity) {
        return values.get(quantity);
    }

    /** How these numbers agree with others, given those of {@code fused}. */
    public Map<Quantity, Agreement> compareWith(Tensors fused, Problem problem) {
        Map<Quantity, Agreement> agreements = new LinkedHashMap<>();
        values.forEach((quantity, mine) ->
                agreements.put(quantity, Agreement.of(fused.of(quantity), mine, quantity.additions(problem))));
        return agreements;
    }
}
