package topspin.lab;

import topspin.file.AtomicFile;
import topspin.report.HeatMap;
import topspin.stats.Correlation;
import topspin.supervised.Trace;
import topspin.text.Decimal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A look inside a recurrent network: its gates and states over time as a heat map, and the units that go with something
 * that has a name.
 *
 * @param read    gates and states of every sequence; the first one is drawn, all of them are correlated
 * @param columns names of the first one's steps
 * @param signals what units may go with
 */
public record InsideView(List<List<Trace>> read, List<String> columns, List<Signal> signals) {
    /** Units that are drawn of each gate or state. */
    private static final int DRAWN = 24;
    /** Units that are named for each signal. */
    private static final int NAMED = 3;
    private static final double LEAST = 0.5;
    private static final String FIGURE = "inside";

    /**
     * Something that happens over the steps.
     *
     * @param name   for people: {@code count}
     * @param values {@code [sequences][steps]}; NaN where it has no value
     */
    public record Signal(String name, double[][] values) {
    }

    /** One unit of a gate or a state that goes with a signal. */
    private record Match(String signal, Trace trace, int unit, double correlation) {
    }

    /**
     * Draws {@code inside.svg} and {@code inside.png}.
     *
     * @param title of the figure
     * @return lines for people
     */
    public List<String> show(String title, Path directory) throws IOException {
        return show(title, directory, List.of());
    }

    /** @param below blocks that are drawn under gates and states, of as many steps */
    public List<String> show(String title, Path directory, List<HeatMap.Block> below) throws IOException {
        List<String> lines = new ArrayList<>();
        Map<String, Match> best = new LinkedHashMap<>();
        for (Signal signal : signals) {
            List<Match> matches = matches(signal, read);
            for (Match match : matches.subList(0, Math.min(NAMED, matches.size()))) {
                if (Math.abs(match.correlation) >= LEAST) {
                    lines.add(signal.name + ": unit " + match.unit + " of the " + where(match.trace, read.get(0))
                            + ", correlation " + Decimal.of(match.correlation, 3));
                    best.putIfAbsent(match.trace.layer() + "/" + match.unit, match);
                }
            }
            if (matches.isEmpty() || Math.abs(matches.get(0).correlation) < LEAST) {
                lines.add(signal.name + ": no unit goes with it (no correlation of " + Decimal.of(LEAST, 1) + " or more)");
            }
        }
        List<HeatMap.Block> blocks = new ArrayList<>(read.get(0).stream().map(trace -> block(trace, read.get(0), best)).toList());
        blocks.addAll(below);
        HeatMap map = new HeatMap(title, "gates and states, a row per unit; named ones go with what the task knows", columns, blocks);
        AtomicFile.write(directory.resolve(FIGURE + ".svg"), map.svg());
        byte[] png = map.png();
        AtomicFile.write(directory.resolve(FIGURE + ".png"), out -> out.write(png));
        lines.add("picture: " + directory.resolve(FIGURE + ".svg"));
        return lines;
    }

    /** Units of states, the strongest correlation first. */
    private static List<Match> matches(Signal signal, List<List<Trace>> read) {
        List<Match> matches = new ArrayList<>();
        for (int index = 0; index < read.get(0).size(); index++) {
            Trace first = read.get(0).get(index);
            if (!first.name().endsWith("state")) {
                continue;
            }
            for (int unit = 0; unit < first.values()[0].length; unit++) {
                matches.add(new Match(signal.name, first, unit, correlation(signal, read, index, unit)));
            }
        }
        matches.sort(Comparator.comparingDouble((Match match) -> -Math.abs(match.correlation)));
        return matches;
    }

    /** Pearson's, over the steps of all sequences; 0 where either is constant. */
    private static double correlation(Signal signal, List<List<Trace>> read, int trace, int unit) {
        Correlation correlation = new Correlation();
        for (int sequence = 0; sequence < read.size(); sequence++) {
            float[][] values = read.get(sequence).get(trace).values();
            for (int t = 0; t < values.length; t++) {
                correlation.add(signal.values[sequence][t], values[t][unit]);
            }
        }
        return correlation.value();
    }

    private static String where(Trace trace, List<Trace> all) {
        boolean several = all.stream().mapToInt(Trace::layer).distinct().count() > 1;
        return trace.name() + (several ? " of layer " + (trace.layer() + 1) : "");
    }

    /** Named units first. */
    private static HeatMap.Block block(Trace trace, List<Trace> all, Map<String, Match> best) {
        int units = trace.values()[0].length;
        List<Integer> order = new ArrayList<>();
        best.values().stream().filter(match -> match.trace.layer() == trace.layer()).map(Match::unit).distinct()
                .filter(unit -> unit < units).forEach(order::add);
        for (int unit = 0; unit < units && order.size() < DRAWN; unit++) {
            if (!order.contains(unit)) {
                order.add(unit);
            }
        }
        List<String> names = order.stream().map(unit -> {
            Match match = best.get(trace.layer() + "/" + unit);
            return unit + (match == null ? "" : ": " + match.signal);
        }).toList();
        return new HeatMap.Block(where(trace, all), trace.values(), order.stream().mapToInt(Integer::intValue).toArray(), names);
    }
}
