package topspin.stats;

import java.util.List;

/**
 * Time to an event, where some runs end before it happens (Kaplan and Meier, "Nonparametric estimation from incomplete
 * observations", JASA 1958). A run without the event counts as "longer than it ran"; it is not dropped.
 */
public final class KaplanMeier {
    private KaplanMeier() {
    }

    /**
     * @param time    of the event, or of the run's end
     * @param reached whether the event happened
     */
    public record Time(double time, boolean reached) {
    }

    /**
     * When the mean of the last {@value Games#WINDOW} games is first at or above the threshold; of a curve without games,
     * the first row that is. Else the end of the curve, unreached.
     *
     * @param axis of the time
     */
    public static Time toThreshold(RunCurve curve, double threshold, Axis axis) {
        RunCurve scores = curve.byGames(Games.WINDOW);
        for (int i = 0; i < scores.rows(); i++) {
            if (scores.scores()[i] >= threshold) {
                return new Time(axis.of(scores, i), true);
            }
        }
        return new Time(axis.of(curve, curve.rows() - 1), false);
    }

    /** Smallest time by which at least half the runs have had the event; infinite if that was not observed. */
    public static double median(List<Time> times) {
        double[][] survival = survival(times);
        for (int i = 0; i < survival[0].length; i++) {
            if (survival[1][i] <= 0.5 + 1e-12) {
                return survival[0][i];
            }
        }
        return Double.POSITIVE_INFINITY;
    }

    /** Mean of min(time, horizon): the area under the survival curve up to the horizon. */
    public static double restrictedMean(List<Time> times, double horizon) {
        double[][] survival = survival(times);
        double area = 0;
        double from = 0;
        double alive = 1;
        for (int i = 0; i < survival[0].length && survival[0][i] < horizon; i++) {
            area += alive * (survival[0][i] - from);
            from = survival[0][i];
            alive = survival[1][i];
        }
        return area + alive * (horizon - from);
    }

    /** Event times and the share of runs still without the event after each; a tie of both kinds counts the event first. */
    private static double[][] survival(List<Time> times) {
        double[] events = times.stream().filter(Time::reached).mapToDouble(Time::time).sorted().distinct().toArray();
        double[] share = new double[events.length];
        double alive = 1;
        for (int i = 0; i < events.length; i++) {
            double at = events[i];
            long atRisk = times.stream().filter(time -> time.time() >= at).count();
            long happened = times.stream().filter(time -> time.reached() && time.time() == at).count();
            alive *= 1 - (double) happened / atRisk;
            share[i] = alive;
        }
        return new double[][] {events, share};
    }
}
