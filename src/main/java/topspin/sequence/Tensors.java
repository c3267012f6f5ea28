package topspin.sequence;

import java.util.LinkedHashMap;
import java.util.Map;

/** A copy of the results of a pass on a {@link Problem}: one array per {@link Quantity}. */
public record Tensors(Map<Quantity, float[]> values) {

    public float[] of(Quantity quantity) {
        return values.get(quantity);
    }

    /** How these numbers agree with those of {@code fused}. */
    public Map<Quantity, Agreement> compareWith(Tensors fused, Problem problem) {
        Map<Quantity, Agreement> agreements = new LinkedHashMap<>();
        values.forEach((quantity, mine) ->
                agreements.put(quantity, Agreement.of(fused.of(quantity), mine, quantity.additions(problem))));
        return agreements;
    }
}
