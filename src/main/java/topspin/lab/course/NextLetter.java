package topspin.lab.course;

import topspin.config.InputException;
import topspin.lab.LabConfig;
import topspin.lab.Task;
import topspin.nn.Nonlinearity;
import topspin.supervised.Answer;
import topspin.supervised.Axes;
import topspin.supervised.Fit;
import topspin.supervised.Samples;
import topspin.supervised.SequenceLoss;
import topspin.supervised.SequenceModel;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A text is read in windows, and at each letter the next one is to be said. Without a layer above, the recurrent layer's
 * outputs themselves are the scores of the letters, as on the slides.
 */
final class NextLetter implements Task {
    private static final double PER_CENT = 100;

    private final LabConfig config;
    private final Letters letters;
    private final int window;
    private final boolean layerAbove;
    private final Goal goal;
    private final Samples windows;

    /** @param window letters that are read at a time */
    NextLetter(LabConfig config, String text, int window, boolean layerAbove, Goal goal) {
        this.config = config;
        this.window = window;
        this.layerAbove = layerAbove;
        this.goal = goal;
        letters = Letters.of(text);
        int[] numbers = letters.numbers("text", text);
        List<Samples.Sample> samples = new ArrayList<>();
        for (int from = 0; from + window < numbers.length; from++) {
            samples.add(letters.nextLetters(Arrays.copyOfRange(numbers, from, from + window + 1)));
        }
        windows = Samples.of(samples);
    }

    Letters letters() {
        return letters;
    }

    @Override
    public Axes input() {
        return windows.axes();
    }

    @Override
    public void layers(SequenceModel.Builder model) {
        model.recurrent(config.core(), true);
        if (layerAbove) {
            model.dense(letters.count(), Nonlinearity.LINEAR);
        }
    }

    @Override
    public SequenceLoss loss() {
        return SequenceLoss.CROSS_ENTROPY;
    }

    @Override
    public Samples training() {
        return windows;
    }

    @Override
    public double score(Fit fit, boolean last) {
        int[] right = {0};
        fit.ask(windows, (example, answer) -> {
            for (int t = 0; t < window; t++) {
                right[0] += answer.best(t) == (int) windows.samples().get(example).targets()[t][0] ? 1 : 0;
            }
        });
        return PER_CENT * right[0] / (windows.count() * window);
    }

    @Override
    public Optional<Goal> goal() {
        return Optional.ofNullable(goal);
    }

    /** The whole text as it was said: all of the first window, then the last letter of each. */
    String said(Fit fit) {
        StringBuilder text = new StringBuilder();
        fit.ask(windows, (example, answer) -> text.append(example == 0 ? said(answer, 0) : said(answer, window - 1)));
        return text.toString();
    }

    /** From a step to the end. */
    private String said(Answer answer, int from) {
        StringBuilder text = new StringBuilder();
        for (int t = from; t < answer.steps(); t++) {
            text.append(letters.letter(answer.best(t)));
        }
        return text.toString();
    }

    @Override
    public List<String> report(Fit fit, Path directory) {
        return List.of("said: " + said(fit));
    }

    @Override
    public List<String> predict(Fit fit, List<String> questions) {
        List<Samples.Sample> asked = new ArrayList<>();
        for (String question : questions) {
            int[] numbers = letters.numbers("--predict", question);
            if (numbers.length == 0 || numbers.length > window) {
                throw new InputException("--predict '" + question + "': expected 1 to " + window + " letters, got " + numbers.length);
            }
            asked.add(new Samples.Sample(letters.oneHot(numbers), new float[numbers.length][1]));
        }
        List<String> lines = new ArrayList<>();
        fit.ask(new Samples(windows.axes(), asked), (example, answer) ->
                lines.add(questions.get(example) + " -> " + said(answer, 0)));
        return lines;
    }
}
