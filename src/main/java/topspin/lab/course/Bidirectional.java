package topspin.lab.course;

import topspin.config.Expect;
import topspin.config.InputException;
import topspin.lab.Exercise;
import topspin.lab.Key;
import topspin.lab.LabConfig;
import topspin.lab.LabRun;
import topspin.lab.Task;
import topspin.nn.Nonlinearity;
import topspin.random.RandomStreams;
import topspin.supervised.Axes;
import topspin.supervised.Examples;
import topspin.supervised.Fit;
import topspin.supervised.FitConfig;
import topspin.supervised.Samples;
import topspin.supervised.SequenceLoss;
import topspin.supervised.SequenceModel;
import topspin.text.Decimal;
import topspin.text.Excerpt;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Document 001, section 18: what an apple is may only be known from the words after it. Here, at each bit the model says
 * whether more ones come before it, as many, or more after it.
 */
public final class Bidirectional implements Exercise {
    private static final int CLASSES = 3;
    private static final String SIGNS = "<=>";
    private static final int MOST_BITS = 20;

    /** Which way the layer reads. */
    public enum Reads { BOTH_WAYS, FORWARDS }

    /** The lab's own keys. */
    public record Settings(
            @Key("Which way the layer reads.") Reads reads,
            @Key("Length of the strings.") int bits,
            @Key("Strings to learn from; all others are asked.") int strings) {
    }

    @Override
    public String name() {
        return "bidirectional";
    }

    @Override
    public String title() {
        return "At each bit, are there more ones before it or after it? Only both directions know (001, section 18).";
    }

    @Override
    public String description() {
        return "A bidirectional layer reads a string forwards and backwards, so that each output knows what came before and what "
                + "comes after. The report trains a layer that reads forwards alone beside it.";
    }

    @Override
    public LabConfig defaults() {
        return new LabConfig(name(), LabConfig.lstm(16, 1), LabConfig.adam(1e-2), new FitConfig(100, 100, true, 1.0), 10,
                new Settings(Reads.BOTH_WAYS, 12, 1000));
    }

    @Override
    public Task task(LabConfig config, RandomStreams streams) {
        Settings settings = (Settings) config.task();
        Expect.between("task.bits", settings.bits, 1, MOST_BITS);
        Expect.between("task.strings", settings.strings, 1, (1L << settings.bits) - 1);
        int[] numbers = BitStrings.shuffled(settings.bits, streams.stream("data/strings"));
        List<Samples.Sample> all = new ArrayList<>();
        for (int number : numbers) {
            all.add(sample(number, settings.bits));
        }
        return new Comparing(this, config, settings, Samples.of(all.subList(0, settings.strings)),
                Samples.of(all.subList(settings.strings, all.size())));
    }

    private static Samples.Sample sample(int number, int bits) {
        float[][] inputs = new float[bits][1];
        float[][] targets = new float[bits][1];
        for (int t = 0; t < bits; t++) {
            inputs[t][0] = number >>> bits - 1 - t & 1;
            int before = Integer.bitCount(number >>> bits - t);
            int after = Integer.bitCount(number & (1 << bits - 1 - t) - 1);
            targets[t][0] = 1 + Integer.signum(before - after);
        }
        return new Samples.Sample(inputs, targets);
    }

    private record Comparing(Bidirectional lab, LabConfig config, Settings settings, Samples training, Samples others)
            implements Task {
        @Override
        public Axes input() {
            return training.axes();
        }

        @Override
        public void layers(SequenceModel.Builder model) {
            if (settings.reads == Reads.BOTH_WAYS) {
                model.bidirectional(config.core(), true);
            } else {
                model.recurrent(config.core(), true);
            }
            model.dense(CLASSES, Nonlinearity.LINEAR);
        }

        @Override
        public SequenceLoss loss() {
            return SequenceLoss.CROSS_ENTROPY;
        }

        @Override
        public Optional<Examples> validation() {
            return Optional.of(others);
        }

        @Override
        public double score(Fit fit, boolean last) {
            return Scores.right(fit, others);
        }

        @Override
        public Optional<Goal> goal() {
            return Optional.of(Goal.ofScore(99, "99 % of the steps of strings that it never learned from"));
        }

        @Override
        public List<String> report(Fit fit, Path directory) {
            List<String> lines = new ArrayList<>(predict(fit, List.of(bits("110010110100"))));
            if (settings.reads == Reads.BOTH_WAYS) {
                LabConfig forwards = config.withTask(new Settings(Reads.FORWARDS, settings.bits, settings.strings));
                try (LabRun control = new LabRun(lab, forwards).learned()) {
                    lines.add("a layer that reads forwards alone: right " + Decimal.of(control.score(), 1) + " %");
                }
            }
            return lines;
        }

        private String bits(String text) {
            return text.repeat(1 + settings.bits / text.length()).substring(0, settings.bits);
        }

        @Override
        public List<String> predict(Fit fit, List<String> questions) {
            List<String> lines = new ArrayList<>();
            for (String question : questions) {
                if (!question.matches("[01]{" + settings.bits + "}")) {
                    throw new InputException("--predict " + Excerpt.quoted(question) + ": expected " + settings.bits
                            + " bits, zeros and ones, such as " + bits("110010110100"));
                }
                fit.ask(Samples.of(List.of(sample(Integer.parseInt(question, 2), settings.bits))), (example, answer) -> {
                    StringBuilder said = new StringBuilder();
                    for (int t = 0; t < answer.steps(); t++) {
                        said.append(SIGNS.charAt(answer.best(t)));
                    }
                    lines.add(question + " -> " + said + "  (ones before < = > ones after)");
                });
            }
            return lines;
        }
    }
}
