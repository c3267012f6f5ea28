package topspin.cli;

import topspin.report.AnalysisTables.Table;
import topspin.report.RunDocuments;
import topspin.report.RunFacts;
import topspin.stats.BsuiteScore;
import topspin.stats.Games;
import topspin.stats.RecordedRun;
import topspin.stats.RunSet;
import topspin.stats.UnusableDataException;
import topspin.text.Decimal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Runs in bsuite's worlds, scored as the suite does: an agent is what runs have in common but for setting and seed. */
final class BsuiteTables {
    private static final String WORLD = "env.id";
    private static final Map<String, String> SETTING = Map.of("bsuite/memory-len", "env.length", "bsuite/memory-size", "env.bits");
    /** Keys that follow the setting or the machine, and tell no agent from another. */
    private static final Set<String> NOT_THE_AGENT = Set.of("name", "seed", "steps", "total-steps", "workers", "log.every",
            "checkpoint.every");

    private BsuiteTables() {
    }

    /** @throws UnusableDataException if a run is in another world, or its episodes are not all recorded */
    static List<Table> of(RunSet runs) {
        List<RecordedRun> all = runs.all();
        List<RunFacts> facts = RunDocuments.facts(all);
        Map<String, Map<String, SortedMap<Long, List<Games>>>> worlds = new TreeMap<>();
        List<String> telling = telling(facts);
        for (int i = 0; i < all.size(); i++) {
            Map<String, String> config = facts.get(i).config();
            String world = config.getOrDefault(WORLD, "a world that it does not name");
            if (!SETTING.containsKey(world)) {
                throw new UnusableDataException(all.get(i).directory() + " is a run in " + world + "; expected one in "
                        + String.join(" or ", new TreeSet<>(SETTING.keySet())));
            }
            long setting = Long.parseLong(config.get(SETTING.get(world)));
            String agent = ofSweep(all.get(i).variant(), SETTING.get(world), setting).orElseGet(() -> agent(config, telling));
            worlds.computeIfAbsent(world, id -> new LinkedHashMap<>()).computeIfAbsent(agent, name -> new TreeMap<>())
                    .computeIfAbsent(setting, value -> new ArrayList<>())
                    .add(all.get(i).curve().games());
        }
        List<Table> tables = new ArrayList<>();
        worlds.forEach((world, agents) -> tables.addAll(tables(world, agents)));
        return tables;
    }

    /** What a sweep called a variant, without what follows the setting: {@code lstm} of {@code lstm,length=7,steps=16}. */
    private static Optional<String> ofSweep(String variant, String key, long setting) {
        String own = key.substring(key.indexOf('.') + 1) + "=" + setting;
        List<String> parts = List.of(variant.split(","));
        if (!parts.contains(own)) {
            return Optional.empty();
        }
        String rest = parts.stream().filter(part -> !part.equals(own) && !NOT_THE_AGENT.contains(part.replaceFirst("=.*", "")))
                .collect(Collectors.joining(","));
        return Optional.of(rest.isEmpty() ? "all runs" : rest);
    }

    /** The keys in which agents differ. */
    private static List<String> telling(List<RunFacts> facts) {
        Map<String, Set<String>> values = new LinkedHashMap<>();
        facts.forEach(run -> run.config().forEach((key, value) ->
                values.computeIfAbsent(key, k -> new LinkedHashSet<>()).add(value)));
        return values.entrySet().stream().filter(entry -> entry.getValue().size() > 1).map(Map.Entry::getKey)
                .filter(key -> !key.startsWith("env.") && !NOT_THE_AGENT.contains(key)).toList();
    }

    private static String agent(Map<String, String> config, List<String> telling) {
        List<String> parts = telling.stream().map(key -> (telling.size() == 1 ? "" : key.substring(key.lastIndexOf('.') + 1) + "=")
                + config.getOrDefault(key, "–")).toList();
        return parts.isEmpty() ? "all runs" : String.join(" ", parts);
    }

    private static List<Table> tables(String world, Map<String, SortedMap<Long, List<Games>>> agents) {
        Map<String, BsuiteScore> scores = new LinkedHashMap<>();
        agents.forEach((agent, games) -> scores.put(agent, BsuiteScore.of(games)));
        boolean complete = scores.values().stream().allMatch(BsuiteScore::complete);
        List<List<String>> rows = new ArrayList<>();
        SortedSet<Long> values = new TreeSet<>();
        scores.forEach((agent, score) -> {
            rows.add(List.of(agent, Decimal.of(score.score(), 2), score.passed() + " of " + score.settings().size()));
            score.settings().forEach(setting -> values.add(setting.value()));
        });
        List<List<String>> bySetting = new ArrayList<>();
        for (long value : values) {
            List<String> row = new ArrayList<>(List.of(Long.toString(value)));
            for (BsuiteScore score : scores.values()) {
                row.add(score.settings().stream().filter(setting -> setting.value() == value).findFirst()
                        .map(setting -> Decimal.of(setting.mistakes(), 3)).orElse("–"));
            }
            bySetting.add(row);
        }
        List<String> columns = new ArrayList<>(List.of(SETTING.get(world)));
        columns.addAll(scores.keySet());
        return List.of(
                new Table(world + ": score", List.of("agent", "score", "settings passed"), rows, String.format(Locale.ROOT,
                        "A setting is passed if the mistakes over the first %,d episodes, those while it learns included, are fewer "
                        + "than %s of a coin's.%s", BsuiteScore.EPISODES, BsuiteScore.THRESHOLD,
                        complete ? "" : " Some runs have fewer episodes yet: the score is of those they have.")),
                new Table(world + ": mistakes in parts of a coin's, mean of the seeds", columns, bySetting, ""));
    }
}
