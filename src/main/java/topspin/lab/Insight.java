package topspin.lab;

import topspin.supervised.Fit;
import topspin.supervised.Samples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a model reads while it is looked inside, and what its units may go with.
 *
 * @param sequences what is read; the first one is drawn, all of them are correlated
 * @param columns   names of the first one's steps
 * @param signals   over the steps of all sequences
 */
public record Insight(Samples sequences, List<String> columns, List<InsideView.Signal> signals) {

    /**
     * Draws {@code inside.svg} and {@code inside.png}.
     *
     * @param title of the figure
     * @return lines for people
     */
    public List<String> show(Fit fit, String title, Path directory) throws IOException {
        return new InsideView(IntStream.range(0, sequences.count()).mapToObj(i -> fit.traces(sequences, i)).toList(), columns,
                signals).show(title, directory);
    }
}
