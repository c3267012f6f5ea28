package topspin.lab.course;

import topspin.config.Expect;
import topspin.file.AtomicFile;
import topspin.lab.Exercise;
import topspin.lab.Key;
import topspin.lab.LabConfig;
import topspin.lab.LabRun;
import topspin.lab.Task;
import topspin.metric.Metric;
import topspin.nn.Nonlinearity;
import topspin.random.RandomStreams;
import topspin.report.LineFigure;
import topspin.run.RunDirectory;
import topspin.stats.NumberFile;
import topspin.supervised.Axes;
import topspin.supervised.Examples;
import topspin.supervised.Fit;
import topspin.supervised.FitConfig;
import topspin.supervised.Samples;
import topspin.supervised.SequenceLoss;
import topspin.supervised.SequenceModel;
import topspin.text.Decimal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Document 001, section 10: train and validation loss over repeated runs, and what they say of the fit. */
public final class FitLab implements Exercise {
    private static final String FIGURE = "fit.svg";

    /** The lab's own keys. */
    public record Settings(
            @Key("The series that is learned from, with commas: from each number to the next.") String training,
            @Key("The series that it is validated on.") String validation,
            @Key("Folds of the cross-validation over both together; 0 for none.") int folds,
            @Key("Which fold is held out instead of the validation series, from 1; 0 for none.") int fold) {
    }

    @Override
    public String name() {
        return "fit";
    }

    @Override
    public String title() {
        return "Underfit, overfit or a good fit: both losses over repeated runs, and k-fold cross-validation (001, section 10).";
    }

    @Override
    public String description() {
        return "Five runs, since each comes out differently. Their losses are drawn in one figure, and a diagnosis says what the "
                + "notes would: train longer, use more units, stop earlier, or leave it. The notes' 300 "
                + "epochs underfit, --epochs 2000 fit well, and --epochs 5000 --units 50 --training 0.0,0.15,0.12,0.38,0.33,0.55 "
                + "overfit. The score is the validation loss, negative, since more is better.";
    }

    @Override
    public LabConfig defaults() {
        return new LabConfig(name(), LabConfig.lstm(10, 1), LabConfig.adam(1e-3), new FitConfig(300, 32, false, null), 5,
                new Settings("0.0,0.1,0.2,0.3,0.4,0.5", "0.5,0.6,0.7,0.8,0.9", 4, 0));
    }

    @Override
    public int seeds() {
        return 5;
    }

    @Override
    public Task task(LabConfig config, RandomStreams streams) {
        Settings settings = (Settings) config.task();
        Samples training = pairs("task.training", settings.training);
        Samples validation = pairs("task.validation", settings.validation);
        int all = training.count() + validation.count();
        if (settings.folds != 0) {
            Expect.between("task.folds", settings.folds, 2, all);
        }
        Expect.between("task.fold", settings.fold, 0, settings.folds);
        if (settings.fold == 0) {
            return new Fitting(this, config, settings, training, validation);
        }
        List<Samples.Sample> kept = new ArrayList<>();
        List<Samples.Sample> held = new ArrayList<>();
        for (int i = 0; i < all; i++) {
            Samples.Sample sample = i < training.count() ? training.samples().get(i)
                    : validation.samples().get(i - training.count());
            (i % settings.folds == settings.fold - 1 ? held : kept).add(sample);
        }
        return new Fitting(this, config, settings, Samples.of(kept), Samples.of(held));
    }

    private static Samples pairs(String key, String text) {
        float[] values = NumberText.row(key, text);
        if (values.length < 2) {
            throw Expect.expected(key, "at least two numbers", "'" + text + "'");
        }
        return Series.pairs(values, 1);
    }

    private record Fitting(FitLab lab, LabConfig config, Settings settings, Samples training, Samples held) implements Task {
        @Override
        public Axes input() {
            return training.axes();
        }

        @Override
        public void layers(SequenceModel.Builder model) {
            model.recurrent(config.core(), false).dense(1, Nonlinearity.LINEAR);
        }

        @Override
        public SequenceLoss loss() {
            return SequenceLoss.SQUARED_ERROR;
        }

        @Override
        public Optional<Examples> validation() {
            return Optional.of(held);
        }

        @Override
        public double score(Fit fit, boolean last) {
            return -fit.ask(held, (example, answer) -> { });
        }

        @Override
        public String scoreName() {
            return "-validation";
        }

        /** The folds, each learned from the others. */
        @Override
        public List<String> report(Fit fit, Path directory) {
            if (settings.folds == 0 || settings.fold != 0) {
                return List.of();
            }
            List<Double> losses = new ArrayList<>();
            for (int fold = 1; fold <= settings.folds; fold++) {
                Settings one = new Settings(settings.training, settings.validation, settings.folds, fold);
                try (LabRun run = new LabRun(lab, config.withTask(one)).learned()) {
                    losses.add(-run.score());
                }
            }
            double mean = losses.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
            double squares = losses.stream().mapToDouble(loss -> (loss - mean) * (loss - mean)).sum();
            return List.of(settings.folds + "-fold cross-validation over all " + (training.count() + held.count())
                    + " pairs: loss " + Decimal.of(mean, 6) + ", standard error "
                    + Decimal.of(Math.sqrt(squares / (losses.size() - 1) / losses.size()), 6));
        }

        @Override
        public List<String> predict(Fit fit, List<String> questions) {
            return Regression.predict(fit, questions, 1);
        }
    }

    @Override
    public List<String> compare(List<Path> runs, Path directory) {
        List<LineFigure.Series> series = new ArrayList<>();
        List<FitCurves> curves = runs.stream().map(run -> curves(run.resolve(RunDirectory.PROGRESS))).toList();
        curves.forEach(run -> series.add(new LineFigure.Series("training loss", run.epochs(), run.training(), 0)));
        curves.forEach(run -> series.add(new LineFigure.Series("validation loss", run.epochs(), run.validation(), 1)));
        Path file = directory.resolve(FIGURE);
        String diagnosis = FitCurves.mean(curves).diagnosis();
        try {
            AtomicFile.write(file, new LineFigure("Training and validation loss", (runs.size() == 1 ? "One run. " : runs.size()
                    + " runs. ") + diagnosis, "epoch", series).svg());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.of("diagnosis: " + diagnosis, "picture: " + file);
    }

    private static FitCurves curves(Path progress) {
        List<double[]> rows = new ArrayList<>();
        new NumberFile(progress).read(List.of(Metric.STEP.column(), Metric.LOSS.column(), Metric.VALIDATION_LOSS.column()),
                List.of(), remark -> { }, (number, cells) -> {
                    if (cells[0] > 0) {
                        rows.add(cells.clone());
                    }
                });
        return new FitCurves(column(rows, 0), column(rows, 1), column(rows, 2));
    }

    private static double[] column(List<double[]> rows, int index) {
        return rows.stream().mapToDouble(row -> row[index]).toArray();
    }
}
