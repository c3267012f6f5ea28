package topspin.lab.course;

import topspin.config.Expect;
import topspin.config.InputException;
import topspin.config.InvalidConfigException;
import topspin.file.FileProblem;
import topspin.lab.Exercise;
import topspin.lab.InsideView;
import topspin.lab.Insight;
import topspin.lab.Key;
import topspin.lab.LabConfig;
import topspin.lab.Task;
import topspin.nn.Nonlinearity;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;
import topspin.supervised.Answer;
import topspin.supervised.Axes;
import topspin.supervised.Examples;
import topspin.supervised.Fit;
import topspin.supervised.FitConfig;
import topspin.supervised.Samples;
import topspin.supervised.SequenceLoss;
import topspin.supervised.SequenceModel;
import topspin.text.Decimal;
import topspin.text.Excerpt;
import topspin.text.PlainText;
import topspin.text.UnreadableTextException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Document 003, char-rnn: three layers of 512 learn a text letter by letter, and write one like it. */
public final class CharRnn implements Exercise {
    /** More than a day's learning. */
    private static final int LONGEST_TEXT = 1 << 30;
    private static final int MOST_LETTERS = 4096;
    /** Letters that units are correlated over. */
    private static final int CORRELATED = 2000;

    /** The lab's own keys. */
    public record Settings(
            @Key(value = "The text to learn: a file in UTF-8.", positional = true) String file,
            @Key("Letters that are read at a time; the state is carried on.") int window,
            @Key("Share of the text, its end, that is not learned from.") double held,
            @Key("Letters of the sample that is written at the end, and for --predict.") int sample,
            @Key("How daring samples are: near 0 the likeliest letter always, 1 as learned.") double temperature) {
    }

    @Override
    public String name() {
        return "char-rnn";
    }

    @Override
    public String title() {
        return "Learn a text letter by letter, and write one like it (003, char-rnn).";
    }

    @Override
    public String description() {
        return "The text is cut into 50 equal strands that are read side by side, 50 letters at a time, each going on with its "
                + "state. The loss is in nats per letter; the score is the share of right next letters in the held-out end. "
                + "--predict writes on from what it is given.";
    }

    @Override
    public LabConfig defaults() {
        return new LabConfig(name(), LabConfig.lstm(512, 3), LabConfig.adam(2e-3), new FitConfig(20, 50, false, 5.0), 1,
                new Settings("", 50, 0.05, 500, 0.8));
    }

    @Override
    public Task task(LabConfig config, RandomStreams streams) {
        Settings settings = (Settings) config.task();
        if (settings.file.isEmpty()) {
            throw new InputException("char-rnn: expected a text to learn, such as ./topspin lab char-rnn README.md");
        }
        Expect.between("task.window", settings.window, 1, 100_000);
        Expect.between("task.sample", settings.sample, 0, 1_000_000);
        Expect.positive("task.temperature", settings.temperature);
        if (!(settings.held > 0 && settings.held < 1)) {
            throw Expect.expected("task.held", "a number between 0 and 1", settings.held);
        }
        String text = read(settings.file);
        int[] alphabet = text.codePoints().distinct().sorted().toArray();
        if (alphabet.length > MOST_LETTERS) {
            throw new InputException(settings.file + ": expected at most " + MOST_LETTERS + " different letters, got " + alphabet.length);
        }
        int[] numbers = text.codePoints().map(letter -> Arrays.binarySearch(alphabet, letter)).toArray();
        int learned = (int) (numbers.length * (1 - settings.held));
        int fewest = config.fit().batch() * settings.window + 1;
        if (learned < fewest || numbers.length - learned < settings.window + 1) {
            throw new InvalidConfigException(List.of("task.window", "fit.batch", "task.held", "task.file"), "expected a text of at "
                    + "least fit.batch x window letters (" + (fewest - 1) + ") and a held-out end of a window, got "
                    + numbers.length + " letters; lower fit.batch or window");
        }
        return new Writing(config, settings, alphabet, new Strands(numbers, 0, learned, config.fit().batch(), settings.window,
                alphabet.length), new Strands(numbers, learned, numbers.length - learned,
                Math.min(config.fit().batch(), (numbers.length - learned - 1) / settings.window), settings.window,
                alphabet.length), streams.stream("sample"));
    }

    private static String read(String file) {
        Path path = Path.of(file);
        if (Files.isDirectory(path)) {
            throw new InputException(file + ": is a directory; expected a text file");
        }
        try {
            return PlainText.read(path, LONGEST_TEXT);
        } catch (UnreadableTextException e) {
            throw new InputException(file + ": " + e.getMessage() + "; expected a text file", e);
        } catch (IOException e) {
            throw new InputException(file + " cannot be read: " + FileProblem.reason(e) + "; expected a text file", e);
        }
    }

    /**
     * A text as strands of equal length side by side: example {@code w·strands + s} is window w of strand s, and continues
     * window w − 1.
     *
     * @param numbers letters of the whole text
     * @param first   where the part begins
     * @param length  of the part
     * @param letters in the alphabet
     */
    private record Strands(int[] numbers, int first, int length, int strands, int window, int letters) implements Examples {
        private int windows() {
            return (length - 1) / strands / window;
        }

        @Override
        public int count() {
            return strands * windows();
        }

        @Override
        public Axes axes() {
            return new Axes(window, letters);
        }

        private int at(int example, int step) {
            return first + example % strands * (windows() * window) + example / strands * window + step;
        }

        @Override
        public void input(int example, int step, float[] to, int offset) {
            to[offset + numbers[at(example, step)]] = 1;
        }

        @Override
        public void target(int example, int step, float[] to, int offset) {
            to[offset] = numbers[at(example, step) + 1];
        }

        int next(int example, int step) {
            return numbers[at(example, step) + 1];
        }
    }

    private record Writing(LabConfig config, Settings settings, int[] alphabet, Strands text, Strands held, RandomStream stream)
            implements Task {
        @Override
        public Axes input() {
            return new Axes(Axes.ANY, alphabet.length);
        }

        @Override
        public void layers(SequenceModel.Builder model) {
            model.recurrent(config.core(), true, true).dense(alphabet.length, Nonlinearity.LINEAR);
        }

        @Override
        public SequenceLoss loss() {
            return SequenceLoss.CROSS_ENTROPY;
        }

        @Override
        public Examples training() {
            return text;
        }

        @Override
        public Optional<Examples> validation() {
            return Optional.of(held);
        }

        @Override
        public double score(Fit fit, boolean last) {
            int[] right = {0};
            fit.ask(held, (example, answer) -> {
                for (int t = 0; t < settings.window; t++) {
                    right[0] += answer.best(t) == held.next(example, t) ? 1 : 0;
                }
            });
            return 100.0 * right[0] / ((double) held.count() * settings.window);
        }

        @Override
        public List<String> report(Fit fit, Path directory) {
            List<String> lines = new ArrayList<>();
            lines.add("letters in all " + text.numbers().length + ", different ones " + alphabet.length + ", learned "
                    + (long) text.count() * settings.window + " an epoch; sample at temperature "
                    + Decimal.of(settings.temperature, 2) + ":");
            write(fit, new int[] {text.numbers()[text.first()]}).lines().forEach(lines::add);
            return lines;
        }

        /** The whole beginning of the text that was learned is correlated, the given text drawn. */
        @Override
        public Optional<Insight> insight(String asked) {
            int[] given = begun("--inspect", asked);
            int[] known = Arrays.copyOf(text.numbers(), Math.min(text.numbers().length, CORRELATED));
            List<Samples.Sample> samples = List.of(sample(given), sample(known));
            List<InsideView.Signal> signals = new ArrayList<>();
            for (LetterSignal signal : LetterSignal.values()) {
                signals.add(new InsideView.Signal(signal.label(), new double[][] {signal.of(letters(given)), signal.of(letters(known))}));
            }
            return Optional.of(new Insight(Samples.of(samples), Arrays.stream(letters(given)).mapToObj(Character::toString)
                    .map(Excerpt::printable).toList(), signals));
        }

        private int[] letters(int[] numbers) {
            return Arrays.stream(numbers).map(number -> alphabet[number]).toArray();
        }

        private Samples.Sample sample(int[] numbers) {
            float[][] rows = new float[numbers.length][alphabet.length];
            for (int t = 0; t < numbers.length; t++) {
                rows[t][numbers[t]] = 1;
            }
            return new Samples.Sample(rows, new float[numbers.length][1]);
        }

        private int[] begun(String option, String beginning) {
            if (beginning.isEmpty()) {
                throw new InputException(option + " '': expected at least one letter");
            }
            return beginning.codePoints().map(letter -> {
                int number = Arrays.binarySearch(alphabet, letter);
                if (number < 0) {
                    throw new InputException(option + ": the letter '" + Character.toString(letter) + "' is not in the text that was "
                            + "learned");
                }
                return number;
            }).toArray();
        }

        @Override
        public List<String> predict(Fit fit, List<String> questions) {
            List<String> lines = new ArrayList<>();
            for (String question : questions) {
                int[] begun = begun("--predict", question);
                (question + write(fit, begun)).lines().forEach(lines::add);
            }
            return lines;
        }

        /** Goes on from a beginning. */
        private String write(Fit fit, int[] begun) {
            StringBuilder written = new StringBuilder();
            Fit.Dialogue dialogue = fit.dialogue();
            float[] letter = new float[alphabet.length];
            Answer answer = null;
            for (int number : begun) {
                answer = say(dialogue, letter, number);
            }
            for (int i = 0; i < settings.sample; i++) {
                int next = draw(answer);
                written.appendCodePoint(alphabet[next]);
                answer = say(dialogue, letter, next);
            }
            return written.toString();
        }

        private static Answer say(Fit.Dialogue dialogue, float[] letter, int number) {
            Arrays.fill(letter, 0);
            letter[number] = 1;
            return dialogue.say(letter);
        }

        /** From the softmax of the scores divided by the temperature. */
        private int draw(Answer answer) {
            double most = answer.at(0, answer.best(0));
            double[] weights = new double[answer.width()];
            double sum = 0;
            for (int k = 0; k < weights.length; k++) {
                weights[k] = Math.exp((answer.at(0, k) - most) / settings.temperature);
                sum += weights[k];
            }
            double point = stream.nextDouble() * sum;
            for (int k = 0; k < weights.length; k++) {
                point -= weights[k];
                if (point < 0) {
                    return k;
                }
            }
            return answer.best(0);
        }
    }
}
