package topspin;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import topspin.algorithm.Algorithm;
import topspin.algorithm.ppo.Ppo;
import topspin.config.InputException;
import topspin.env.EnvironmentProvider;
import topspin.env.EnvironmentRegistry;
import topspin.env.ProviderOf;
import topspin.metric.FinishedEpisode;
import topspin.metric.Metric;
import topspin.metric.MetricRecord;
import topspin.metric.MetricSink;
import topspin.policy.ActionChoice;
import topspin.run.ConfigHash;
import topspin.run.RunConfig;
import topspin.run.RunDirectoryException;
import topspin.train.StopSignal;
import topspin.train.Training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Experiments that a program makes, trains, stops and goes on with. */
class ExperimentTest {
    private static final String YAML = """
            env: {id: recall, delay: 3}
            environments: 4
            steps: 16
            total-steps: 640
            log: {every: 128}
            checkpoint: {every: 256}
            policy: {encoder-units: 16, core: {units: 8}}
            """;

    private final Experiment experiment = Experiment.parse(YAML).notices(notice -> { });
    @TempDir
    private Path directory;

    /** Whatever a listener may hear. */
    private static class Heard implements MetricSink {
        final List<Long> rows = new ArrayList<>();
        final List<FinishedEpisode> episodes = new ArrayList<>();
        long last;
        boolean closed;

        @Override
        public void write(MetricRecord row) {
            rows.add(row.step());
            assertThat(row.get(Metric.FPS)).isNotNegative();
        }

        @Override
        public void episode(FinishedEpisode episode) {
            episodes.add(episode);
        }

        @Override
        public void advanced(long step) {
            last = step;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Test
    void listenersShouldHearRowsEpisodesAndUpdates() throws IOException {
        Heard first = new Heard();
        Heard second = new Heard();
        experiment.train(directory.resolve("run"), first, second);

        assertThat(first.rows).containsExactly(0L, 128L, 256L, 384L, 512L, 640L).isEqualTo(second.rows);
        assertThat(first.episodes).hasSize(640 / 4).isEqualTo(second.episodes);
        assertThat(first.last).isEqualTo(640);
        assertThat(first.closed).isTrue();
    }

    @Test
    void anotherThreadShouldBeAbleToStopIt() throws Exception {
        StopSignal stop = new StopSignal();
        Path run = directory.resolve("run");
        Experiment endless = experiment.set("total-steps", "1e12");
        Heard heard = new Heard() {
            @Override
            public void write(MetricRecord row) {
                super.write(row);
                if (row.step() == 512) {
                    new Thread(stop::request).start();
                }
            }
        };
        Training.Outcome outcome = endless.train(run, stop, heard);

        assertThat(outcome.finished()).isFalse();
        assertThat(Files.readString(run.resolve("run.json"))).contains("\"status\" : \"interrupted\"");
        assertThat(heard.last).isGreaterThanOrEqualTo(512);
        try (Policy policy = Policy.load(run)) {
            assertThat(policy.step()).isEqualTo(heard.last);
        }
    }

    @Test
    void aListenerThatFailsShouldFailTheRunWhichMayBeResumed() throws IOException {
        Path run = directory.resolve("run");
        assertThatThrownBy(() -> experiment.train(run, row -> {
            if (row.step() == 384) {
                throw new IllegalStateException("the plot is full");
            }
        })).isInstanceOf(IllegalStateException.class).hasMessage("the plot is full");
        assertThat(Files.readString(run.resolve("run.json"))).contains("\"status\" : \"failed\"", "the plot is full");

        assertThat(experiment.resume(run).finished()).isTrue();
        Path whole = directory.resolve("whole");
        experiment.train(whole);
        assertThat(scores(run)).isEqualTo(scores(whole)).hasSize(1 + 6);
    }

    private static List<String> scores(Path run) throws IOException {
        return Files.readAllLines(run.resolve("table.txt")).stream()
                .map(line -> line.substring(0, line.lastIndexOf(' '))).toList();
    }

    @Test
    void aRunShouldTakeMoreStepsAndNothingElse() throws IOException {
        Experiment constant = experiment.set("optimiser.schedule", "constant");
        Path whole = directory.resolve("whole");
        constant.set("total-steps", 1280).train(whole);
        Path run = directory.resolve("run");
        constant.train(run);

        assertThatThrownBy(() -> constant.resume(run)).isInstanceOf(RunDirectoryException.class)
                .hasMessageContaining("holds a finished run");
        assertThatThrownBy(() -> constant.set("gamma", 0.9).resume(run)).isInstanceOf(InputException.class)
                .hasMessageStartingWith("set gamma=0.9: would make it another experiment; a resumed run may change only ");
        assertThatThrownBy(() -> Experiment.parse(YAML.replace("steps: 16", "steps: 8")).set("optimiser.schedule", "constant")
                .resume(run)).hasMessageStartingWith("experiment:3: steps: would make it another experiment");
        assertThatThrownBy(() -> Experiment.parse(YAML.replace("policy: {encoder-units: 16", "policy: {encoder-units: 256"))
                .resume(run)).hasMessageStartingWith("experiment: optimiser.schedule: would make it another experiment");

        assertThat(constant.set("total-steps", 1280).set("workers", 1).set("checkpoint.keep", 7).resume(run).finished()).isTrue();
        assertThat(scores(run)).isEqualTo(scores(whole)).hasSize(1 + 11);
        assertThat(Files.readString(run.resolve("config.yaml"))).contains("keep: 7", "total-steps: 1280");
    }

    /** Its keys may be of any type: the environment, nulls, enums, another algorithm's. */
    @ParameterizedTest
    @MethodSource("topspin.algorithm.Algorithms#all")
    void whatIsBuiltInCodeShouldBeWhatAFileSays(Algorithm algorithm) {
        RunConfig built = RunConfig.defaults(algorithm).with().name("mine").env(Map.of("id", "recall", "cues", 4))
                .maxGradNorm(null).gamma(1 / 3.0).seed(Long.MAX_VALUE).build();
        RunConfig read = Experiment.parse("name: mine\nenv: {id: recall, cues: 4}\nalgorithm: " + algorithm.name()
                + "\nmax-grad-norm: null\ngamma: 0.3333333333333333\nseed: 9223372036854775807\n").config();
        RunConfig resolved = Experiment.of(built).config();

        assertThat(resolved).isEqualTo(read);
        assertThat(resolved.env()).containsEntry("delay", 8);
        assertThat(resolved.policy().encoder()).isEqualTo("mlp");
        assertThat(resolved.with().env(built.env()).policy(built.policy()).build()).isEqualTo(built);
        RunConfig again = Experiment.parse(Experiment.of(built).yaml()).config();
        assertThat(again).isEqualTo(resolved);
        assertThat(ConfigHash.of(again)).isEqualTo(ConfigHash.of(resolved));
    }

    @Test
    void aChosenEncoderShouldStay() {
        RunConfig defaults = RunConfig.defaults(new Ppo());
        RunConfig chosen = defaults.with().env(Map.of("id", "recall")).policy(defaults.policy().withEncoder("none")).build();
        assertThat(Experiment.of(chosen).config().policy().encoder()).isEqualTo("none");
        RunConfig unfit = chosen.with().policy(defaults.policy().withEncoder("nature-cnn")).build();
        assertThatThrownBy(() -> Experiment.of(unfit).config()).isInstanceOf(InputException.class)
                .hasMessageStartingWith("policy.encoder: encoder nature-cnn needs pictures");
    }

    @Test
    void whatIsSetShouldBeNamedByItsComplaint() {
        assertThatThrownBy(() -> experiment.set("ppo.clip", -1).config()).isInstanceOf(InputException.class)
                .hasMessage("set ppo.clip=-1: expected a finite number above 0, got -1.0");
        assertThatThrownBy(() -> experiment.set("clip", 1).config()).hasMessage("set clip=1: unknown key; did you mean ppo.clip?");
        assertThatThrownBy(() -> experiment.set("env", "{id: "))
                .hasMessage("set env={id: : expected a YAML value, such as {id: pong, frame-skip: 4}");
        assertThat(experiment.set("max-grad-norm", null).config().maxGradNorm()).isNull();
        assertThat(experiment.set("env", "{cues: 5, delay: 7}").config().env()).containsEntry("cues", 5).containsEntry("delay", 7);
        assertThat(experiment.config().env()).as("what others set changes nothing here").containsEntry("delay", 3);
    }

    private static EnvironmentProvider mine() {
        return new ProviderOf("mine", streams -> EnvironmentRegistry.load().create("recall", Map.of("delay", 2), streams));
    }

    @Test
    void aWorldOfItsOwnShouldNeedNeitherJarNorFile() throws IOException {
        Path run = directory.resolve("run");
        assertThatThrownBy(() -> experiment.set("env.id", "mine").config())
                .hasMessageStartingWith("set env.id=mine: unknown environment 'mine'");
        Experiment known = Experiment.parse(YAML.replace("{id: recall, delay: 3}", "{id: mine}")).environment(mine())
                .notices(notice -> { });
        StopSignal stop = new StopSignal();
        known.train(run, stop, row -> stop.request());
        assertThatThrownBy(() -> experiment.resume(run)).isInstanceOf(InputException.class)
                .hasMessageContaining("unknown environment 'mine'");
        assertThat(known.resume(run).finished()).isTrue();
        assertThat(known.evaluate(run, ActionChoice.SAMPLED, 5).lengths()).containsExactly(3, 3, 3, 3, 3);
        assertThatThrownBy(() -> known.environment(mine()).config()).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("two environments are called 'mine': topspin.env.ProviderOf and topspin.env.ProviderOf; rename one");
        assertThatThrownBy(() -> experiment.environment(new ProviderOf("My World", () -> null)).config())
                .hasMessageContaining("expected lower case, digits and hyphens");
    }

    @Test
    void whatIsSaidShouldGoToWhoeverWantsIt() throws IOException {
        List<String> said = new ArrayList<>();
        Experiment heard = experiment.notices(said::add);
        StopSignal stop = new StopSignal();
        heard.train(directory.resolve("run"), stop, row -> stop.request());
        heard.resume(directory.resolve("run"));
        assertThat(said).anyMatch(line -> line.startsWith("engine: ")).anyMatch(line -> line.startsWith("going on from "));
    }

    @Test
    void aReportOfItShouldNameNoCommand() throws IOException {
        Path run = directory.resolve("run");
        experiment.train(run);
        assertThat(Files.readString(run.resolve("run.json"))).contains("\"command\" : [ ]");
    }

    @Test
    void twoShouldTrainAtOnceAsTheyDoAlone() throws Exception {
        Path one = directory.resolve("one");
        Path other = directory.resolve("other");
        List<Throwable> failures = new ArrayList<>();
        List<Thread> threads = List.of(one, other).stream().map(run -> new Thread(() -> {
            try {
                experiment.set("workers", 2).train(run);
            } catch (IOException | RuntimeException e) {
                synchronized (failures) {
                    failures.add(e);
                }
            }
        })).toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
        Path alone = directory.resolve("alone");
        experiment.train(alone);
        assertThat(scores(one)).isEqualTo(scores(alone)).isEqualTo(scores(other));
    }
}
