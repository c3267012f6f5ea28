package topspin.lab.course;

import topspin.config.Expect;
import topspin.lab.Demonstration;
import topspin.lab.Key;
import topspin.supervised.SequenceLoss;
import topspin.text.Decimal;
import topspin.text.Excerpt;

import java.util.Locale;
import java.util.function.Consumer;

/** Document 003, Lab 12-2: what the loss of a sequence is. */
public final class SequenceLossLab implements Demonstration {
    private static final String SLIDES = "";

    /** The lab's keys. */
    public record Settings(
            @Key("Scores of the classes: numbers of a step with blanks, steps with commas between them. Without them, the slides'.")
            String scores,
            @Key("The right class of each step, with commas; from 0.") String targets,
            @Key("How much each step counts, with commas.") String weights) {
    }

    @Override
    public String name() {
        return "sequence-loss";
    }

    @Override
    public String title() {
        return "What the loss of a sequence is (003, Lab 12-2).";
    }

    @Override
    public String description() {
        return "The mean over steps of the cross-entropy of the right class and the softmax of the scores, as TensorFlow's "
                + "sequence_loss. Without --scores, the slides' three examples: 0.596759, 0.513015 and 0.371101.";
    }

    @Override
    public Settings defaults() {
        return new Settings(SLIDES, "1,1,1", "1,1,1");
    }

    @Override
    public void show(Record given, Consumer<String> out) {
        Settings settings = (Settings) given;
        if (!settings.scores.equals(SLIDES)) {
            print(settings.scores, settings, out);
            return;
        }
        print("0.2 0.7, 0.6 0.2, 0.2 0.9", settings, out);
        print("0.3 0.7, 0.3 0.7, 0.3 0.7", settings, out);
        print("0.1 0.9, 0.1 0.9, 0.1 0.9", settings, out);
    }

    private static void print(String scores, Settings settings, Consumer<String> out) {
        String[] steps = scores.split(",");
        float[] targets = numbers("targets", settings.targets, ",");
        float[] weights = numbers("weights", settings.weights, ",");
        int classes = numbers("scores", steps[0], " ").length;
        if (targets.length != steps.length || weights.length != steps.length) {
            throw Expect.expected("targets", "as many targets and weights as steps of scores, " + steps.length,
                    targets.length + " and " + weights.length);
        }
        out.accept("scores " + scores + "; right " + settings.targets);
        double sum = 0;
        double total = 0;
        for (int t = 0; t < steps.length; t++) {
            float[] row = numbers("scores", steps[t], " ");
            if (row.length != classes) {
                throw Expect.expected("scores", classes + " numbers in every step", Excerpt.quoted(steps[t].strip()));
            }
            if (targets[t] != (int) targets[t] || targets[t] < 0 || targets[t] >= classes) {
                throw Expect.expected("targets", "classes from 0 to " + (classes - 1), Excerpt.quoted(settings.targets));
            }
            if (weights[t] < 0) {
                throw Expect.expected("weights", "weights of at least 0", Excerpt.quoted(settings.weights));
            }
            double loss = SequenceLoss.CROSS_ENTROPY.of(row, 0, classes, targets, t, new float[classes]);
            out.accept(String.format(Locale.ROOT, "  step %d: probability of the right class %s, loss %s", t + 1,
                    Decimal.of(Math.exp(-loss), 6), Decimal.of(loss, 6)));
            sum += weights[t] * loss;
            total += weights[t];
        }
        if (total == 0) {
            throw Expect.expected("weights", "a step that counts", Excerpt.quoted(settings.weights));
        }
        out.accept("Loss: " + Decimal.of(sum * SequenceLoss.CROSS_ENTROPY.scale(SequenceLoss.Reduction.MEAN, total, classes), 6));
    }

    private static float[] numbers(String key, String text, String separator) {
        String[] words = text.strip().split(separator + "\\s*");
        float[] numbers = new float[words.length];
        for (int i = 0; i < words.length; i++) {
            try {
                numbers[i] = Float.parseFloat(words[i].strip());
            } catch (NumberFormatException e) {
                throw Expect.expected(key, "numbers", Excerpt.quoted(words[i]));
            }
        }
        return numbers;
    }
}
