package topspin.sweep.pruning;

import java.util.List;

/**
 * How variants are given up early.
 *
 * @param rungs steps at which they are judged, increasing
 */
public record Pruning(PruningRule rule, List<Long> rungs) {
    public Pruning {
        rungs = List.copyOf(rungs);
    }
}
