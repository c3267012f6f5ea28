package topspin.stats;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One variant over its seeds. A variant of which every run failed has no seed and no number.
 *
 * @param variant   name
 * @param seeds     of the runs that are judged, ascending
 * @param measures  per measure: values in order of the seeds, and their statistics
 * @param threshold time to the threshold; absent if none was asked for
 * @param collapses by seed
 * @param failures  of its runs, including those that are judged nevertheless
 */
public record VariantSummary(String variant, List<Long> seeds, Map<Measure, Spread> measures,
                             Optional<ThresholdTimes> threshold, Map<Long, CollapseDetector.Collapse> collapses,
                             List<Failure> failures) {

    /**
     * @param values       one per seed
     * @param iqm          interquartile mean
     * @param iqmInterval  95 %
     * @param mean         mean
     * @param meanInterval 95 %
     */
    public record Spread(double[] values, double iqm, Interval iqmInterval, double mean, Interval meanInterval) {

        static Spread of(double[] values, String stream) {
            return values.length == 0 ? new Spread(values, Double.NaN, Interval.NONE, Double.NaN, Interval.NONE)
                    : new Spread(values, Iqm.of(values), Bootstrap.ofIqm(values, stream + "/iqm"), Sample.mean(values),
                    Bootstrap.ofMean(values, stream + "/mean"));
        }

        /** NaN of no values. */
        public double lowest() {
            return Arrays.stream(values).min().orElse(Double.NaN);
        }

        /** NaN of no values. */
        public double highest() {
            return Arrays.stream(values).max().orElse(Double.NaN);
        }
    }

    /**
     * Kaplan–Meier times to a score; runs that never reach it count as longer than they ran.
     *
     * @param score          the threshold
     * @param reached        runs that got there
     * @param medianSteps    infinite if fewer than half got there
     * @param meanSteps      restricted to the common step
     * @param medianSeconds  NaN if some run has no seconds
     */
    public record ThresholdTimes(double score, int reached, double medianSteps, double meanSteps,
                                 double medianSeconds) {

        static ThresholdTimes of(List<RecordedRun> runs, double score, long horizon) {
            List<KaplanMeier.Time> steps = times(runs, score, Axis.STEP);
            List<KaplanMeier.Time> seconds = times(runs, score, Axis.SECONDS);
            boolean timed = seconds.stream().noneMatch(time -> Double.isNaN(time.time()));
            return new ThresholdTimes(score, (int) steps.stream().filter(KaplanMeier.Time::reached).count(),
                    KaplanMeier.median(steps), KaplanMeier.restrictedMean(steps, horizon),
                    timed ? KaplanMeier.median(seconds) : Double.NaN);
        }

        private static List<KaplanMeier.Time> times(List<RecordedRun> runs, double score, Axis axis) {
            return runs.stream().map(run -> KaplanMeier.toThreshold(run.curve(), score, axis)).toList();
        }
    }

    static VariantSummary of(String variant, List<RecordedRun> runs, List<Failure> failures, Double threshold, long horizon,
                             CollapseDetector detector) {
        Map<Measure, Spread> measures = new EnumMap<>(Measure.class);
        for (Measure measure : Measure.values()) {
            double[] values = runs.stream().mapToDouble(run -> measure.of(run.curve())).toArray();
            measures.put(measure, Spread.of(values, variant + "/" + measure));
        }
        Map<Long, CollapseDetector.Collapse> collapses = new TreeMap<>();
        for (RecordedRun run : runs) {
            detector.find(run.curve()).ifPresent(collapse -> collapses.put(run.seed(), collapse));
        }
        return new VariantSummary(variant, runs.stream().map(RecordedRun::seed).toList(), measures,
                Optional.ofNullable(threshold).map(score -> ThresholdTimes.of(runs, score, horizon)), collapses,
                failures);
    }

    /** Number of runs: those that are judged, and failed ones that are not. */
    public int runs() {
        return seeds.size() + (int) failures.stream().filter(failure -> !failure.compared()).count();
    }

    public Spread spread(Measure measure) {
        return measures.get(measure);
    }
}
