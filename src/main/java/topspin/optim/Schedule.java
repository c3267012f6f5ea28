package topspin.optim;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** How a learning rate falls over a run. Immutable. */
public final class Schedule {
    public static final List<String> NAMES = List.of("linear", "constant");

    private static final String AUTO = "auto";
    private static final Pattern STEPS = Pattern.compile("[1-9]\\d{0,17}(,[1-9]\\d{0,17}){0,99}");

    private final double peak;
    /** Steps at which the rate is 0; empty for one that never falls. */
    private final long[] ends;

    private Schedule(double peak, long[] ends) {
        this.peak = peak;
        this.ends = ends;
    }

    /** @param totalSteps decisions of the whole run */
    public static Schedule of(OptimiserConfig config, long totalSteps) {
        return new Schedule(config.learningRate(), ends(config, totalSteps));
    }

    /**
     * Where a linear schedule falls to 0, in ascending order: each fall begins anew, at the full rate, where the one before
     * ended. Empty for a constant rate.
     *
     * @param totalSteps decisions of the whole run, which {@code auto} falls to
     * @throws IllegalArgumentException if {@code scheduleEnds} is no such list, or the schedule is unknown
     */
    public static long[] ends(OptimiserConfig config, long totalSteps) {
        String written = config.scheduleEnds();
        switch (config.schedule()) {
            case "constant" -> {
                if (!written.equals(AUTO)) {
                    throw new IllegalArgumentException("expected auto with a constant rate, which has no end");
                }
                return new long[0];
            }
            case "linear" -> {
                return written.equals(AUTO) ? new long[] {totalSteps} : ascending(written);
            }
            default -> throw new IllegalArgumentException("unknown schedule '" + config.schedule()
                    + "', expected one of " + NAMES);
        }
    }

    private static long[] ascending(String written) {
        long[] ends = STEPS.matcher(written).matches()
                ? Arrays.stream(written.split(",")).mapToLong(Long::parseLong).toArray() : new long[0];
        for (int i = 1; i < ends.length; i++) {
            if (ends[i] <= ends[i - 1]) {
                ends = new long[0];
            }
        }
        if (ends.length == 0) {
            throw new IllegalArgumentException("expected auto or steps in ascending order, such as 1000000,2000000");
        }
        return ends;
    }

    /** The rate of the updates of a rollout that begins at this step. */
    public double rate(long step) {
        if (ends.length == 0) {
            return peak;
        }
        long begin = 0;
        for (long end : ends) {
            if (step < end) {
                return peak * (1 - (double) (step - begin) / (end - begin));
            }
            begin = end;
        }
        return 0;
    }
}
