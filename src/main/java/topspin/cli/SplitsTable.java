package topspin.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import topspin.sequence.Agreement;
import topspin.sequence.Problem;
import topspin.sequence.Quantity;
import topspin.sequence.SplitTrial;
import topspin.text.Decimal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The results of {@code topspin splits}, for people and for machines. */
final class SplitsTable {
    private static final double MEGABYTE = 1e6;
    /** The quantities with a column of their own. The parameters, of which cells have two to nine, share one. */
    private static final List<Quantity> WHOLE = List.of(Quantity.OUTPUT, Quantity.FINAL_STATE, Quantity.INPUT_GRADIENT,
            Quantity.START_STATE_GRADIENT);
    private static final String GRADIENT = "-gradient";
    /** Meaning and unit of the columns of {@link #verdicts}. */
    private static final List<String> VERDICTS_NOTE = List.of(
            "Numbers: largest difference to fused, as a share of the tensor's largest element; ! is more than rounding.",
            "∂: gradient of what follows it; parameters: the worst of them, all of which --json has.");
    /** Meaning and unit of the columns of {@link #costs}. */
    private static final String COSTS_NOTE = "Times: medians on one thread. rows/s: forward and backward together. "
            + "allocated B: bytes by Java a pass.";

    private SplitsTable() {
    }

    /** Two tables: agreement and costs. */
    static List<String> lines(List<SplitTrial.Result> results) {
        List<String> lines = new ArrayList<>(aligned(verdicts(results)));
        lines.addAll(VERDICTS_NOTE);
        lines.add("");
        lines.addAll(aligned(costs(results)));
        lines.add(COSTS_NOTE);
        return lines;
    }

    private static List<List<String>> verdicts(List<SplitTrial.Result> results) {
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("variant", "verdict"));
        WHOLE.stream().map(SplitsTable::heading).forEach(head::add);
        head.add("∂parameters");
        rows.add(head);
        for (SplitTrial.Result result : results) {
            List<String> row = new ArrayList<>(List.of(result.splitter().toString(), result.worst().kind().label()));
            WHOLE.forEach(quantity -> row.add(brief(result.agreements().get(quantity))));
            row.add(brief(result.worst(quantity -> !WHOLE.contains(quantity))));
            rows.add(row);
        }
        return rows;
    }

    private static String heading(Quantity quantity) {
        String label = quantity.label();
        return label.endsWith(GRADIENT) ? "∂" + label.substring(0, label.length() - GRADIENT.length()) : label;
    }

    private static String brief(Agreement agreement) {
        return switch (agreement.kind()) {
            case SAME_BITS -> "same bits";
            case ROUNDING -> say("%.1e", agreement.relative());
            case OTHER_MATHS -> say("%.1e !", agreement.relative());
        };
    }

    private static List<List<String>> costs(List<SplitTrial.Result> results) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("variant", "forward ms", "backward ms", "rows/s", "allocated B", "buffers MB"));
        for (SplitTrial.Result result : results) {
            rows.add(List.of(result.splitter().toString(), Decimal.of(result.forwardMillis(), 3),
                    Decimal.of(result.backwardMillis(), 3), Decimal.of(result.rowsPerSecond(), 0),
                    Long.toString(result.allocatedBytes()), Decimal.of(result.bufferBytes() / MEGABYTE, 1)));
        }
        return rows;
    }

    private static List<String> aligned(List<List<String>> rows) {
        int columns = rows.get(0).size();
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int c = 0; c < columns; c++) {
                int column = c;
                int width = rows.stream().mapToInt(r -> r.get(column).length()).max().orElse(0);
                line.append(row.get(c)).append(" ".repeat(width - row.get(c).length() + 2));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    /** One object: the problem, and per variant the claim, verdicts and costs. */
    static String json(Problem problem, String engine, List<SplitTrial.Result> results) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("steps", problem.shape().steps());
        all.put("envs", problem.shape().shards() * problem.shape().sequences());
        all.put("shards", problem.shape().shards());
        all.put("inputs", problem.inputs());
        all.put("core", problem.core().description());
        all.put("units", problem.core().units());
        all.put("borders", problem.bordersInside());
        all.put("engine", engine);
        List<Object> variants = new ArrayList<>();
        for (SplitTrial.Result result : results) {
            Map<String, Object> variant = new LinkedHashMap<>();
            variant.put("variant", result.splitter().toString());
            variant.put("claim", result.splitter().variant().maths().name().toLowerCase(Locale.ROOT).replace('_', '-'));
            variant.put("verdict", result.worst().kind().label());
            variant.put("keeps-claim", result.keepsItsClaim());
            Map<String, Object> quantities = new LinkedHashMap<>();
            result.agreements().forEach((quantity, agreement) -> {
                Map<String, Object> numbers = new LinkedHashMap<>();
                numbers.put("verdict", agreement.kind().label());
                numbers.put("ulps", agreement.ulps());
                numbers.put("relative", Double.isFinite(agreement.relative()) ? agreement.relative() : null);
                numbers.put("tolerance", agreement.tolerance());
                quantities.put(quantity.label(), numbers);
            });
            variant.put("quantities", quantities);
            variant.put("forward-ms", result.forwardMillis());
            variant.put("backward-ms", result.backwardMillis());
            variant.put("rows-per-second", result.rowsPerSecond());
            variant.put("allocated-bytes", result.allocatedBytes());
            variant.put("buffer-bytes", result.bufferBytes());
            variants.add(variant);
        }
        all.put("variants", variants);
        try {
            return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(all);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps of numbers and text can be written", e);
        }
    }

    private static String say(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
