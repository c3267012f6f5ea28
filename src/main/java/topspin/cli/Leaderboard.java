package topspin.cli;

import topspin.report.AnalysisTables;
import topspin.report.RunDocuments;
import topspin.stats.Analysis;
import topspin.stats.Measure;
import topspin.stats.RunSet;
import topspin.stats.UnusableDataException;

import java.nio.file.Path;
import java.util.List;

/** The table at the end of a sweep of several variants. */
final class Leaderboard {

    private Leaderboard() {
    }

    /** The table of the runs below a sweep's directory; empty where there is nothing to rank. */
    static String of(Path directory) {
        try {
            RunSet runs = RunSet.read(List.of(directory)).cutToCommonStep();
            Analysis analysis = Analysis.of(runs, Measure.FINAL, null);
            return analysis.standings().size() < 2 ? "" : "\n" + TextTable.format(AnalysisTables.leaderboard(analysis,
                    RunDocuments.facts(runs.all())));
        } catch (UnusableDataException nothingToRank) {
            return "";
        }
    }
}
