package topspin.run;

import topspin.config.InvalidConfigException;
import topspin.optim.Schedule;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Gives a run more steps than it began with. Up to its old end it stays bit-identical to a run that began with all of
 * them.
 *
 * @param before     the run's config so far
 * @param after      its config from here on
 */
public record Extension(RunConfig before, RunConfig after) {
    static final String TOTAL_STEPS = "total-steps";
    static final String SCHEDULE_ENDS = "optimiser.schedule-ends";

    /** @throws InvalidConfigException if {@code after} is another experiment, takes no more steps, or would learn otherwise */
    public Extension {
        if (!isSameExperiment(before, after)) {
            throw new IllegalArgumentException("the configs differ in more than their ends");
        }
        if (after.totalSteps() <= before.totalSteps()) {
            throw new InvalidConfigException(TOTAL_STEPS, "expected more than the " + before.totalSteps()
                    + " steps that the run has already, got " + after.totalSteps());
        }
        requireSameRates(before, after);
    }

    /** Whether two configs differ only in their length and in the schedule beyond the shorter one's end. */
    public static boolean isSameExperiment(RunConfig one, RunConfig other) {
        return ConfigHash.of(one).equals(ConfigHash.of(other.withEnd(one.totalSteps(), one.optimiser().scheduleEnds())));
    }

    /** The schedule's falls up to the old end must stay as they were; more may follow. */
    private static void requireSameRates(RunConfig before, RunConfig after) {
        long[] old = before.scheduleEnds();
        long[] now = after.scheduleEnds();
        if (now.length < old.length || !Arrays.equals(old, Arrays.copyOf(now, old.length))) {
            String written = Arrays.stream(old).mapToObj(Long::toString).collect(Collectors.joining(","));
            throw new InvalidConfigException(List.of(SCHEDULE_ENDS, TOTAL_STEPS), "expected '" + written + ","
                    + after.totalSteps() + "' (" + falling(before) + " falls again, from its full value to 0) or '" + written
                    + "' (it stays 0" + (Schedule.isLinear(before.optimiser().schedule()) ? ", and nothing more is learned" : "")
                    + "), got '" + after.optimiser().scheduleEnds() + "'");
        }
    }

    private static String falling(RunConfig config) {
        return Schedule.isLinear(config.optimiser().schedule()) ? "the learning rate" : "what is linear";
    }

    /** The keys that change, for a record or a command line. */
    public Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put(TOTAL_STEPS, after.totalSteps());
        if (!after.optimiser().scheduleEnds().equals(before.optimiser().scheduleEnds())) {
            settings.put(SCHEDULE_ENDS, after.optimiser().scheduleEnds());
        }
        return settings;
    }
}
