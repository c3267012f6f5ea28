package topspin.interop.tracker;

import topspin.metric.Metric;
import topspin.metric.MetricRecord;
import topspin.metric.ShortestDecimal;
import topspin.run.RunDirectory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Runs in the text format of OpenMetrics 1.0 (prometheus.io/docs/specs/om/open_metrics_spec), which is also Prometheus's own
 * text format: {@code promtool check metrics} accepts it. A gauge per {@link Metric}, a series per run. Units are base units:
 * the milliseconds of {@code progress.csv} are seconds here.
 *
 * <p>Steps and episodes are gauges, not counters: a resumed run goes back to its checkpoint, and {@code rate()} would take
 * that for a restart at 0 and count the whole run again. {@code deriv()} and {@code delta()} are for gauges.
 */
public final class OpenMetrics {
    /** The media type of {@link #text}. */
    public static final String MEDIA_TYPE = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    private static final String PREFIX = "topspin_";
    private static final String STATUS = PREFIX + "run_status";
    private static final String SECONDS = "_seconds";
    private static final String MILLISECONDS = "_ms";
    private static final Pattern LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
    private static final String END = "# EOF\n";

    private OpenMetrics() {
    }

    /**
     * One run at one moment.
     *
     * @param labels in order; together they name the run, and no other has the same
     * @param status such as {@code running}; null if it is not known
     * @param values those that apply
     */
    public record Series(Map<String, String> labels, String status, Map<Metric, Double> values) {

        public Series {
            labels.keySet().stream().filter(label -> !LABEL.matcher(label).matches()).findFirst().ifPresent(label -> {
                throw new IllegalArgumentException("no name of a label: " + label);
            });
        }

        /** The values of a row. */
        public static Series of(Map<String, String> labels, String status, MetricRecord row) {
            Map<Metric, Double> values = new EnumMap<>(Metric.class);
            for (Metric metric : Metric.values()) {
                if (!Double.isNaN(row.get(metric))) {
                    values.put(metric, row.get(metric));
                }
            }
            return new Series(labels, status, values);
        }
    }

    /**
     * The labels of a run directory: {@code experiment}, {@code run} ({@code VARIANT/seed-N}) and {@code seed}.
     *
     * @throws IOException if its {@code config.yaml} or {@code run.json} cannot be read
     */
    public static Map<String, String> labels(Path run) throws IOException {
        TrackedRun facts = TrackedRun.read(run);
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("experiment", facts.experiment());
        labels.put("run", facts.name());
        labels.put("seed", facts.config().getOrDefault("seed", ""));
        return labels;
    }

    /**
     * The newest whole row of a run directory; empty if it has none yet.
     *
     * @throws IOException if its {@code progress.csv} cannot be read
     */
    public static Map<Metric, Double> newest(Path run) throws IOException {
        Map<Metric, Double> values = new EnumMap<>(Metric.class);
        RunTail.newest(run.resolve(RunDirectory.PROGRESS)).ifPresent(row -> {
            values.put(Metric.STEP, (double) row.step());
            for (Metric metric : Metric.values()) {
                if (row.values().containsKey(metric.column())) {
                    values.put(metric, row.values().get(metric.column()));
                }
            }
        });
        return values;
    }

    /**
     * The whole text of an exposition.
     *
     * @throws IllegalArgumentException if two runs have the same labels
     */
    public static String text(List<Series> runs) {
        requireDistinct(runs);
        StringBuilder text = new StringBuilder();
        for (Metric metric : Metric.values()) {
            if (runs.stream().anyMatch(run -> run.values().containsKey(metric))) {
                family(text, name(metric), help(metric));
                for (Series run : runs) {
                    if (run.values().containsKey(metric)) {
                        sample(text, name(metric), run.labels(), number(value(metric, run.values().get(metric))));
                    }
                }
            }
        }
        if (runs.stream().anyMatch(run -> run.status() != null)) {
            family(text, STATUS, "1 for the status that the run has");
            for (Series run : runs) {
                if (run.status() != null) {
                    Map<String, String> labels = new LinkedHashMap<>(run.labels());
                    labels.put("status", run.status());
                    sample(text, STATUS, labels, "1");
                }
            }
        }
        return text.append(END).toString();
    }

    private static void requireDistinct(List<Series> runs) {
        Set<Map<String, String>> seen = new HashSet<>();
        for (Series run : runs) {
            if (!seen.add(run.labels())) {
                throw new IllegalArgumentException("two runs have the labels " + run.labels());
            }
        }
    }

    private static void family(StringBuilder text, String name, String help) {
        text.append("# TYPE ").append(name).append(" gauge\n");
        if (name.endsWith(SECONDS)) {
            text.append("# UNIT ").append(name).append(" seconds\n");
        }
        text.append("# HELP ").append(name).append(' ').append(escaped(help)).append('\n');
    }

    private static void sample(StringBuilder text, String name, Map<String, String> labels, String value) {
        text.append(name);
        char before = '{';
        for (Map.Entry<String, String> label : labels.entrySet()) {
            text.append(before).append(label.getKey()).append("=\"").append(escaped(label.getValue())).append('"');
            before = ',';
        }
        text.append(labels.isEmpty() ? "" : "}").append(' ').append(value).append('\n');
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\"", "\\\"");
    }

    private static String number(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        return Double.isInfinite(value) ? value > 0 ? "+Inf" : "-Inf" : ShortestDecimal.of(value);
    }

    private static double value(Metric metric, double value) {
        return metric.column().endsWith(MILLISECONDS) ? value / 1e3 : value;
    }

    /** The name of a metric's family. */
    static String name(Metric metric) {
        String column = metric == Metric.SECONDS ? "training" + SECONDS : metric.column();
        return PREFIX + (column.endsWith(MILLISECONDS) ? column.substring(0, column.length() - MILLISECONDS.length()) + SECONDS : column);
    }

    private static String help(Metric metric) {
        return switch (metric) {
            case STEP -> "Agent decisions so far, summed over environments";
            case SCORE -> "Mean return of the last finished episodes; 0 before the first";
            case FPS -> "Agent decisions per second";
            case SECONDS -> "Wall time of training since step 0, earlier sessions included";
            case FRAMES_PER_SECOND -> "Emulated frames per second";
            case EPISODES -> "Episodes finished since step 0";
            case EPISODE_LENGTH -> "Mean length of the episodes that the score averages, in decisions";
            case UPDATES -> "Gradient updates since step 0";
            case POLICY_LOSS -> "Loss of the policy";
            case VALUE_LOSS -> "Loss of the critic";
            case ENTROPY -> "Mean entropy of the policy, in nats";
            case APPROX_KL -> "Mean of (r - 1) - log r over an update";
            case CLIPFRAC -> "Share of ratios that were clipped";
            case EXPLAINED_VARIANCE -> "1 - Var(return - value) / Var(return)";
            case LEARNING_RATE -> "Learning rate of the optimiser";
            case GRAD_NORM -> "Global norm of the gradient before clipping";
            case COLLECT_MS -> "Time per rollout spent acting and stepping environments";
            case LEARN_MS -> "Time per rollout spent learning";
            case ACT_MS, ENVIRONMENT_MS, RETURNS_MS, FORWARD_MS, BACKWARD_MS, GRADIENT_MS, OPTIMISER_MS, PACKING_MS, IDLE_MS ->
                    "Worker time per rollout, summed over workers: "
                            + metric.name().substring(0, metric.name().length() - MILLISECONDS.length()).toLowerCase(Locale.ROOT);
            case CLIP -> "Present clip range";
            case ENTROPY_COEFFICIENT -> "Present coefficient of the entropy bonus";
            case TD_LOSS -> "Half the mean squared difference of values and targets";
            case Q_VALUES -> "Mean value of the actions that were taken";
            case EPSILON -> "Probability of a random action";
            case LOSS -> "Mean loss of the training examples";
            case VALIDATION_LOSS -> "Mean loss of examples that are not learned from";
        };
    }
}
