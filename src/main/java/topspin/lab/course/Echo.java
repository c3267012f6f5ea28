package topspin.lab.course;

import topspin.config.Expect;
import topspin.lab.Exercise;
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

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Document 001, section 7: a sequence of five numbers is said again, in three ways. */
public final class Echo implements Exercise {
    /** NumberText are right if they round to the right tenth, which is how the notes print them. */
    private static final double CLOSE = 0.05;

    /** How the sequence goes in and comes out. */
    public enum Mode {
        /** Every number is a sequence of its own: five samples of one step. */
        ONE_TO_ONE,
        /** Five steps in, and five numbers at the end. */
        MANY_TO_ONE,
        /** A number comes out at every step, by one dense layer for all of them: {@code TimeDistributed(Dense(1))}. */
        MANY_TO_MANY
    }

    /** The lab's own keys. */
    public record Settings(
            @Key("How it goes in and comes out.") Mode mode,
            @Key("The numbers, with commas.") String values) {
    }

    @Override
    public String name() {
        return "echo";
    }

    @Override
    public String title() {
        return "Say five numbers again: one-to-one, many-to-one, many-to-many (001, section 7).";
    }

    @Override
    public String description() {
        return "The three ways differ in the dense layer: 6 parameters one-to-one (5 inputs x 1 output + 1), 30 many-to-one "
                + "(5 x 5 + 5), and again 6 many-to-many, where one small layer works at every step. --summary prints them.";
    }

    @Override
    public LabConfig defaults() {
        return new LabConfig(name(), LabConfig.lstm(5, 1), LabConfig.adam(1e-3), new FitConfig(3000, 5, false, null), 250,
                new Settings(Mode.MANY_TO_MANY, "0.0,0.2,0.4,0.6,0.8"));
    }

    @Override
    public Task task(LabConfig config, RandomStreams streams) {
        Settings settings = (Settings) config.task();
        return new Echoing(config, settings.mode, NumberText.column("task.values", settings.values));
    }

    private record Echoing(LabConfig config, Mode mode, float[][] values) implements Task {
        @Override
        public Axes input() {
            return training().axes();
        }

        @Override
        public void layers(SequenceModel.Builder model) {
            model.recurrent(config.core(), mode == Mode.MANY_TO_MANY)
                    .dense(mode == Mode.MANY_TO_ONE ? values.length : 1, Nonlinearity.LINEAR);
        }

        @Override
        public SequenceLoss loss() {
            return SequenceLoss.SQUARED_ERROR;
        }

        @Override
        public Samples training() {
            return samples(values);
        }

        private Samples samples(float[][] numbers) {
            List<Samples.Sample> samples = new ArrayList<>();
            if (mode == Mode.ONE_TO_ONE) {
                for (float[] number : numbers) {
                    samples.add(new Samples.Sample(new float[][] {number}, new float[][] {number}));
                }
            } else if (mode == Mode.MANY_TO_MANY) {
                samples.add(new Samples.Sample(numbers, numbers));
            } else {
                float[] all = new float[numbers.length];
                for (int i = 0; i < all.length; i++) {
                    all[i] = numbers[i][0];
                }
                samples.add(new Samples.Sample(numbers, new float[][] {all}));
            }
            return Samples.of(samples);
        }

        private List<Float> said(Fit fit, float[][] numbers) {
            List<Float> said = new ArrayList<>();
            fit.ask(samples(numbers), (example, answer) -> {
                for (int t = 0; t < answer.steps(); t++) {
                    for (int k = 0; k < answer.width(); k++) {
                        said.add(answer.at(t, k));
                    }
                }
            });
            return said;
        }

        @Override
        public double score(Fit fit, boolean last) {
            List<Float> said = said(fit, values);
            int right = 0;
            for (int i = 0; i < values.length; i++) {
                right += Math.abs(said.get(i) - values[i][0]) < CLOSE ? 1 : 0;
            }
            return 100.0 * right / values.length;
        }

        @Override
        public Optional<Goal> goal() {
            return Optional.of(Goal.ofScore(100, "every number right to a tenth, as the notes print them"));
        }

        @Override
        public List<String> report(Fit fit, Path directory) {
            List<String> lines = new ArrayList<>();
            List<Float> said = said(fit, values);
            for (int i = 0; i < values.length; i++) {
                lines.add("expected " + Decimal.of(values[i][0], 1) + ", said " + Decimal.of(said.get(i), 4));
            }
            return lines;
        }

        @Override
        public List<String> predict(Fit fit, List<String> questions) {
            List<String> lines = new ArrayList<>();
            for (String question : questions) {
                float[][] numbers = NumberText.column("--predict", question);
                if (mode != Mode.ONE_TO_ONE && numbers.length != values.length) {
                    throw Expect.expected("--predict", values.length + " numbers with commas between them", "'" + question + "'");
                }
                lines.add(question + " -> " + said(fit, numbers).stream().map(number -> Decimal.of(number, 4))
                        .collect(Collectors.joining(", ")));
            }
            return lines;
        }
    }
}
