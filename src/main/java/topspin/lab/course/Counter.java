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
import topspin.text.Excerpt;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Document 001, section 4: {@code aaaaaXbbbbb}, as many b as there were a, which one cell of the LSTM counts. */
public final class Counter implements Exercise {
    /** The last letter of the alphabet ends a sequence. */
    private static final Letters LETTERS = Letters.of("aXb.");
    private static final int MOST = 1000;

    /** The lab's own keys. */
    public record Settings(
            @Key("Longest run of a that is learned from.") int longest,
            @Key("Longest run of a that is tried.") int tried) {
    }

    @Override
    public String name() {
        return "counter";
    }

    @Override
    public String title() {
        return "Count: n letters a, an X, then n letters b (001, section 4).";
    }

    @Override
    public String description() {
        return "At each letter the next one is said. After the X it is known: as many b as there were a, then the end. The score "
                + "is the largest n up to which every sequence is right, longer ones than were learned from included.";
    }

    @Override
    public LabConfig defaults() {
        return new LabConfig(name(), LabConfig.lstm(10, 1), LabConfig.adam(1e-2), new FitConfig(3000, 10, false, 1.0), 200,
                new Settings(10, 100));
    }

    @Override
    public Task task(LabConfig config, RandomStreams streams) {
        Settings settings = (Settings) config.task();
        Expect.between("task.longest", settings.longest, 1, MOST);
        Expect.between("task.tried", settings.tried, settings.longest, MOST);
        return new Counting(config, settings);
    }

    private static String text(int n) {
        return "a".repeat(n) + "X" + "b".repeat(n) + ".";
    }

    /** The next letter is asked for from the X on. */
    static Samples.Sample sample(int n) {
        Samples.Sample letters = LETTERS.nextLetters(LETTERS.numbers("text", text(n)));
        float[] weights = new float[letters.inputs().length];
        for (int t = n; t < weights.length; t++) {
            weights[t] = 1;
        }
        return new Samples.Sample(letters.inputs(), letters.targets(), weights);
    }

    private record Counting(LabConfig config, Settings settings) implements Task {
        @Override
        public Axes input() {
            return new Axes(Axes.ANY, LETTERS.count());
        }

        @Override
        public void layers(SequenceModel.Builder model) {
            model.recurrent(config.core(), true).dense(LETTERS.count(), Nonlinearity.LINEAR);
        }

        @Override
        public SequenceLoss loss() {
            return SequenceLoss.CROSS_ENTROPY;
        }

        @Override
        public Samples training() {
            return Samples.of(IntStream.rangeClosed(1, settings.longest).mapToObj(Counter::sample).toList());
        }

        @Override
        public double score(Fit fit, boolean last) {
            for (int n = 1; n <= settings.tried; n++) {
                if (Scores.right(fit, Samples.of(List.of(sample(n)))) < 100) {
                    return n - 1;
                }
            }
            return settings.tried;
        }

        @Override
        public String scoreName() {
            return "counts-to";
        }

        @Override
        public Optional<Goal> goal() {
            return Optional.of(Goal.ofScore(settings.longest + 1, "counting beyond " + settings.longest
                    + ", the longest that was learned from"));
        }

        @Override
        public List<String> report(Fit fit, Path directory) {
            int to = (int) score(fit, true);
            return List.of("counts to " + to + (to == settings.tried ? " and maybe beyond" : "") + ", learned from 1 to "
                    + settings.longest, said(fit, Math.min(to + 1, settings.tried)));
        }

        private static String said(Fit fit, int n) {
            StringBuilder said = new StringBuilder();
            Samples one = Samples.of(List.of(sample(n)));
            fit.ask(one, (example, answer) -> {
                for (int t = n; t < answer.steps(); t++) {
                    said.append(LETTERS.letter(answer.best(t)));
                }
            });
            return "a".repeat(n) + "X -> " + said;
        }

        /** Besides the text, all that were learned from, so that a unit must go with the count in each. */
        @Override
        public Optional<Insight> insight(String text) {
            if (!text.matches("a{1," + MOST + "}X?b{0," + MOST + "}")) {
                throw new InputException("--inspect " + Excerpt.quoted(text) + ": expected letters a, an X and letters b, such as "
                        + "aaaaaXbbbbb");
            }
            List<String> texts = new ArrayList<>(List.of(text));
            for (int n = 1; n <= settings.longest; n++) {
                texts.add("a".repeat(n) + "X" + "b".repeat(n));
            }
            List<Samples.Sample> samples = texts.stream().map(one -> new Samples.Sample(LETTERS.oneHot(LETTERS.numbers("text", one)),
                    new float[one.length()][1])).toList();
            double[][] counts = texts.stream().map(Counting::counts).toArray(double[][]::new);
            return Optional.of(new Insight(Samples.of(samples), Letters.split(text), List.of(new InsideView.Signal("count", counts))));
        }

        /** The letters a so far, less the letters b. */
        private static double[] counts(String text) {
            double[] counts = new double[text.length()];
            double count = 0;
            for (int t = 0; t < counts.length; t++) {
                count += text.charAt(t) == 'a' ? 1 : text.charAt(t) == 'b' ? -1 : 0;
                counts[t] = count;
            }
            return counts;
        }

        @Override
        public List<String> predict(Fit fit, List<String> questions) {
            List<String> lines = new ArrayList<>();
            for (String question : questions) {
                if (!question.matches("a{1," + MOST + "}X?")) {
                    throw new InputException("--predict " + Excerpt.quoted(question) + ": expected letters a, such as aaaaaX");
                }
                lines.add(said(fit, question.replace("X", "").length()));
            }
            return lines;
        }
    }
}
