package topspin.sweep;

import topspin.run.RunDirectory;
import topspin.stats.CurveReader;
import topspin.stats.Iqm;
import topspin.stats.RunCurve;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The score of a variant at a step: the interquartile mean over its seeds. */
final class VariantScore {

    private VariantScore() {
    }

    /**
     * Reads the trials' {@code progress.csv}. A seed that died for good, did not reach the step, or finished no game by
     * then counts as worse than any score: leaving it out would favour variants that crash. A seed that died for good
     * in an earlier session has not reached the step.
     */
    static double at(long step, List<TrialStatus> seeds) {
        return Iqm.of(seeds.stream().mapToDouble(seed -> at(step, seed)).toArray());
    }

    private static double at(long step, TrialStatus seed) {
        Path file = seed.trial().directory().resolve(RunDirectory.PROGRESS);
        if (seed.state() == TrialState.FAILED || seed.step() < step || !Files.exists(file)) {
            return Double.NEGATIVE_INFINITY;
        }
        RunCurve curve = CurveReader.rows(file, leftOut -> { }).until(step);
        return curve.isEmpty() ? Double.NEGATIVE_INFINITY : curve.scores()[curve.rows() - 1];
    }
}
