package topspin.lab;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import topspin.experiment.Assignment;
import topspin.experiment.ConfigYaml;
import topspin.metric.MetricRecord;
import topspin.metric.MetricSink;
import topspin.run.Checkpoint;
import topspin.run.RunDirectory;
import topspin.run.RunFailedException;
import topspin.train.StopSignal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LabRunTest {
    private static final Exercise LAB = (Exercise) Labs.of("count-ones");

    @TempDir
    private Path directory;

    /** Small strings, shuffled, with a last batch that is not full and a rate that falls. */
    private static LabConfig config(String... more) {
        List<Assignment> all = new ArrayList<>();
        for (String setting : new String[] {"task.bits=8", "task.strings=70", "fit.batch=32", "fit.epochs=9", "log-every=2",
            "core.units=6", "optimiser.schedule=linear"}) {
            all.add(assignment(setting));
        }
        for (String setting : more) {
            all.add(assignment(setting));
        }
        return (LabConfig) new LabFile(LAB, all).settings();
    }

    private static Assignment assignment(String setting) {
        String[] parts = setting.split("=");
        return new Assignment(parts[0], parts[1], "--set " + setting);
    }

    private RunDirectory create(String name, LabConfig config) throws IOException {
        return RunDirectory.create(directory.resolve(name), ConfigYaml.of(config), LabFile.hash(config));
    }

    private void train(String name, LabConfig config) throws IOException {
        try (RunDirectory run = create(name, config); LabRun made = new LabRun(LAB, config)) {
            assertThat(made.train(run, List.of(), new StringBuilder(), List.of(), new StopSignal())).isTrue();
        }
    }

    /** Asks it to stop after an epoch. */
    private static boolean trainUntil(int epoch, RunDirectory run, LabRun made) throws IOException {
        StopSignal stop = new StopSignal();
        MetricSink watch = new MetricSink() {
            @Override
            public void write(MetricRecord row) {
                // rows are in files
            }

            @Override
            public void advanced(long step) {
                if (step == epoch) {
                    stop.request();
                }
            }
        };
        return made.train(run, List.of(), new StringBuilder(), List.of(watch), stop);
    }

    private float[] weights(String name) throws IOException {
        RunDirectory run = RunDirectory.view(directory.resolve(name));
        try (Checkpoint checkpoint = run.latest(warning -> { }).orElseThrow(); LabRun made = new LabRun(LAB, config())) {
            checkpoint.restore(made.model().parameters());
            return made.model().parameters().values().clone();
        }
    }

    /** Without what a clock says. */
    private List<String> rows(String name) throws IOException {
        return Files.readAllLines(directory.resolve(name).resolve("progress.csv")).stream()
                .map(line -> line.replaceFirst("^([^,]*,[^,]*),[^,]*,[^,]*", "$1")).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"adam", "rmsprop", "sgd"})
    void stoppingAndGoingOnShouldChangeNoBit(String optimiser) throws IOException {
        LabConfig config = config("optimiser.type=" + optimiser);
        train("whole", config);
        try (RunDirectory run = create("halves", config); LabRun made = new LabRun(LAB, config)) {
            assertThat(trainUntil(5, run, made)).isFalse();
            assertThat(run.status()).isEqualTo(RunDirectory.Status.INTERRUPTED);
        }
        try (RunDirectory run = RunDirectory.open(directory.resolve("halves")); LabRun made = new LabRun(LAB, config);
             Checkpoint checkpoint = run.latest(warning -> { }).orElseThrow()) {
            made.restore(checkpoint);
            assertThat(made.epoch()).isEqualTo(5);
            assertThat(made.train(run, List.of(), new StringBuilder(), List.of(), new StopSignal())).isTrue();
            assertThat(run.status()).isEqualTo(RunDirectory.Status.FINISHED);
        }
        assertThat(weights("halves")).isEqualTo(weights("whole"));
        assertThat(rows("halves")).isEqualTo(rows("whole")).hasSize(7);
    }

    @Test
    void workersShouldChangeNoBit() throws IOException {
        train("one", config("workers=1"));
        train("three", config("workers=3"));
        assertThat(weights("three")).isEqualTo(weights("one"));
        assertThat(LabFile.hash(config("workers=3"))).isEqualTo(LabFile.hash(config("workers=1")))
                .isNotEqualTo(LabFile.hash(config("core.units=7")));
    }

    @Test
    void seedsShouldDrawOtherStringsAndWeights() {
        try (LabRun one = new LabRun(LAB, config("seed=1")); LabRun two = new LabRun(LAB, config("seed=2"))) {
            assertThat(two.model().parameters().values()).isNotEqualTo(one.model().parameters().values());
            float[] first = new float[1];
            float[] second = new float[1];
            List<Float> ofOne = new ArrayList<>();
            List<Float> ofTwo = new ArrayList<>();
            for (int i = 0; i < 70; i++) {
                one.task().training().target(i, 0, first, 0);
                two.task().training().target(i, 0, second, 0);
                ofOne.add(first[0]);
                ofTwo.add(second[0]);
            }
            assertThat(ofTwo).isNotEqualTo(ofOne);
        }
    }

    @Test
    void aLossThatIsNoNumberShouldEndTheRun() throws IOException {
        LabConfig config = config("optimiser.type=sgd", "optimiser.learning-rate=1e30");
        try (RunDirectory run = create("wild", config); LabRun made = new LabRun(LAB, config)) {
            assertThatThrownBy(() -> made.train(run, List.of(), new StringBuilder(), List.of(), new StopSignal()))
                    .isInstanceOf(RunFailedException.class).hasMessageContaining("lower optimiser.learning-rate");
            assertThat(run.status()).isEqualTo(RunDirectory.Status.FAILED);
        }
    }
}
