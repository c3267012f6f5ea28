package topspin.stats;

import topspin.metric.EpisodeFile;
import topspin.text.Count;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** Reads a run's {@code episodes.csv} and the files that continue it. */
final class GameReader {
    private static final List<String> REQUIRED = List.of("step", "return");
    private static final List<String> OPTIONAL = List.of("seconds");

    private long[] steps = new long[64];
    private double[] returns = new double[64];
    private double[] seconds = new double[64];
    private int count;
    private int notFinite;

    private GameReader() {
    }

    /**
     * @param directory of the run
     * @param played    games that its rows count; NaN where they count none
     * @param remarks   told, in one line each, what was left out: half-written lines, games whose return is no finite
     *                  number
     * @throws UnusableDataException for a file without the columns, or with a broken line before its last
     */
    static Games read(Path directory, double played, Consumer<String> remarks) {
        GameReader reader = new GameReader();
        for (Path part : EpisodeFile.parts(directory)) {
            reader.add(new NumberFile(part), remarks);
        }
        return reader.games(directory, played, remarks);
    }

    private void add(NumberFile file, Consumer<String> remarks) {
        file.read(REQUIRED, OPTIONAL, remarks, (number, cells) -> {
            if (!(cells[0] >= (count == 0 ? 0 : steps[count - 1]))) {
                throw file.broken(number, "expected a step of at least " + (count == 0 ? 0 : steps[count - 1]));
            }
            if (Double.isFinite(cells[1])) {
                append((long) cells[0], cells[1], cells[2]);
            } else {
                notFinite++;
            }
        });
    }

    private void append(long step, double episodeReturn, double second) {
        if (count == steps.length) {
            steps = Arrays.copyOf(steps, 2 * count);
            returns = Arrays.copyOf(returns, 2 * count);
            seconds = Arrays.copyOf(seconds, 2 * count);
        }
        steps[count] = step;
        returns[count] = episodeReturn;
        seconds[count] = second;
        count++;
    }

    private Games games(Path directory, double played, Consumer<String> remarks) {
        if (notFinite > 0) {
            remarks.accept(directory + ": left out " + Count.of(notFinite, "game")
                    + " with a return that is no finite number");
        }
        if (count == 0) {
            return Games.NONE;
        }
        long missing = Double.isNaN(played) ? 0 : Math.max(0, (long) played - count - notFinite);
        return new Games(Arrays.copyOf(steps, count), Arrays.copyOf(returns, count), Arrays.copyOf(seconds, count),
                missing);
    }
}
