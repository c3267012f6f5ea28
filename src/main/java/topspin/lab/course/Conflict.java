package topspin.lab.course;

import topspin.config.InputException;
import topspin.lab.Exercise;
import topspin.lab.LabConfig;
import topspin.lab.LabRun;
import topspin.lab.Task;
import topspin.nn.Nonlinearity;
import topspin.nn.cell.CoreConfig;
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
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Document 001, section 5: {@code 3,0,1,2,3} against {@code 4,0,1,2,4}: after the 2 the two differ. */
public final class Conflict implements Exercise {
    private static final int[][] SEQUENCES = {{3, 0, 1, 2, 3}, {4, 0, 1, 2, 4}};
    private static final int VALUES = 5;

    /** The lab has no keys of its own. */
    public record Settings() {
    }

    @Override
    public String name() {
        return "conflict";
    }

    @Override
    public String title() {
        return "3,0,1,2,3 against 4,0,1,2,4: a memory is needed, and a feed-forward control fails (001, section 5).";
    }

    @Override
    public String description() {
        return "At each number the next one is said. What follows the 2 depends on the first number. The report trains a "
                + "feed-forward network beside it, which can only guess there; --cell none trains it as a run.";
    }

    @Override
    public LabConfig defaults() {
        return new LabConfig(name(), LabConfig.lstm(20, 1), LabConfig.adam(1e-2), new FitConfig(300, 2, false, null), 20,
                new Settings());
    }

    @Override
    public Task task(LabConfig config, RandomStreams streams) {
        return new Continuing(this, config);
    }

    @Override
    public boolean hasControl() {
        return true;
    }

    private static Samples.Sample sample(int[] numbers) {
        float[][] inputs = new float[numbers.length - 1][VALUES];
        float[][] targets = new float[numbers.length - 1][1];
        for (int t = 0; t < inputs.length; t++) {
            inputs[t][numbers[t]] = 1;
            targets[t][0] = numbers[t + 1];
        }
        return new Samples.Sample(inputs, targets);
    }

    private record Continuing(Conflict lab, LabConfig config) implements Task {
        @Override
        public Axes input() {
            return new Axes(Axes.ANY, VALUES);
        }

        /** Without a memory, a dense layer of as many units takes the place of the recurrent one. */
        @Override
        public void layers(SequenceModel.Builder model) {
            if (config.core().isRecurrent()) {
                model.recurrent(config.core(), true);
            } else {
                model.dense(config.core().units(), Nonlinearity.TANH);
            }
            model.dense(VALUES, Nonlinearity.LINEAR);
        }

        @Override
        public SequenceLoss loss() {
            return SequenceLoss.CROSS_ENTROPY;
        }

        @Override
        public Samples training() {
            return Samples.of(Arrays.stream(SEQUENCES).map(Conflict::sample).toList());
        }

        @Override
        public double score(Fit fit, boolean last) {
            return Scores.right(fit, training());
        }

        @Override
        public Optional<Goal> goal() {
            return Optional.of(Goal.ofScore(100, "every number right"));
        }

        @Override
        public List<String> report(Fit fit, Path directory) {
            List<String> lines = new ArrayList<>();
            lines.add(config.core().type() + ": " + String.join("; ", predict(fit, List.of("3,0,1,2", "4,0,1,2"))));
            if (config.core().isRecurrent()) {
                try (LabRun control = new LabRun(lab, config.withCore(new CoreConfig("none", config.core().units()))).learned()) {
                    lines.add("feed-forward control: " + String.join("; ", control.predict(List.of("3,0,1,2", "4,0,1,2")))
                            + "; right " + Decimal.of(control.score(), 1) + " %");
                }
            }
            return lines;
        }

        @Override
        public List<String> predict(Fit fit, List<String> questions) {
            List<String> lines = new ArrayList<>();
            for (String question : questions) {
                if (!question.matches("[0-4](,[0-4]){0,99}")) {
                    throw new InputException("--predict " + Excerpt.quoted(question) + ": expected numbers from 0 to 4 with commas "
                            + "between them, such as 3,0,1,2");
                }
                int[] numbers = Arrays.stream(question.split(",")).mapToInt(Integer::parseInt).toArray();
                Samples asked = Samples.of(List.of(sample(Arrays.copyOf(numbers, numbers.length + 1))));
                fit.ask(asked, (example, answer) -> lines.add(question + " -> " + IntStream.range(0, numbers.length)
                        .mapToObj(t -> Integer.toString(answer.best(t))).collect(Collectors.joining(","))
                        + " (the last one with probability "
                        + Decimal.of(answer.probabilities(numbers.length - 1)[answer.best(numbers.length - 1)], 3) + ")"));
            }
            return lines;
        }
    }
}
