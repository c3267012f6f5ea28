package topspin.optim;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** The steps at which a run's linear schedules reach 0: the learning rate's, and those of other keys. Immutable. */
public final class Schedule {
    public static final String CONSTANT = "constant";
    public static final List<String> NAMES = List.of("linear", CONSTANT);

    private static final String LINEAR = NAMES.get(0);
    private static final String AUTO = "auto";
    private static final Pattern STEPS = Pattern.compile("[1-9]\\d{0,17}(,[1-9]\\d{0,17}){0,99}");

    private final long[] ends;

    /** @param ends in ascending order: each fall begins at the full value, where the one before ended */
    public Schedule(long... ends) {
        this.ends = ends.clone();
    }

    /**
     * Reads where the falls end.
     *
     * @param written    {@code auto} for the run's end, or steps in ascending order, such as {@code 1000000,2000000}
     * @param totalSteps decisions of the whole run
     * @throws IllegalArgumentException if it is neither
     */
    public static long[] ends(String written, long totalSteps) {
        return written.equals(AUTO) ? new long[] {totalSteps} : ascending(written);
    }

    /** Whether the schedule of this name, one of {@link #NAMES}, falls. */
    public static boolean isLinear(String name) {
        return name.equals(LINEAR);
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

    /** The fraction left, from 1 to 0, of falling values, for the updates of a rollout that begins at this step. */
    public double remaining(long step) {
        long begin = 0;
        for (long end : ends) {
            if (step < end) {
                return 1 - (double) (step - begin) / (end - begin);
            }
            begin = end;
        }
        return 0;
    }

    /**
     * The present value of a key with this schedule, which is {@code peak} at first.
     *
     * @param name      one of {@link #NAMES}
     * @param remaining of {@link #remaining}
     */
    public static double value(String name, double peak, double remaining) {
        return isLinear(name) ? peak * remaining : peak;
    }
}
