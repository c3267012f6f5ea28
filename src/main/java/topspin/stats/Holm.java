package topspin.stats;

import java.util.Comparator;
import java.util.stream.IntStream;

/** Holm's step-down correction ("A simple sequentially rejective multiple test procedure", 1979). */
final class Holm {
    private Holm() {
    }

    /** @return adjusted p values, in the order given: below α exactly where Holm's procedure rejects at α */
    static double[] adjusted(double[] p) {
        double[] adjusted = new double[p.length];
        int[] order = IntStream.range(0, p.length).boxed().sorted(Comparator.comparingDouble(i -> p[i]))
                .mapToInt(Integer::intValue).toArray();
        double highest = 0;
        for (int rank = 0; rank < p.length; rank++) {
            highest = Math.max(highest, Math.min(1, (p.length - rank) * p[order[rank]]));
            adjusted[order[rank]] = highest;
        }
        return adjusted;
    }
}
