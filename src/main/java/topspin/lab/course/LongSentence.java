package topspin.lab.course;

import topspin.config.Expect;
import topspin.lab.Exercise;
import topspin.lab.Key;
import topspin.lab.LabConfig;
import topspin.lab.Task;
import topspin.random.RandomStreams;
import topspin.supervised.FitConfig;

/** Document 003, Labs 12-3 and 12-4: a whole sentence, 170 windows of 10 letters, by two layers and a softmax. */
public final class LongSentence implements Exercise {
    static final String SENTENCE = "if you want to build a ship, don't drum up people together to collect wood and don't assign "
            + "them tasks and work, but rather teach them to long for the endless immensity of the sea.";
    /** What the slides show after 500 steps. */
    private static final double SLIDE_LOSS = 0.23;

    /** The lab's own keys. */
    public record Settings(
            @Key("What is learned.") String text,
            @Key("Letters that are read at a time.") int window,
            @Key("Whether a dense layer makes the scores of the letters; if not, the LSTM's outputs are the scores.")
            boolean softmax) {
    }

    @Override
    public String name() {
        return "long-sentence";
    }

    @Override
    public String title() {
        return "Say a whole sentence by two layers and a softmax; and why one layer cannot (003, Labs 12-3 and 12-4).";
    }

    @Override
    public String description() {
        return "170 windows of 10 letters each. The slides' exercise asks why one layer without a softmax layer does not work: "
                + "try --layers 1 --softmax false. Its outputs lie between -1 and 1, so that the right one of 25 letters gets "
                + "a probability of at most 0.235, and the loss cannot fall below " + LeastLoss.text(25) + ".";
    }

    @Override
    public LabConfig defaults() {
        return new LabConfig(name(), LabConfig.lstm(25, 2), LabConfig.adam(0.1), new FitConfig(500, 170, false, null), 50,
                new Settings(SENTENCE, 10, true));
    }

    @Override
    public Task task(LabConfig config, RandomStreams streams) {
        Settings settings = (Settings) config.task();
        Texts.requireLetters("task.text", settings.text, 2);
        Expect.between("task.window", settings.window, 1, Letters.split(settings.text).size() - 1);
        if (!settings.softmax) {
            Texts.requireUnitPerLetter(Letters.of(settings.text), config);
        }
        return new NextLetter(config, settings.text, settings.window, settings.softmax,
                Task.Goal.ofLoss(SLIDE_LOSS, "a loss of at most " + SLIDE_LOSS + ", the slides'"));
    }
}
