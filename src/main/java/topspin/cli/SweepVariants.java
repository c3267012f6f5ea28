package topspin.cli;

import topspin.config.InputException;
import topspin.experiment.Assignment;
import topspin.experiment.Numeral;
import topspin.experiment.YamlNode;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;
import topspin.text.Excerpt;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The variants of a sweep: those named, times those listed, times the grid, times the random draws. */
final class SweepVariants {
    private static final Pattern DIRECTORY_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._,=+-]*");
    private static final int LONGEST_NAME = 200;
    private static final Set<String> AXES = Set.of("seed", "name");
    private static final int MOST_DIGITS = 9;
    private static final String UNIFORM = "uniform";
    private static final String LOG_UNIFORM = "log-uniform";
    private static final String CHOICE = "choice";
    /** Drawn numbers are rounded to so many significant digits, which people can read and compare. */
    private static final MathContext DIGITS = new MathContext(4);

    /** More variants than this are taken for a typing error. */
    private static final int MOST = 100_000;

    private SweepVariants() {
    }

    /**
     * Reads {@code variants}, {@code list}, {@code grid} and {@code search}; each may be missing.
     *
     * @param whole whether a key takes whole numbers, which are then drawn
     * @param begun names given by an earlier session, which are kept
     * @throws InputException if an axis is empty, or two variants have one name
     */
    static List<SweepVariant> of(YamlNode sweep, Predicate<String> whole, Set<String> begun) {
        List<SweepVariant> variants = List.of(SweepVariant.PLAIN);
        for (String section : List.of("variants", "list", "grid", "search")) {
            YamlNode node = sweep.child(section);
            if (node != null) {
                variants = product(node, variants, switch (section) {
                    case "variants" -> named(node);
                    case "list" -> list(node);
                    case "grid" -> grid(node);
                    default -> search(node, whole, begun);
                });
            }
        }
        variants = variants.stream().map(SweepVariant::named).toList();
        Set<String> names = new LinkedHashSet<>();
        for (SweepVariant variant : variants) {
            if (!names.add(variant.name())) {
                throw sweep.child(sweep.child("grid") != null ? "grid" : "list").complaint(
                        "two variants are called '" + variant.name() + "'; a value is listed twice");
            }
        }
        return variants;
    }

    /** Settings of all trials; keys that the sweep itself sets are refused. */
    static List<Assignment> settings(YamlNode node) {
        if (node.kind() != YamlNode.Kind.MAPPING) {
            if (node.kind() == YamlNode.Kind.VALUE && node.value() == null) {
                return List.of();
            }
            throw node.complaint("expected keys of an experiment, such as {ppo.clip: 0.2}, got " + node.shown());
        }
        List<Assignment> assignments = node.assignments();
        assignments.forEach(assignment -> requireNoAxis(assignment.path(), assignment.origin()));
        return assignments;
    }

    private static void requireNoAxis(String key, String origin) {
        if (AXES.contains(key)) {
            throw new InputException(origin + ": " + (key.equals("seed") ? "seeds are an axis of their own; write 'seeds: "
                    + "[1, 2, 3]' at the top" : "the sweep's name is every trial's; write 'name' at the top"));
        }
    }

    private static List<SweepVariant> named(YamlNode node) {
        node.requireSome(YamlNode.Kind.MAPPING, "{small: {policy.core.units: 64}}");
        List<SweepVariant> variants = new ArrayList<>();
        node.entries().forEach((name, keys) -> {
            if (name.length() > LONGEST_NAME) {
                throw keys.complaint("expected a name of at most " + LONGEST_NAME + " characters for the variant, got "
                        + name.length());
            }
            if (!DIRECTORY_NAME.matcher(name).matches()) {
                throw keys.complaint("expected a directory name of letters, digits, '.', '_' and '-' for the variant, got "
                        + Excerpt.quoted(name));
            }
            variants.add(SweepVariant.called(name, settings(keys)));
        });
        return variants;
    }

    /** Settings that are tried together, named after what they set. */
    private static List<SweepVariant> list(YamlNode node) {
        String example = "[{ppo.clip: 0.1, gamma: 0.9}, {ppo.clip: 0.2, gamma: 0.99}]";
        List<YamlNode> items = node.requireSome(YamlNode.Kind.LIST, example).items();
        Set<String> keys = new LinkedHashSet<>();
        items.forEach(item -> settings(item).forEach(assignment -> keys.add(assignment.path())));
        List<SweepVariant> variants = new ArrayList<>();
        for (YamlNode item : items) {
            List<Assignment> assignments = settings(item);
            String name = assignments.stream().map(assignment -> shortest(assignment.path(), keys) + "="
                    + assignment.value()).collect(Collectors.joining(","));
            if (!DIRECTORY_NAME.matcher(name).matches()) {
                throw item.complaint(Excerpt.quoted(name) + " cannot name a directory; name such settings under 'variants'");
            }
            variants.add(SweepVariant.of(name, assignments));
        }
        return variants;
    }

    private static List<SweepVariant> grid(YamlNode node) {
        node.requireSome(YamlNode.Kind.MAPPING, "{ppo.clip: [0.1, 0.2]}");
        Map<String, YamlNode> axes = node.leaves();
        List<SweepVariant> variants = List.of(SweepVariant.PLAIN);
        for (Map.Entry<String, YamlNode> axis : axes.entrySet()) {
            String key = axis.getKey();
            requireNoAxis(key, axis.getValue().origin());
            List<SweepVariant> values = new ArrayList<>();
            for (YamlNode value : axis.getValue().requireSome(YamlNode.Kind.LIST, key + ": [1, 2]").items()) {
                Assignment assignment = value.assignTo(key);
                String name = shortest(key, axes.keySet()) + "=" + assignment.value();
                if (!DIRECTORY_NAME.matcher(name).matches()) {
                    throw value.complaint(Excerpt.quoted(name) + " cannot name a directory; name such values under 'variants'");
                }
                values.add(SweepVariant.of(name, List.of(assignment)));
            }
            variants = product(node, variants, values);
        }
        return variants;
    }

    private static List<SweepVariant> search(YamlNode node, Predicate<String> whole, Set<String> begun) {
        node.requireKeys("random", "seed", "keys");
        for (String needed : List.of("random", "keys")) {
            if (node.child(needed) == null) {
                throw node.complaint("needs '" + needed + "', as in {random: 20, seed: 1, keys: "
                        + "{optimiser.learning-rate: {log-uniform: [1e-4, 1e-2]}}}");
            }
        }
        int count = node.child("random").count(1);
        long seed = node.child("seed") == null ? 1 : node.child("seed").whole(0);
        Map<String, Draw> draws = new LinkedHashMap<>();
        collect("", node.child("keys").requireSome(YamlNode.Kind.MAPPING, "{gamma: {uniform: [0.9, 1]}}"), whole, draws);
        // earlier versions numbered them with as many digits as the last one has
        int width = IntStream.rangeClosed(1, MOST_DIGITS).filter(digits -> begun.contains(drawn(1, digits))).findFirst()
                .orElse(1);
        RandomStreams streams = new RandomStreams(seed).scope("search");
        List<SweepVariant> variants = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            List<Assignment> assignments = new ArrayList<>();
            for (Map.Entry<String, Draw> draw : draws.entrySet()) {
                // a stream per key and draw: another key, or more draws, change none of these
                assignments.add(draw.getValue().from(draw.getKey(), streams.stream(draw.getKey() + "/" + i)));
            }
            variants.add(SweepVariant.called(drawn(i, width), assignments));
        }
        return variants;
    }

    /** @param digits that the number has at least */
    private static String drawn(int number, int digits) {
        return "random-" + "0".repeat(Math.max(0, digits - Integer.toString(number).length())) + number;
    }

    /** What values of a key are drawn from. */
    private interface Draw {
        Assignment from(String key, RandomStream stream);
    }

    private static void collect(String prefix, YamlNode node, Predicate<String> whole, Map<String, Draw> draws) {
        node.entries().forEach((name, child) -> {
            String key = prefix + name;
            requireNoAxis(key, child.origin());
            boolean isDraw = child.entries().keySet().stream().anyMatch(Set.of(UNIFORM, LOG_UNIFORM, CHOICE)::contains);
            if (child.kind() == YamlNode.Kind.MAPPING && !isDraw && child.entries().values().stream()
                    .allMatch(grandchild -> grandchild.kind() == YamlNode.Kind.MAPPING) && !child.entries().isEmpty()) {
                collect(key + ".", child, whole, draws);
            } else if (draws.put(key, draw(child.requireKeys(UNIFORM, LOG_UNIFORM, CHOICE), whole.test(key))) != null) {
                throw child.complaint("written twice; remove one");
            }
        });
    }

    private static Draw draw(YamlNode node, boolean whole) {
        if (node.entries().size() != 1) {
            throw node.complaint("expected one of {uniform: [a, b]}, {log-uniform: [a, b]}, {choice: [a, b, c]}");
        }
        YamlNode values = node.entries().values().iterator().next();
        if (node.child(CHOICE) != null) {
            List<YamlNode> items = values.requireSome(YamlNode.Kind.LIST, "[a, b, c]").items();
            return (key, stream) -> items.get(stream.nextInt(items.size())).assignTo(key);
        }
        boolean logarithmic = node.child(LOG_UNIFORM) != null;
        if (values.kind() != YamlNode.Kind.LIST || values.items().size() != 2) {
            throw values.complaint("expected two numbers, the lowest and the highest, such as [1e-4, 1e-2]");
        }
        double low = values.items().get(0).number();
        double high = values.items().get(1).number();
        if (!(low < high)) {
            throw values.complaint("expected the lowest number first, got [" + low + ", " + high + "]");
        }
        if (logarithmic && low <= 0) {
            throw values.complaint("expected numbers above 0, since their logarithm is drawn, got " + low);
        }
        return whole ? wholeNumbers(values, logarithmic) : (key, stream) -> {
            double drawn = between(low, high, stream.nextDouble(), logarithmic);
            BigDecimal readable = new BigDecimal(drawn).round(DIGITS);
            boolean inside = readable.doubleValue() >= low && readable.doubleValue() <= high;
            return new Assignment(key, (inside ? readable : BigDecimal.valueOf(drawn)).toPlainString(), values.origin());
        };
    }

    /** Each whole number gets the part of the range that is nearest to it; the range is extended by ½ at both ends. */
    private static Draw wholeNumbers(YamlNode range, boolean logarithmic) {
        for (YamlNode end : range.items()) {
            if (Numeral.whole(end.text()).isEmpty()) {
                throw range.complaint("expected whole numbers, since the key is one, got " + end.shown());
            }
        }
        long low = Numeral.whole(range.items().get(0).text()).getAsLong();
        long high = Numeral.whole(range.items().get(1).text()).getAsLong();
        return (key, stream) -> {
            long drawn = Math.round(between(low - 0.5, high + 0.5, stream.nextDouble(), logarithmic));
            return new Assignment(key, Long.toString(Math.max(low, Math.min(high, drawn))), range.origin());
        };
    }

    private static double between(double low, double high, double share, boolean logarithmic) {
        return logarithmic ? low * Math.pow(high / low, share) : low + (high - low) * share;
    }

    private static List<SweepVariant> product(YamlNode node, List<SweepVariant> outer, List<SweepVariant> inner) {
        long count = (long) outer.size() * inner.size();
        if (count > MOST) {
            throw node.complaint("expected at most " + MOST + " variants, got " + count + " and more");
        }
        return outer.stream().flatMap(first -> inner.stream().map(first::and)).toList();
    }

    /** The last part of a key, or the whole key if two keys end alike. */
    private static String shortest(String key, Set<String> keys) {
        String last = key.substring(key.lastIndexOf('.') + 1);
        boolean alone = keys.stream().filter(other -> other.equals(last) || other.endsWith("." + last)).count() == 1;
        return alone ? last : key;
    }
}
