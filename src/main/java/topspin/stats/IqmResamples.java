package topspin.stats;

import topspin.random.RandomStream;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The resamples that an interval of the interquartile mean is made of, drawn once: a curve has an interval at each of hundreds of
 * positions, all from the same draws. What was drawn is kept as how often each value came, and draws that are alike are
 * computed once: of five values there are 126 different ones among 2,000. An interval has the bits of {@link
 * Bootstrap#ofIqm}, which is made by this. One thread.
 */
public final class IqmResamples {
    private final int n;
    /** How often each value came, by its place, in each different resample. */
    private final byte[][] counts;
    /** How many resamples are like each of them. */
    private final int[] alike;
    private final double widening;
    private final double[] resample;
    private final double[] means;
    private final double[] estimates = new double[Bootstrap.RESAMPLES];

    /**
     * @param n      values, at least 2 and at most {@value Byte#MAX_VALUE}
     * @param stream name of the draws
     */
    public IqmResamples(int n, String stream) {
        this.n = n;
        RandomStream random = Bootstrap.stream(stream);
        Map<List<Byte>, Integer> different = new LinkedHashMap<>();
        for (int i = 0; i < Bootstrap.RESAMPLES; i++) {
            Byte[] came = new Byte[n];
            Arrays.fill(came, (byte) 0);
            for (int j = 0; j < n; j++) {
                int place = random.nextInt(n);
                came[place] = (byte) (came[place] + 1);
            }
            different.merge(Arrays.asList(came), 1, Integer::sum);
        }
        counts = new byte[different.size()][n];
        alike = new int[different.size()];
        int next = 0;
        for (Map.Entry<List<Byte>, Integer> draw : different.entrySet()) {
            List<Byte> came = new ArrayList<>(draw.getKey());
            for (int place = 0; place < n; place++) {
                counts[next][place] = came.get(place);
            }
            alike[next++] = draw.getValue();
        }
        widening = Bootstrap.iqmWidening(n);
        resample = new double[n];
        means = new double[alike.length];
    }

    /** 95 % interval of the interquartile mean of n values, which are left as they are. */
    public Interval interval(double[] values) {
        Integer[] byHeight = new Integer[n];
        Arrays.setAll(byHeight, place -> place);
        Arrays.sort(byHeight, (one, other) -> Double.compare(values[one], values[other]));
        for (int i = 0; i < means.length; i++) {
            int filled = 0;
            for (int place : byHeight) {
                int end = filled + counts[i][place];
                Arrays.fill(resample, filled, end, values[place]);
                filled = end;
            }
            means[i] = Iqm.ofSorted(resample);
        }
        int filled = 0;
        for (int i = 0; i < means.length; i++) {
            Arrays.fill(estimates, filled, filled + alike[i], means[i]);
            filled += alike[i];
        }
        return Bootstrap.around(Iqm.of(values), estimates, widening);
    }
}
