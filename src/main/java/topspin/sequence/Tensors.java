package topspin.sequence;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a pass computed for a {@link Problem}, copied out: one array per {@link Quantity}. */
public record Tensors(Map<Quantity, float[]> values) {

    public float[] of(Quantity quantity) {
        return values.get(quantity);
    }

    /** Verdicts on these numbers, given those of {@code fused}. */
    public Map<Quantity, Verdict> compareWith(Tensors fused, Problem problem) {
        Map<Quantity, Verdict> verdicts = new LinkedHashMap<>();
        values.forEach((quantity, mine) ->
                verdicts.put(quantity, Verdict.of(fused.of(quantity), mine, quantity.additions(problem))));
        return verdicts;
    }
}
