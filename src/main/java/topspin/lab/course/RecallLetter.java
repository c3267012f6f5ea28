package topspin.lab.course;

import topspin.config.Expect;
import topspin.config.InputException;
import topspin.lab.Exercise;
import topspin.lab.InsideView;
import topspin.lab.Insight;
import topspin.lab.Key;
import topspin.lab.LabConfig;
import topspin.lab.Task;
import topspin.nn.Nonlinearity;
import topspin.random.RandomStreams;
import topspin.supervised.Axes;
import topspin.supervised.Fit;
import topspin.supervised.FitConfig;
import topspin.supervised.Samples;
import topspin.supervised.SequenceLoss;
import topspin.supervised.SequenceModel;
import topspin.text.Decimal;
import topspin.text.Excerpt;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Document 001, section 5: {@code AxxxxxxYa} and {@code BxxxxxxYb}, where the first letter decides the last one. */
public final class RecallLetter implements Exercise {
    private static final Letters LETTERS = Letters.of("ABxY");
    private static final int[] LONGER = {10, 20, 50, 100, 200, 500};
    private static final int MOST = 1000;

    /** The lab's own keys. */
    public record Settings(@Key("Most letters x between the first letter and the Y; the notes have 6.") int longest) {
    }

    @Override
    public String name() {
        return "recall";
    }

    @Override
    public String title() {
        return "Remember the first letter: AxxxxxxYa and BxxxxxxYb (001, section 5).";
    }

    @Override
    public String description() {
        return "At the Y the model says a or b, whichever the first letter was. A unit that keeps it must close its input gate "
                + "to the x. The report tries longer sequences than were learned from.";
    }

    @Override
    public LabConfig defaults() {
        return new LabConfig(name(), LabConfig.lstm(10, 1), LabConfig.adam(1e-2), new FitConfig(300, 14, false, 1.0), 20,
                new Settings(6));
    }

    @Override
    public Task task(LabConfig config, RandomStreams streams) {
        Settings settings = (Settings) config.task();
        Expect.between("task.longest", settings.longest, 0, MOST);
        return new Recalling(config, settings);
    }

    /** Class 0 is a, class 1 is b. */
    private static Samples.Sample sample(char letter, int gap) {
        float[][] inputs = LETTERS.oneHot(LETTERS.numbers("text", letter + "x".repeat(gap) + "Y"));
        return new Samples.Sample(inputs, new float[][] {{letter - 'A'}});
    }

    private record Recalling(LabConfig config, Settings settings) implements Task {
        @Override
        public Axes input() {
            return new Axes(Axes.ANY, LETTERS.count());
        }

        @Override
        public void layers(SequenceModel.Builder model) {
            model.recurrent(config.core(), false).dense(2, Nonlinearity.LINEAR);
        }

        @Override
        public SequenceLoss loss() {
            return SequenceLoss.CROSS_ENTROPY;
        }

        @Override
        public Samples training() {
            List<Samples.Sample> samples = new ArrayList<>();
            for (int gap = 0; gap <= settings.longest; gap++) {
                samples.add(sample('A', gap));
                samples.add(sample('B', gap));
            }
            return Samples.of(samples);
        }

        @Override
        public double score(Fit fit, boolean last) {
            return Scores.right(fit, training());
        }

        @Override
        public Optional<Goal> goal() {
            return Optional.of(Goal.ofScore(100, "every answer right"));
        }

        @Override
        public List<String> report(Fit fit, Path directory) {
            StringBuilder line = new StringBuilder("letters in between, longer than learned:");
            for (int gap : LONGER) {
                double right = Scores.right(fit, Samples.of(List.of(sample('A', gap), sample('B', gap))));
                line.append(' ').append(gap).append(right == 100 ? " right," : " wrong,");
            }
            List<String> lines = new ArrayList<>(predict(fit, List.of("AxxxxxxY", "BxxxxxxY")));
            lines.add(line.substring(0, line.length() - 1));
            return lines;
        }

        /** Besides the text, the same with the other letter: without it nothing would vary. */
        @Override
        public Optional<Insight> insight(String text) {
            if (!text.matches("[AB]x{0," + MOST + "}Y?")) {
                throw new InputException("--inspect " + Excerpt.quoted(text) + ": expected A or B, letters x, and Y, such as AxxxxxxY");
            }
            String other = (text.startsWith("A") ? "B" : "A") + text.substring(1);
            List<Samples.Sample> samples = new ArrayList<>();
            double[][] first = new double[2][text.length()];
            for (String one : List.of(text, other)) {
                Arrays.fill(first[samples.size()], one.startsWith("A") ? 1 : -1);
                samples.add(new Samples.Sample(LETTERS.oneHot(LETTERS.numbers("text", one)), new float[one.length()][1]));
            }
            return Optional.of(new Insight(Samples.of(samples), Letters.split(text),
                    List.of(new InsideView.Signal("first letter", first))));
        }

        @Override
        public List<String> predict(Fit fit, List<String> questions) {
            List<String> lines = new ArrayList<>();
            for (String question : questions) {
                if (!question.matches("[AB]x{0," + MOST + "}Y")) {
                    throw new InputException("--predict " + Excerpt.quoted(question) + ": expected A or B, letters x, and Y, such "
                            + "as AxxxxxxY");
                }
                fit.ask(Samples.of(List.of(sample(question.charAt(0), question.length() - 2))), (example, answer) ->
                        lines.add(question + " -> " + (answer.best(0) == 0 ? "a" : "b") + " with probability "
                                + Decimal.of(answer.probabilities(0)[answer.best(0)], 4)));
            }
            return lines;
        }
    }
}
