package topspin.page;

import topspin.report.AnalysisTables;
import topspin.report.Json;
import topspin.report.RunDocuments;
import topspin.report.RunFacts;
import topspin.stats.Analysis;
import topspin.stats.CurveReader;
import topspin.stats.Failure;
import topspin.stats.Measure;
import topspin.stats.RecordedRun;
import topspin.stats.RunCurve;
import topspin.stats.RunSet;
import topspin.stats.UnusableDataException;
import topspin.text.Count;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The verdict and the tables of {@code ./topspin stats} over the runs of an experiment that have ended, as they stand. Runs that
 * are under way are counted and not judged: a score in mid-course is no final score, and the slowest would cut all others short.
 * Computed again when a run ends. Safe for several threads.
 */
final class Standings {
    private final RunIndex index;
    private final Map<String, Kept> kept = new LinkedHashMap<>();

    private record Kept(List<Object> of, Map<String, Object> answer) {
    }

    /** A run that has ended, with its version, which is that of its files. */
    private record Ended(WatchedRun run, RunState state, long version) {
    }

    Standings(RunIndex index) {
        this.index = index;
    }

    /** The verdict on an experiment, its tables, and what is to be said first. */
    Map<String, Object> of(String experiment) {
        Instant now = Instant.now();
        List<Ended> ended = new ArrayList<>();
        int all = 0;
        for (List<WatchedRun> seeds : index.variants(experiment).values()) {
            for (WatchedRun run : seeds) {
                all++;
                RunState state = run.state(now);
                if (state.isEnded()) {
                    ended.add(new Ended(run, state, run.version()));
                }
            }
        }
        List<Object> of = List.of(List.copyOf(ended), all);
        synchronized (kept) {
            Kept known = kept.get(experiment);
            if (known == null || !known.of().equals(of)) {
                known = new Kept(of, judged(experiment, ended, all));
                kept.put(experiment, known);
            }
            return known.answer();
        }
    }

    private static Map<String, Object> judged(String experiment, List<Ended> ended, int all) {
        long finished = ended.stream().filter(run -> run.state().isWhole()).count();
        Map<String, Object> answer = Json.object("experiment", experiment, "runs", all, "ended", ended.size());
        if (finished == 0) {
            answer.put("verdict", "Too early to say: " + (all == 1 ? "the run has" : "none of " + Count.of(all, "run") + " has")
                    + " finished.");
            answer.put("tables", List.of());
            return answer;
        }
        try {
            RunSet runs = RunDocuments.oneWorld(read(ended)).cutToCommonStep();
            Analysis analysis = Analysis.of(runs, Measure.FINAL, null);
            List<RunFacts> facts = RunDocuments.facts(runs.all());
            answer.put("verdict", (ended.size() < all ? "As it stands, with " + ended.size() + " of " + Count.of(all, "run")
                    + " ended: " : "") + analysis.verdict());
            answer.put("early", ended.size() < all);
            answer.put("tables", AnalysisTables.of(analysis, facts).stream().map(table -> Json.object("title", table.title(),
                    "columns", table.columns(), "rows", table.rows(), "note", table.note())).toList());
            answer.put("remarks", analysis.remarks());
        } catch (UnusableDataException | IOException e) {
            answer.put("verdict", "No verdict: " + e.getMessage());
            answer.put("tables", List.of());
        }
        return answer;
    }

    private static RunSet read(List<Ended> ended) throws IOException {
        List<RecordedRun> runs = new ArrayList<>();
        List<RecordedRun> pruned = new ArrayList<>();
        List<Failure> failures = new ArrayList<>();
        List<String> remarks = new ArrayList<>();
        for (Ended one : ended) {
            RunPlace place = one.run().place();
            if (leadsElsewhere(place.directory())) {
                remarks.add(place.id() + " has links among its files and is left out");
                continue;
            }
            RunCurve curve = CurveReader.read(place.directory(), remarks::add);
            if (one.state() == RunState.FAILED) {
                failures.add(new Failure(place.variant(), place.seed(), curve.isEmpty() ? 0 : curve.lastStep(), !curve.isEmpty()));
            }
            if (!curve.isEmpty()) {
                (one.state() == RunState.PRUNED ? pruned : runs)
                        .add(new RecordedRun(place.variant(), place.seed(), place.directory(), curve));
            } else if (one.state() != RunState.FAILED) {
                remarks.add(place.id() + " finished without a single finished game and was left out");
            }
        }
        if (runs.isEmpty()) {
            throw new UnusableDataException("no run with a finished game has finished");
        }
        return RunSet.of(runs, pruned, failures, remarks);
    }

    private static boolean leadsElsewhere(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.anyMatch(Files::isSymbolicLink);
        }
    }
}
