package topspin.page;

import topspin.report.Band;
import topspin.report.Json;
import topspin.report.Polyline;
import topspin.report.SeedCurves;
import topspin.report.Smoothing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The lines of variants: each seed smoothed over all of its rows, then the interquartile mean and its band where all seeds are,
 * and only then reduced to what a screen can show. So a line depends on nothing but its own seeds and the smoothing. Keeps what it
 * computed until a seed has a new row. Safe for several threads.
 */
final class Curves {
    /** Lines that are kept; a few kilobytes each. */
    private static final int MOST_KEPT = 4000;
    private static final Smoothing NONE = new Smoothing(Smoothing.Kind.CENTRED, 1, 0);
    /** A figure is at most that many points wide. */
    private static final int COLUMNS = 800;
    /** Of all seeds' own lines together, of which each column has two; many lines hide each other's details anyway. */
    private static final int MOST_POINTS = 40_000;
    private static final int FEWEST_COLUMNS = 100;

    private final RunIndex index;
    private final Map<List<Object>, Kept> kept = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<List<Object>, Kept> eldest) {
            return size() > MOST_KEPT;
        }
    };

    private record Kept(List<Long> versions, Map<String, Object> line) {
    }

    Curves(RunIndex index) {
        this.index = index;
    }

    /** A line for each variant that is known, in the order asked for; those without a value have none. */
    List<Map<String, Object>> answer(CurveQuery query) throws IOException {
        Map<String, Map<String, List<WatchedRun>>> experiments = new LinkedHashMap<>();
        List<Map<String, Object>> lines = new ArrayList<>();
        for (CurveQuery.Name name : query.variants()) {
            List<WatchedRun> seeds = experiments.computeIfAbsent(name.experiment(), index::variants).get(name.variant());
            if (seeds != null) {
                lines.add(line(query, name, seeds));
            }
        }
        return lines;
    }

    private Map<String, Object> line(CurveQuery query, CurveQuery.Name name, List<WatchedRun> seeds) throws IOException {
        List<Object> key = List.of(name, query.metric(), query.axis(), query.smoothing(), query.band(), query.from(), query.to());
        List<Long> versions = seeds.stream().map(WatchedRun::version).toList();
        synchronized (kept) {
            Kept known = kept.get(key);
            if (known != null && known.versions().equals(versions)) {
                return known.line();
            }
        }
        Map<String, Object> line = computed(query, name, seeds);
        synchronized (kept) {
            kept.put(key, new Kept(versions, line));
        }
        return line;
    }

    private static Map<String, Object> computed(CurveQuery query, CurveQuery.Name name, List<WatchedRun> seeds) throws IOException {
        int columns = Math.max(FEWEST_COLUMNS, Math.min(COLUMNS, MOST_POINTS / (query.variants().size() * seeds.size())));
        List<Polyline> smooth = new ArrayList<>();
        List<Object> each = new ArrayList<>();
        boolean raw = query.smoothing().rows() != 1;
        for (WatchedRun seed : seeds) {
            WatchedRun.Curve curve = seed.curve(query.metric(), query.axis());
            int[] seen = window(curve.xs(), query.from(), query.to());
            if (seen[0] >= seen[1]) {
                continue;
            }
            double[] xs = Arrays.copyOfRange(curve.xs(), seen[0], seen[1]);
            Polyline line = new Polyline(xs, Arrays.copyOfRange(query.smoothing().of(curve.ys()), seen[0], seen[1]));
            smooth.add(line);
            Map<String, Object> one = Json.object("seed", seed.place().seed(), "id", seed.place().id());
            if (query.band() == Band.SEEDS) {
                put(one, "xs", "ys", line.seenIn(columns));
            }
            if (raw) {
                put(one, "rawXs", "rawYs", new Polyline(xs, Arrays.copyOfRange(curve.ys(), seen[0], seen[1])).seenIn(columns));
            }
            if (one.size() > 2) {
                each.add(one);
            }
        }
        Map<String, Object> answer = Json.object("experiment", name.experiment(), "variant", name.variant(), "seeds", smooth.size(),
                "each", each);
        if (!smooth.isEmpty()) {
            SeedCurves curves = SeedCurves.of(smooth, NONE, query.band() == Band.SEEDS ? Band.MINMAX : query.band());
            answer.put("xs", curves.centre().xs());
            answer.put("mid", curves.centre().ys());
            if (query.band() != Band.SEEDS && smooth.size() > 1) {
                answer.put("low", curves.low());
                answer.put("high", curves.high());
            }
        }
        return answer;
    }

    private static void put(Map<String, Object> to, String xs, String ys, Polyline line) {
        to.put(xs, line.xs());
        to.put(ys, line.ys());
    }

    /** The rows within a window and one on either side, so that lines reach its edges: from the first, to before the second. */
    private static int[] window(double[] xs, double from, double to) {
        int first = 0;
        while (first + 1 < xs.length && xs[first + 1] <= from) {
            first++;
        }
        int last = xs.length;
        while (last > 1 && xs[last - 2] >= to) {
            last--;
        }
        return new int[] {first, last};
    }
}
