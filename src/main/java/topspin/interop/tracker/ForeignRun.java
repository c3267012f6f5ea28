package topspin.interop.tracker;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A run that another program recorded, in the units of ours.
 *
 * @param identity its variant, seed and world
 * @param format   of its files, for people
 * @param sources  the files, each with what was read of it
 * @param rows     in order of steps, which rise; empty if games are known
 * @param games    in the order in which they ended; empty if only rows are known
 */
record ForeignRun(Identity identity, String format, Map<Path, String> sources, List<Row> rows, List<Game> games) {
    /** A row about every two-hundredth of a run. */
    private static final int ROWS = 200;

    /**
     * What a run's name says.
     *
     * @param world as the other program called it; null if unknown
     */
    record Identity(String variant, long seed, String world) {
    }

    /**
     * A point of the curve.
     *
     * @param seconds  since step 0; NaN if unknown
     * @param episodes finished since step 0; NaN if unknown
     */
    record Row(long step, double score, double seconds, double episodes) {
    }

    /**
     * A finished game.
     *
     * @param step        at which it ended, summed over environments
     * @param length      its own steps; −1 if unknown
     * @param environment which of the parallel ones
     * @param seconds     since step 0; NaN if unknown
     */
    record Game(long step, double episodeReturn, long length, int environment, double seconds) {
    }

    ForeignRun named(Identity other) {
        return new ForeignRun(other, format, sources, rows, games);
    }

    /**
     * The curve. Where games are known, each row is the mean of the last {@code window} of them, as our own rows are, and the
     * rows stand on a grid of round steps.
     */
    List<Row> curve(int window) {
        if (games.isEmpty()) {
            return rows;
        }
        long last = games.get(games.size() - 1).step();
        long every = round(Math.max(1, last / ROWS));
        List<Row> curve = new ArrayList<>();
        int ended = 0;
        for (long step = 0; curve.isEmpty() || curve.get(curve.size() - 1).step() < last; step = Math.min(step + every, last)) {
            while (ended < games.size() && games.get(ended).step() <= step) {
                ended++;
            }
            curve.add(new Row(step, mean(ended, window), ended == 0 ? 0 : games.get(ended - 1).seconds(), ended));
        }
        return curve;
    }

    /** Of the last games before the {@code ended}-th; 0 before the first. */
    private double mean(int ended, int window) {
        int count = Math.min(window, ended);
        double sum = 0;
        for (int i = ended - count; i < ended; i++) {
            sum += games.get(i).episodeReturn();
        }
        return count == 0 ? 0 : sum / count;
    }

    /** Up to the next 1, 2 or 5 with zeros behind it. */
    private static long round(long value) {
        long power = 1;
        while (power * 10 <= value) {
            power *= 10;
        }
        for (long first : new long[] {1, 2, 5}) {
            if (first * power >= value) {
                return first * power;
            }
        }
        return 10 * power;
    }
}
