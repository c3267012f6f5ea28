package topspin.lab.course;

import topspin.lab.Exercise;
import topspin.lab.Key;
import topspin.lab.LabConfig;
import topspin.lab.Task;
import topspin.random.RandomStreams;
import topspin.supervised.FitConfig;

/** Document 003, Lab 12-3: reads {@code " if you want you"} and says each next letter, by gradient descent. */
public final class LongSequence implements Exercise {
    private static final double ALL = 100;

    /** The lab's own keys. */
    public record Settings(@Key("What is read, up to its last letter, and said, from its second one on.") String text) {
    }

    @Override
    public String name() {
        return "long-sequence";
    }

    @Override
    public String title() {
        return "Say each next letter of ' if you want you', by gradient descent (003, Lab 12-3).";
    }

    @Override
    public String description() {
        return "The alphabet and the sizes follow from the text. Gradient descent at 0.1 needs some 1,400 steps.";
    }

    @Override
    public LabConfig defaults() {
        return new LabConfig(name(), LabConfig.lstm(10, 1), LabConfig.gradientDescent(0.1), new FitConfig(3000, 1, false, null),
                200, new Settings(" if you want you"));
    }

    @Override
    public Task task(LabConfig config, RandomStreams streams) {
        String text = ((Settings) config.task()).text;
        Texts.requireLetters("task.text", text, 2);
        Texts.requireUnitPerLetter(Letters.of(text), config);
        return new NextLetter(config, text, Letters.split(text).size() - 1, false,
                Task.Goal.ofScore(ALL, "every letter right, as the slides do"));
    }
}
