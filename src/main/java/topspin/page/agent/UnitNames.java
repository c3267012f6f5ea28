package topspin.page.agent;

import topspin.report.Json;
import topspin.stats.Correlation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Units of a core, named by the numbers that they go with over steps that were played. */
final class UnitNames {
    /** A weaker correlation names nothing. */
    static final double LEAST = 0.5;
    /** Correlations that differ by less fit as well: rounding, scaling to single precision. */
    private static final double AS_WELL = 0.005;
    /** Units that are told for each number. */
    private static final int MOST = 3;

    private final AgentFacts facts;
    private final List<AgentStep> steps;

    UnitNames(AgentFacts facts, List<AgentStep> steps) {
        this.facts = facts;
        this.steps = steps;
    }

    /** Of one unit with one number. */
    private double correlation(int part, int unit, int name) {
        Correlation correlation = new Correlation();
        for (AgentStep step : steps) {
            correlation.add(step.numbers()[name], step.inside()[part][unit]);
        }
        return correlation.value();
    }

    /** A unit, and the number that it goes with. */
    private record Match(int part, int unit, int name, double r) {
        private static final Comparator<Match> STRONGEST = Comparator.comparingDouble((Match match) -> -Math.abs(match.r))
                .thenComparingInt(Match::part).thenComparingInt(Match::unit);
    }

    /** Of names that fit as well, the first: what a world names comes before the same number as it is seen. */
    private Match best(int part, int unit) {
        List<Match> all = IntStream.range(0, facts.names().size()).mapToObj(name -> new Match(part, unit, name,
                correlation(part, unit, name))).toList();
        double strongest = all.stream().mapToDouble(match -> Math.abs(match.r())).max().orElseThrow();
        return all.stream().filter(match -> Math.abs(match.r()) >= strongest - AS_WELL).findFirst().orElseThrow();
    }

    /**
     * The units of a part, those that go with a number most strongly first: arrays of {@code units}; {@code r}, their correlation
     * with it; and {@code goes} and {@code best}, the number that each goes with most strongly and how strongly.
     *
     * @param by index of the number; −1 for each unit's own best
     */
    Map<String, Object> order(int part, int by) {
        int units = facts.parts().get(part).units();
        List<Match> best = IntStream.range(0, units).mapToObj(unit -> best(part, unit)).toList();
        List<Match> order = IntStream.range(0, units).mapToObj(unit -> by < 0 ? best.get(unit)
                : new Match(part, unit, by, correlation(part, unit, by))).sorted(Match.STRONGEST).toList();
        return Json.object("steps", steps.size(), "part", part, "by", by, "units", order.stream().mapToInt(Match::unit).toArray(),
                "r", order.stream().mapToDouble(Match::r).toArray(),
                "goes", order.stream().mapToInt(match -> best.get(match.unit()).name()).toArray(),
                "best", order.stream().mapToDouble(match -> best.get(match.unit()).r()).toArray());
    }

    /** For each number the units of states, which can remember, that go with it; of a core without states those of all parts. */
    Map<String, Object> named() {
        boolean states = facts.parts().stream().anyMatch(AgentFacts.Part::isState);
        List<Map<String, Object>> named = new ArrayList<>();
        for (int name = 0; name < facts.names().size(); name++) {
            int number = name;
            List<Match> matches = IntStream.range(0, facts.parts().size()).filter(part -> !states || facts.parts().get(part).isState())
                    .boxed().flatMap(part -> IntStream.range(0, facts.parts().get(part).units())
                            .mapToObj(unit -> new Match(part, unit, number, correlation(part, unit, number))))
                    .sorted(Match.STRONGEST).limit(MOST).filter(match -> Math.abs(match.r()) >= LEAST).toList();
            matches.forEach(match -> named.add(Json.object("name", facts.names().get(number), "number", number, "part", match.part(),
                    "unit", match.unit(), "r", match.r())));
        }
        return Json.object("steps", steps.size(), "named", named);
    }
}
