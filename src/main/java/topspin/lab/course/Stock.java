package topspin.lab.course;

import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.RealVector;
import org.hipparchus.linear.SingularValueDecomposition;
import topspin.config.Expect;
import topspin.config.InputException;
import topspin.config.InvalidConfigException;
import topspin.file.AtomicFile;
import topspin.lab.Exercise;
import topspin.lab.Key;
import topspin.lab.LabConfig;
import topspin.lab.Task;
import topspin.nn.Nonlinearity;
import topspin.random.RandomStreams;
import topspin.report.LineFigure;
import topspin.supervised.Axes;
import topspin.supervised.Examples;
import topspin.supervised.Fit;
import topspin.supervised.FitConfig;
import topspin.supervised.Samples;
import topspin.supervised.SequenceLoss;
import topspin.supervised.SequenceModel;
import topspin.text.Columns;
import topspin.text.Decimal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Document 003, Lab 12-6: from seven days' prices to the next day's close, against the last value and linear regression. */
public final class Stock implements Exercise {
    private static final int FEATURES = Prices.COLUMNS.size();
    private static final double PER_CENT = 100;
    private static final String FIGURE = "prediction.svg";

    /** How a file is ordered. */
    public enum Order { NEWEST_FIRST, OLDEST_FIRST }

    /** What the columns are scaled by. */
    public enum Scaling {
        /** Minimum and maximum of all days, as on the slides; the training thereby knows the range of days to come. */
        ALL,
        /** Minimum and maximum of the days that are learned from. */
        TRAINING
    }

    /** The lab's own keys. */
    public record Settings(
            @Key(value = "A CSV file with the columns Open, High, Low, Volume, Close. Without one, a generated series.",
                    positional = true) String file,
            @Key("Days that are read for each prediction.") int days,
            @Key("Share of the days that is learned from, the oldest.") double share,
            @Key("How the file is ordered.") Order order,
            @Key("Which days decide the range that becomes 0 to 1.") Scaling scaling) {
    }

    @Override
    public String name() {
        return "stock";
    }

    @Override
    public String title() {
        return "From seven days of prices to the next close, against two simple rules (003, Lab 12-6).";
    }

    @Override
    public String description() {
        return "Five features a day, min-max scaled, 70 % of the days for learning. The score compares with saying the last "
                + "close again: 0 is as good, 100 is perfect, below 0 is worse. The report adds linear regression, which the "
                + "slides leave as an exercise, and draws truth and prediction.";
    }

    @Override
    public LabConfig defaults() {
        return new LabConfig(name(), LabConfig.lstm(10, 1), LabConfig.adam(0.01), new FitConfig(1000, 100_000, false, null), 100,
                new Settings("", 7, 0.7, Order.NEWEST_FIRST, Scaling.ALL));
    }

    @Override
    public Task task(LabConfig config, RandomStreams streams) {
        Settings settings = (Settings) config.task();
        Expect.between("task.days", settings.days, 1, 1000);
        if (!(settings.share > 0 && settings.share < 1)) {
            throw Expect.expected("task.share", "a number between 0 and 1", settings.share);
        }
        Prices prices = settings.file.isEmpty() ? Prices.shipped()
                : Prices.read(settings.file, settings.order == Order.NEWEST_FIRST);
        int examples = prices.days().length - settings.days;
        int learned = (int) (examples * settings.share);
        if (learned < 2 || examples - learned < 2) {
            String problem = "expected at least two days to learn from and two to test, after " + settings.days
                    + " days to begin with; got " + prices.days().length + " days";
            throw settings.file.isEmpty() ? new InvalidConfigException(List.of("task.days", "task.share"), problem)
                    : new InputException(settings.file + ": " + problem);
        }
        return new Forecasting(config, settings, prices, learned);
    }

    private static final class Forecasting implements Task {
        private final LabConfig config;
        private final Settings settings;
        private final Prices prices;
        private final double[] lowest = new double[FEATURES];
        private final double[] range = new double[FEATURES];
        private final Samples training;
        private final Samples test;

        Forecasting(LabConfig config, Settings settings, Prices prices, int learned) {
            this.config = config;
            this.settings = settings;
            this.prices = prices;
            int known = settings.scaling == Scaling.ALL ? prices.days().length : learned + settings.days;
            for (int k = 0; k < FEATURES; k++) {
                int column = k;
                lowest[k] = Arrays.stream(prices.days()).limit(known).mapToDouble(day -> day[column]).min().orElseThrow();
                double highest = Arrays.stream(prices.days()).limit(known).mapToDouble(day -> day[column]).max().orElseThrow();
                range[k] = highest - lowest[k] + 1e-7; // the slides' guard against a column that never changes
            }
            List<Samples.Sample> all = new ArrayList<>();
            for (int i = 0; i + settings.days < prices.days().length; i++) {
                all.add(sample(i));
            }
            training = Samples.of(all.subList(0, learned));
            test = Samples.of(all.subList(learned, all.size()));
        }

        private Samples.Sample sample(int first) {
            float[][] inputs = new float[settings.days][];
            for (int t = 0; t < settings.days; t++) {
                inputs[t] = scaled(prices.days()[first + t]);
            }
            return new Samples.Sample(inputs, new float[][] {{scaled(prices.days()[first + settings.days])[Prices.CLOSE]}});
        }

        private float[] scaled(double[] day) {
            float[] row = new float[FEATURES];
            for (int k = 0; k < FEATURES; k++) {
                row[k] = (float) ((day[k] - lowest[k]) / range[k]);
            }
            return row;
        }

        private double price(double scaled) {
            return scaled * range[Prices.CLOSE] + lowest[Prices.CLOSE];
        }

        @Override
        public Axes input() {
            return new Axes(settings.days, FEATURES);
        }

        @Override
        public void layers(SequenceModel.Builder model) {
            model.recurrent(config.core(), false).dense(1, Nonlinearity.LINEAR);
        }

        @Override
        public SequenceLoss loss() {
            return SequenceLoss.SQUARED_ERROR;
        }

        /** As the slides have it. */
        @Override
        public SequenceLoss.Reduction reduction() {
            return SequenceLoss.Reduction.SUM;
        }

        @Override
        public Samples training() {
            return training;
        }

        @Override
        public Optional<Examples> validation() {
            return Optional.of(test);
        }

        @Override
        public double score(Fit fit, boolean last) {
            double model = Scores.rootMeanSquare(fit, test);
            double naive = error(lastValues());
            return PER_CENT * (1 - model * model / (naive * naive));
        }

        @Override
        public String scoreName() {
            return "skill-%";
        }

        private double[] lastValues() {
            return test.samples().stream().mapToDouble(sample -> sample.inputs()[settings.days - 1][Prices.CLOSE]).toArray();
        }

        private double[] truth() {
            return test.samples().stream().mapToDouble(sample -> sample.targets()[0][0]).toArray();
        }

        /** The root of the mean squared error of predictions for the test days. */
        private double error(double[] predicted) {
            double[] truth = truth();
            double sum = 0;
            for (int i = 0; i < truth.length; i++) {
                sum += (predicted[i] - truth[i]) * (predicted[i] - truth[i]);
            }
            return Math.sqrt(sum / truth.length);
        }

        private double[] model(Fit fit) {
            double[] predicted = new double[test.count()];
            fit.ask(test, (example, answer) -> predicted[example] = answer.at(0, 0));
            return predicted;
        }

        /** Least squares on all numbers of the days read, and a constant: the smallest weights where many fit equally. */
        private double[] regression() {
            double[][] rows = training.samples().stream().map(Forecasting::flat).toArray(double[][]::new);
            RealVector targets = new ArrayRealVector(training.samples().stream().mapToDouble(sample -> sample.targets()[0][0]).toArray());
            RealVector weights = new SingularValueDecomposition(new Array2DRowRealMatrix(rows, false)).getSolver().solve(targets);
            return test.samples().stream().mapToDouble(sample -> weights.dotProduct(new ArrayRealVector(flat(sample)))).toArray();
        }

        private static double[] flat(Samples.Sample sample) {
            double[] flat = new double[sample.inputs().length * FEATURES + 1];
            for (int i = 0; i < flat.length - 1; i++) {
                flat[i] = sample.inputs()[i / FEATURES][i % FEATURES];
            }
            flat[flat.length - 1] = 1;
            return flat;
        }

        @Override
        public List<String> report(Fit fit, Path directory) {
            double[] model = model(fit);
            double[] last = lastValues();
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("root mean squared error of the close", "price", "scaled"));
            rows.add(row(config.core().description(), model));
            rows.add(row("the last close again", last));
            rows.add(row("linear regression", regression()));
            List<String> lines = new ArrayList<>(Columns.lines("lrr", rows));
            lines.add("picture: " + draw(model, directory));
            return lines;
        }

        private List<String> row(String name, double[] predicted) {
            double error = error(predicted);
            return List.of(name, Decimal.of(error * range[Prices.CLOSE], 3), Decimal.of(error, 5));
        }

        private Path draw(double[] model, Path directory) {
            double[] days = new double[model.length];
            for (int i = 0; i < days.length; i++) {
                days[i] = training.count() + settings.days + i;
            }
            double[] truth = Arrays.stream(truth()).map(this::price).toArray();
            double[] predicted = Arrays.stream(model).map(this::price).toArray();
            String what = settings.file.isEmpty() ? "generated series" : String.valueOf(Path.of(settings.file).getFileName());
            LineFigure figure = new LineFigure("Close of the next day, " + what, "Days that were not learned from; "
                    + config.core().description() + ", seed " + config.seed(), "day", List.of(
                    new LineFigure.Series("truth", days, truth, 0), new LineFigure.Series("prediction", days, predicted, 1)));
            Path file = directory.resolve(FIGURE);
            try {
                AtomicFile.write(file, figure.svg());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return file;
        }

        @Override
        public List<String> predict(Fit fit, List<String> questions) {
            List<String> lines = new ArrayList<>();
            for (String question : questions) {
                Prices asked = Prices.read(question, settings.order == Order.NEWEST_FIRST);
                int count = asked.days().length;
                if (count < settings.days) {
                    throw new InputException(question + ": expected at least " + settings.days + " days, got " + count);
                }
                float[][] inputs = new float[settings.days][];
                for (int t = 0; t < settings.days; t++) {
                    inputs[t] = scaled(asked.days()[count - settings.days + t]);
                }
                fit.ask(Samples.of(List.of(new Samples.Sample(inputs, new float[1][1]))), (example, answer) ->
                        lines.add(question + ": next close " + Decimal.of(price(answer.at(0, 0)), 3)));
            }
            return lines;
        }
    }
}
