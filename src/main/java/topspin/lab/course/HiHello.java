package topspin.lab.course;

import topspin.lab.Exercise;
import topspin.lab.Key;
import topspin.lab.LabConfig;
import topspin.lab.Task;
import topspin.random.RandomStreams;
import topspin.supervised.FitConfig;

/** Document 003, Lab 12-2: reads {@code hihell} and says {@code ihello}. */
public final class HiHello implements Exercise {
    /** What the slides show after 2,000 steps. */
    private static final double SLIDE_LOSS = 0.753;

    /** The lab's own keys. */
    public record Settings(@Key("What is read, up to its last letter, and said, from its second one on.") String text) {
    }

    @Override
    public String name() {
        return "hihello";
    }

    @Override
    public String title() {
        return "Read 'hihell' and say 'ihello' (003, Lab 12-2).";
    }

    @Override
    public String description() {
        return "Which letter follows an h or an l depends on what came before, so a memory is needed. The five outputs of the "
                + "LSTM are the scores of the five letters. Between -1 and 1, they cannot make a letter certain: the loss "
                + "cannot fall below " + LeastLoss.text(5) + ".";
    }

    @Override
    public LabConfig defaults() {
        return new LabConfig(name(), LabConfig.lstm(5, 1), LabConfig.adam(0.1), new FitConfig(2000, 1, false, null), 200,
                new Settings("hihello"));
    }

    @Override
    public Task task(LabConfig config, RandomStreams streams) {
        String text = ((Settings) config.task()).text;
        Texts.requireLetters("task.text", text, 2);
        Texts.requireUnitPerLetter(Letters.of(text), config);
        return new NextLetter(config, text, Letters.split(text).size() - 1, false,
                Task.Goal.ofLoss(SLIDE_LOSS, "a loss of at most " + SLIDE_LOSS + ", the slides'"));
    }
}
