package topspin.lab.course;

import topspin.config.Expect;
import topspin.config.InputException;
import topspin.lab.Exercise;
import topspin.lab.Key;
import topspin.lab.LabConfig;
import topspin.lab.Task;
import topspin.nn.Nonlinearity;
import topspin.random.RandomStreams;
import topspin.supervised.Answer;
import topspin.supervised.Axes;
import topspin.supervised.Examples;
import topspin.supervised.Fit;
import topspin.supervised.FitConfig;
import topspin.supervised.SequenceLoss;
import topspin.supervised.SequenceModel;
import topspin.text.Decimal;
import topspin.text.Excerpt;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Document 002: an LSTM counts the ones in a string of 20 bits. It learns from 10,000 of the 2²⁰ strings and is asked about
 * all others.
 */
public final class CountOnes implements Exercise {
    /** The tutorial's example, which has 12 ones. */
    static final String EXAMPLE = "10011011101001101110";
    private static final int MOST_BITS = 24;
    /** Strings that are looked at between rows. */
    private static final int SAMPLE = 10_000;
    /** The tutorial's result: an error of 0.1 %. */
    private static final double GOAL = 99.9;

    /** The lab's own keys. */
    public record Settings(
            @Key("Length of the strings, at most " + MOST_BITS + ".") int bits,
            @Key("Strings to learn from; all others are asked at the end.") int strings) {
    }

    @Override
    public String name() {
        return "count-ones";
    }

    @Override
    public String title() {
        return "Count the ones in a string of 20 bits (002).";
    }

    @Override
    public String description() {
        return "An LSTM reads the bits one by one and says how many were ones. It learns from 10,000 strings and is asked about "
                + "the other 1,038,576. The score is the share of right answers, in per cent.";
    }

    @Override
    public LabConfig defaults() {
        return new LabConfig(name(), LabConfig.lstm(24, 1), LabConfig.falling(LabConfig.adam(0.015)), new FitConfig(400, 1000, true, 0.3), 20,
                new Settings(20, 10_000));
    }

    @Override
    public Task task(LabConfig config, RandomStreams streams) {
        Settings settings = (Settings) config.task();
        Expect.between("task.bits", settings.bits, 1, MOST_BITS);
        Expect.between("task.strings", settings.strings, 1, (1L << settings.bits) - 1);
        int[] numbers = BitStrings.shuffled(settings.bits, streams.stream("data/strings"));
        return new Counting(config, settings, numbers);
    }

    /** Strings, each a number's bits. */
    private record Strings(int[] numbers, int first, int count, int bits) implements Examples {
        @Override
        public Axes axes() {
            return new Axes(bits, 1);
        }

        @Override
        public void input(int example, int step, float[] to, int offset) {
            to[offset] = numbers[first + example] >>> bits - 1 - step & 1;
        }

        @Override
        public void target(int example, int step, float[] to, int offset) {
            to[offset] = Integer.bitCount(numbers[first + example]);
        }

        int ones(int example) {
            return Integer.bitCount(numbers[first + example]);
        }
    }

    private record Counting(LabConfig config, Settings settings, int[] numbers) implements Task {
        @Override
        public Axes input() {
            return new Axes(settings.bits, 1);
        }

        @Override
        public void layers(SequenceModel.Builder model) {
            model.recurrent(config.core(), false).dense(settings.bits + 1, Nonlinearity.LINEAR);
        }

        @Override
        public SequenceLoss loss() {
            return SequenceLoss.CROSS_ENTROPY;
        }

        /** As the tutorial has it. */
        @Override
        public SequenceLoss.Reduction reduction() {
            return SequenceLoss.Reduction.SUM;
        }

        @Override
        public Examples training() {
            return new Strings(numbers, 0, settings.strings, settings.bits);
        }

        private Strings test(int most) {
            return new Strings(numbers, settings.strings, Math.min(most, numbers.length - settings.strings), settings.bits);
        }

        @Override
        public double score(Fit fit, boolean last) {
            Strings test = test(last ? Integer.MAX_VALUE : SAMPLE);
            int[] right = {0};
            fit.ask(test, (example, answer) -> right[0] += answer.best(0) == test.ones(example) ? 1 : 0);
            return 100.0 * right[0] / test.count();
        }

        @Override
        public Optional<Goal> goal() {
            return Optional.of(Goal.ofScore(GOAL, "an error of at most 0.1 %, the tutorial's"));
        }

        @Override
        public List<String> report(Fit fit, Path directory) {
            return settings.bits == EXAMPLE.length() ? predict(fit, List.of(EXAMPLE)) : List.of();
        }

        @Override
        public List<String> predict(Fit fit, List<String> questions) {
            int[] asked = questions.stream().mapToInt(this::number).toArray();
            List<String> lines = new ArrayList<>();
            fit.ask(new Strings(asked, 0, asked.length, settings.bits), (example, answer) ->
                    lines.add(questions.get(example) + " has " + answer.best(0) + " ones with probability "
                            + probability(answer, answer.best(0)) + " (it has " + Integer.bitCount(asked[example]) + ")"));
            return lines;
        }

        private static String probability(Answer answer, int count) {
            return Decimal.of(answer.probabilities(0)[count], 4);
        }

        private int number(String question) {
            if (!question.matches("[01]{" + settings.bits + "}")) {
                throw new InputException("--predict " + Excerpt.quoted(question) + ": expected " + settings.bits
                        + " bits, zeros and ones, such as " + EXAMPLE.repeat(2).substring(0, settings.bits));
            }
            return Integer.parseInt(question, 2);
        }
    }
}
