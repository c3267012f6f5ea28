package topspin.lab.course;

import topspin.config.Expect;
import topspin.lab.Exercise;
import topspin.lab.Key;
import topspin.lab.LabConfig;
import topspin.lab.LabRun;
import topspin.lab.Task;
import topspin.nn.Nonlinearity;
import topspin.random.RandomStreams;
import topspin.run.Checkpoint;
import topspin.run.RunDirectory;
import topspin.supervised.Axes;
import topspin.supervised.Fit;
import topspin.supervised.FitConfig;
import topspin.supervised.Samples;
import topspin.supervised.SequenceLoss;
import topspin.supervised.SequenceModel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Document 001, sections 12 and 13: train on everything, save, load into another model, predict. */
public final class FinalModel implements Exercise {

    /** The lab's own keys. */
    public record Settings(
            @Key("All data, with commas.") String series,
            @Key("NumberText that are read to say the next one.") int window) {
    }

    @Override
    public String name() {
        return "final-model";
    }

    @Override
    public String title() {
        return "Train on everything, save, load, predict (001, sections 12 and 13).";
    }

    @Override
    public String description() {
        return "A final model keeps nothing back: how good it is was estimated before, with ./topspin lab fit. The report loads "
                + "the saved weights into a fresh model and compares both models' answers bit by bit.";
    }

    @Override
    public LabConfig defaults() {
        return new LabConfig(name(), LabConfig.lstm(10, 1), LabConfig.adam(1e-2), new FitConfig(500, 32, false, null), 50,
                new Settings("0.0,0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9", 3));
    }

    @Override
    public Task task(LabConfig config, RandomStreams streams) {
        Settings settings = (Settings) config.task();
        float[] values = NumberText.row("task.series", settings.series);
        Expect.between("task.window", settings.window, 1, values.length - 1L);
        return new Finishing(this, config, settings.window, Series.pairs(values, settings.window));
    }

    private record Finishing(FinalModel lab, LabConfig config, int window, Samples training) implements Task {
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
        public double score(Fit fit, boolean last) {
            return -Scores.rootMeanSquare(fit, training);
        }

        @Override
        public String scoreName() {
            return "-error";
        }

        private static List<Float> answers(Fit fit, Samples samples) {
            List<Float> answers = new ArrayList<>();
            fit.ask(samples, (example, answer) -> answers.add(answer.at(0, 0)));
            return answers;
        }

        @Override
        public List<String> report(Fit fit, Path directory) {
            try (LabRun loaded = new LabRun(lab, config);
                 Checkpoint saved = RunDirectory.view(directory).latest(warning -> { }).orElseThrow()) {
                loaded.restore(saved);
                boolean equal = answers(fit, training).equals(answers(loaded.fit(), training));
                return List.of("saved: " + saved.file(), "loaded into a fresh model, it gives "
                        + (equal ? "the same answers, bit for bit" : "other answers"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public List<String> predict(Fit fit, List<String> questions) {
            return Regression.predict(fit, questions, window);
        }
    }
}
