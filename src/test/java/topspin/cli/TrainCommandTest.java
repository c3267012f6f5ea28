package topspin.cli;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sun.misc.Signal;
import topspin.config.InvalidConfigException;
import topspin.experiment.Assignment;
import topspin.experiment.ConfigYaml;
import topspin.experiment.ExperimentFile;
import topspin.metric.MetricSink;
import topspin.nn.engine.Arithmetic;
import topspin.run.Checkpoint;
import topspin.run.ConfigHash;
import topspin.run.RunConfig;
import topspin.run.RunDirectory;
import topspin.run.RunFailedException;
import topspin.train.StopSignal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

class TrainCommandTest {
    private static final String EXPERIMENT = """
            env: {id: pong, frame-skip: 2}
            environments: 4
            steps: 25
            total-steps: 500
            ppo: {minibatches: 2, clip: 1e-1}
            checkpoint: {every: 200}
            """;
    private static final String TABLE = "step score fps\n0 0.0 0.0\n100 1.0 1000.0\n200 2.0 1000.0\n300 3.0 1000.0\n"
            + "400 4.0 1000.0\n500 5.0 1000.0\n";

    private static final String CONSTANT = "optimiser.schedule=constant";

    private final CommandLineFixture topspin = new CommandLineFixture();
    @TempDir
    private Path directory;
    private Path file;
    private Path out;

    @BeforeEach
    void place() throws IOException {
        file = Files.writeString(directory.resolve("pong.yaml"), EXPERIMENT);
        out = directory.resolve("out");
    }

    @Test
    void shouldTrainAndLeaveARunDirectory() throws IOException {
        assertThat(topspin.run("train", file.toString(), "--out", out.toString())).isZero();

        assertThat(topspin.out()).isEqualTo(TABLE);
        assertThat(topspin.err()).isEqualTo("run: " + out + "\nengine: counting\nfinished: " + out + "\n"
                + "next: ./topspin eval " + out + "\n      ./topspin plot " + out + "\n      ./topspin stats " + out + "\n"
                + "      ./topspin train --resume " + out + " --set total-steps=1000 --set "
                + "optimiser.schedule-ends=500,1000\n");
        assertThat(Files.readString(out.resolve("table.txt"))).isEqualTo(TABLE);
        assertThat(out.resolve("progress.csv")).exists();
        assertThat(out.resolve("events.out.tfevents.topspin")).exists();
        assertThat(Files.readString(out.resolve("run.json"))).contains("\"status\" : \"finished\"", "\"step\" : 500",
                "\"command\" : [ \"train\", ");
        assertThat(out.resolve("checkpoints/step-000000500.safetensors")).exists();
    }

    @Test
    void shouldResolveTheConfigSoThatItReproducesTheRun() throws IOException {
        topspin.run("train", file.toString(), "--out", out.toString(), "--seed", "5", "--set", "optimiser.epsilon=1e-10");
        Path resolved = out.resolve("config.yaml");
        RunConfig first = ExperimentFile.read(resolved, List.of(), topspin.registry()).config();

        assertThat(Files.readString(resolved)).contains("name: pong", "seed: 5", "epsilon: 0.0000000001",
                "frame-skip: 2", "sticky: 0.0", "algorithm: ppo", "target-kl: null");
        assertThat(ConfigYaml.of(first)).isEqualTo(Files.readString(resolved));
        assertThat(ConfigHash.of(first)).isEqualTo(ConfigHash.of(ExperimentFile.read(file, List.of(
                new Assignment("seed", "5", ""), new Assignment("optimiser.epsilon", "1e-10", "")),
                topspin.registry()).config()));
    }

    @Test
    void shouldTakeTheDefaultsOfTheAlgorithm() {
        RunConfig config = ExperimentFile.read(file, List.of(new Assignment("algorithm", "a2c", "")),
                topspin.registry()).config();

        assertThat(config.optimiser().type()).isEqualTo("rmsprop");
        assertThat(config.steps()).isEqualTo(25);
        assertThat(config.name()).isEqualTo("pong");
    }

    @Test
    void shouldHashWhatCanChangeAResultAndNothingElse() {
        String plain = hash("seed", "1");

        assertThat(List.of(hash("workers", "3"), hash("name", "x"), hash("checkpoint.every", "7"),
                hash("guard.non-finite", "false"), hash("a2c.gae-lambda", "0.5"),
                hash("policy.initialiser", "orthogonal"), hash("precision", "f32"))).containsOnly(plain);
        assertThat(List.of(hash("seed", "2"), hash("ppo.clip", "0.2"), hash("env.sticky", "0.25"),
                hash("total-steps", "600"), hash("engine", "nd4j"), hash("shards", "2"), hash("log.every", "50"),
                hash("policy.initialiser", "glorot"), hash("precision", "bf16")))
                .doesNotContain(plain).doesNotHaveDuplicates();
    }

    @Test
    void shouldStopOnASignalAndGoOnAsIfItHadNot() throws IOException {
        topspin.train(new CommandLineFixture.Counting() {
            @Override
            void beforeStep(long step, StopSignal stop) {
                if (step == 300) {
                    Signal.raise(new Signal("TERM"));
                    while (!stop.requested()) {
                        Thread.onSpinWait();
                    }
                }
            }
        });
        assertThat(topspin.run("train", file.toString(), "--out", out.toString())).isEqualTo(143);
        assertThat(topspin.err()).isEqualTo("run: " + out + "\nengine: counting\nSIGTERM: finishing this update, then saving a checkpoint; "
                + "a second signal ends at once\ninterrupted; go on with ./topspin train --resume " + out + "\n");
        assertThat(Files.readString(out.resolve("run.json"))).contains("\"status\" : \"interrupted\"");

        topspin.train(new CommandLineFixture.Counting());
        assertThat(topspin.run("train", "--resume", out.toString(), "--workers", "3")).isZero();
        assertThat(topspin.out()).isEqualTo(TABLE);
        assertThat(topspin.err()).startsWith("run: " + out + "\ngoing on from " + out + "/checkpoints/step-000000400.safetensors\n");
        assertThat(Files.readString(out.resolve("table.txt"))).isEqualTo(TABLE);
    }

    @Test
    void shouldPauseAtAStepOnRequest() throws IOException {
        assertThat(topspin.run("train", file.toString(), "--out", out.toString(), "--until", "150")).isZero();
        assertThat(topspin.out()).endsWith("\n200 2.0 1000.0\n");
        assertThat(topspin.err()).endsWith("interrupted; go on with ./topspin train --resume " + out + "\n");
        assertThat(topspin.run("train", "--resume", out.toString(), "--until", "200")).isZero();
        assertThat(topspin.out()).endsWith("\n200 2.0 1000.0\n");

        assertThat(topspin.run("train", "--resume", out.toString())).isZero();
        assertThat(Files.readString(out.resolve("table.txt"))).isEqualTo(TABLE);
    }

    @Test
    void shouldGoOnFromTheLastCheckpointAfterAFailure() throws IOException {
        topspin.train(failingAt(300, new RunFailedException("update 3: core/weights is not finite")));
        assertThat(topspin.run("train", file.toString(), "--out", out.toString())).isEqualTo(1);
        assertThat(topspin.err()).isEqualTo("run: " + out + "\nengine: counting\nupdate 3: core/weights is not finite; "
                + "fix that, then go on with "
                + "./topspin train --resume " + out + "\n");
        assertThat(Files.readString(out.resolve("run.json"))).contains("\"status\" : \"failed\"",
                "\"failure\" : \"update 3: core/weights is not finite\"");
        assertThat(Files.readString(out.resolve("table.txt"))).endsWith("300 3.0 1000.0\n");

        topspin.train(new CommandLineFixture.Counting());
        assertThat(topspin.run("train", "--resume", out.toString())).isZero();
        assertThat(Files.readString(out.resolve("table.txt"))).isEqualTo(TABLE);
        assertThat(Files.readAllLines(out.resolve("progress.csv"))).hasSize(7);
    }

    /** Nothing else would come of the same numbers. */
    @Test
    void shouldNotSendAnyoneBackIntoTheSameFailure() {
        topspin.train(failingAt(300, RunFailedException.repeating("update 3: core/weights is not finite")));
        assertThat(topspin.run("train", file.toString(), "--out", out.toString())).isEqualTo(1);
        assertThat(topspin.err()).isEqualTo("run: " + out + "\nengine: counting\nupdate 3: core/weights is not finite; going on would end the same "
                + "way: train anew with other settings\n");
    }

    @Test
    void shouldBeginAgainWhereThereIsNoCheckpointYet() {
        topspin.train(failingAt(0, new RunFailedException("the server is gone")));
        assertThat(topspin.run("train", file.toString(), "--out", out.toString())).isEqualTo(1);
        assertThat(topspin.err()).isEqualTo("run: " + out + "\nengine: counting\nthe server is gone; "
                + "fix that, then begin again with ./topspin "
                + "train --resume " + out + "\n");
        assertThat(topspin.run("eval", out.toString())).isEqualTo(2);
        assertThat(topspin.err()).isEqualTo(out + " has no checkpoint yet: wait for one, or go on with ./topspin train --resume "
                + out + "\n");

        topspin.train(new CommandLineFixture.Counting());
        assertThat(topspin.run("train", "--resume", out.toString())).isZero();
    }

    @Test
    void shouldRaiseTheHeapOnlyWhereItIsTheHeapThatIsFull() {
        topspin.train(failing(new OutOfMemoryError("Java heap space")));
        assertThat(topspin.run("train", file.toString(), "--out", out.toString())).isEqualTo(1);
        assertThat(topspin.err()).containsPattern("out of memory: the heap of \\d+ MB is full; raise the limit with TOPSPIN_JAVA_OPTS=-Xmx\\d+m\n");
        topspin.train(failing(new OutOfMemoryError("unable to create native thread")));
        assertThat(topspin.run("train", file.toString(), "--out", out.toString())).isEqualTo(1);
        assertThat(topspin.err()).endsWith("out of memory: unable to create native thread\n");
    }

    @Test
    void shouldSayWhenTheDiskIsFull() {
        topspin.train(failingAt(300, new UncheckedIOException("cannot write " + out + "/table.txt: No space left on device",
                new IOException())));

        assertThat(topspin.run("train", file.toString(), "--out", out.toString())).isEqualTo(1);
        assertThat(topspin.err()).isEqualTo("run: " + out + "\nengine: counting\ncannot write " + out + "/table.txt: No space left on device; "
                + "fix that, then go on with ./topspin train --resume " + out + "\n");
    }

    @Test
    void shouldSayWhereAConfigThatDoesNotFitWasWritten() throws IOException {
        topspin.train(failingAt(0, new InvalidConfigException("env.frame-skip", "expected 4 with this encoder, got 2")));

        assertThat(topspin.run("train", file.toString(), "--out", out.toString())).isEqualTo(2);
        assertThat(topspin.err()).isEqualTo("run: " + out + "\nengine: counting\n" + file + ":1: env.frame-skip: expected 4 with this encoder, got 2\n");
    }

    @Test
    void shouldBlameItselfForBugs() {
        topspin.train(failingAt(0, new IllegalStateException("row 7")));

        assertThat(topspin.run("train", file.toString(), "--out", out.toString())).isEqualTo(1);
        assertThat(topspin.err()).isEqualTo("run: " + out + "\nengine: counting\n"
                + "internal error: java.lang.IllegalStateException: row 7 (--debug shows where)\n");
    }

    @Test
    void shouldGoOnWithOtherRoundingOnlyIfAsked() throws IOException {
        topspin.run("train", file.toString(), "--out", out.toString(), "--until", "200");
        assertThat(Files.readString(out.resolve("run.json"))).containsSubsequence("\"arithmetic\" : {",
                "\"engine\" : \"counting\"", "\"version\" : \"1\"", "\"instruction-set\" : \"fingers\"");
        Files.writeString(out.resolve("table.txt"), "300 3.0 1000.0\n", StandardOpenOption.APPEND);
        String table = Files.readString(out.resolve("table.txt"));
        topspin.train(countingWith("toes"));

        assertThat(topspin.run("train", "--resume", out.toString())).isEqualTo(2);
        assertThat(topspin.err()).isEqualTo(out + " was computed with counting 1 with fingers: would go on with other "
                + "rounding: toes instead of fingers; go on where nothing differs, or add --allow-other-rounding to go on "
                + "all the same\n");
        assertThat(Files.readString(out.resolve("table.txt"))).as("a refusal changes nothing").isEqualTo(table);

        assertThat(topspin.run("train", "--resume", out.toString(), "--until", "300", "--allow-other-rounding")).isZero();
        assertThat(topspin.err()).contains("rounding changes at step 200: toes instead of fingers\n");
        assertThat(Files.readString(out.resolve("run.json"))).containsSubsequence("\"rounding-changes\" : [ {",
                "\"step\" : 200", "\"from\" : {", "fingers", "\"to\" : {", "toes");
        assertThat(topspin.run("train", "--resume", out.toString())).as("it is the run's own now").isZero();
    }

    @Test
    void shouldGoOnOnTheEngineThatBegan() throws IOException {
        List<String> engines = new ArrayList<>();
        topspin.train(new CommandLineFixture.Counting() {
            @Override
            public Session open(RunConfig config, RunDirectory directory, Optional<Checkpoint> checkpoint,
                                List<MetricSink> sinks) {
                engines.add(config.engine());
                return super.open(config, directory, checkpoint, sinks);
            }
        });
        topspin.run("train", file.toString(), "--out", out.toString(), "--until", "200");
        topspin.run("train", "--resume", out.toString());

        assertThat(engines).as("of auto").containsExactly("counting", "counting");
    }

    @Test
    void shouldRefuseToGoOnWhereTheEngineIsMissing() {
        topspin.run("train", file.toString(), "--out", out.toString(), "--until", "200");
        topspin.train(new CommandLineFixture.Counting() {
            @Override
            public Arithmetic arithmetic(RunConfig config) {
                throw new RunFailedException("the engine " + config.engine() + " cannot be used: no hands");
            }
        });

        assertThat(topspin.run("train", "--resume", out.toString())).isEqualTo(2);
        assertThat(topspin.err()).startsWith(out + " was computed with counting 1 with fingers: the engine counting cannot "
                + "be used: no hands; go on where nothing differs, or add --allow-other-rounding");
    }

    @Test
    void shouldGoOnWithRunsThatRecordedNoArithmetic() throws IOException {
        topspin.run("train", file.toString(), "--out", out.toString(), "--until", "200");
        Path record = out.resolve("run.json");
        Files.writeString(record, Files.readString(record).replaceFirst("(?s),\\s*\"arithmetic\" : \\{.*?\\}", ""));
        assertThat(Files.readString(record)).doesNotContain("fingers");
        topspin.train(countingWith("toes"));

        assertThat(topspin.run("train", "--resume", out.toString())).isZero();
        assertThat(Files.readString(record)).contains("toes").doesNotContain("rounding-changes");
    }

    @Test
    void shouldPlayWithAnyRoundingAndSaySo() {
        topspin.run("train", file.toString(), "--out", out.toString());
        topspin.train(countingWith("toes"));

        assertThat(topspin.run("eval", out.toString())).isZero();
        assertThat(topspin.err()).startsWith("this machine rounds differently than the run did: toes instead of fingers\n");
    }

    private static CommandLineFixture.Counting countingWith(String instructionSet) {
        return new CommandLineFixture.Counting() {
            @Override
            public Arithmetic arithmetic(RunConfig config) {
                return new Arithmetic("counting", "1", instructionSet);
            }
        };
    }

    @Test
    void shouldTakeMoreStepsAfterItsEnd() throws IOException {
        topspin.run("train", file.toString(), "--out", out.toString(), "--set", CONSTANT);
        assertThat(topspin.run("train", "--resume", out.toString())).isEqualTo(2);
        assertThat(topspin.err()).isEqualTo(out + " holds a finished run: there is nothing to resume; take more steps with "
                + "--set total-steps=N, or train anew with another --seed or --out\n");

        assertThat(topspin.run("train", "--resume", out.toString(), "--set", "total-steps=700", "--until", "600")).isZero();
        assertThat(topspin.err()).startsWith("run: " + out + "\ngoing on from " + out + "/checkpoints/step-000000500.safetensors\n");
        assertThat(Files.readString(out.resolve("config.yaml"))).contains("total-steps: 700", "schedule-ends: auto");
        assertThat(topspin.run("train", "--resume", out.toString(), "--set", "total-steps=700", "--workers", "3"))
                .as("the same again").isZero();
        assertThat(Files.readString(out.resolve("table.txt"))).isEqualTo(TABLE + "600 6.0 1000.0\n700 7.0 1000.0\n");
        assertThat(Files.readString(out.resolve("config.yaml"))).contains("workers: auto");
        Path whole = directory.resolve("whole");
        topspin.run("train", file.toString(), "--out", whole.toString(), "--set", CONSTANT, "--set", "total-steps=700");
        for (String name : List.of("config.yaml", "table.txt", "checkpoints/step-000000700.safetensors")) {
            assertThat(out.resolve(name)).hasSameBinaryContentAs(whole.resolve(name));
        }
        assertThat(topspin.run("train", "--resume", out.toString(), "--set", "total-steps=700")).isEqualTo(2);
        assertThat(topspin.err()).contains("there is nothing to resume");
        assertThat(topspin.run("eval", out.toString(), "--checkpoint", out + "/checkpoints/step-000000600.safetensors"))
                .isZero();
    }

    @Test
    void shouldTakeMoreStepsBeforeItsEnd() throws IOException {
        topspin.run("train", file.toString(), "--out", out.toString(), "--until", "200");

        assertThat(topspin.run("train", "--resume", out.toString(), "--set", "total-steps=700", "--set",
                "optimiser.schedule-ends=500,700")).isZero();
        assertThat(Files.readString(out.resolve("config.yaml"))).contains("schedule-ends: \"500,700\"");
        assertThat(Files.readString(out.resolve("run.json"))).contains("\"optimiser.schedule-ends\" : \"500,700\"",
                "\"total-steps-before\" : 500");
    }

    @Test
    void shouldSayThatNothingWouldBeLearnedAfterTheEndOfALinearRate() throws IOException {
        topspin.run("train", file.toString(), "--out", out.toString());
        String record = Files.readString(out.resolve("run.json"));

        assertThat(topspin.run("train", "--resume", out.toString(), "--set", "total-steps=700")).isEqualTo(2);
        assertThat(topspin.err()).isEqualTo(out + "/config.yaml:" + line("schedule-ends") + ": optimiser.schedule-ends: expected "
                + "'500,700' (the learning rate falls again, from its full value to 0) or '500' (it stays 0, and nothing more "
                + "is learned), got 'auto'\n");
        assertThat(Files.readString(out.resolve("run.json"))).as("a refusal changes nothing").isEqualTo(record);
        assertThat(topspin.run("train", "--resume", out.toString(), "--set", "total-steps=700", "--set",
                "optimiser.schedule-ends=500")).isZero();
        assertThat(topspin.err()).contains("the learning rate is 0 from step 500 on");
    }

    private int line(String key) throws IOException {
        List<String> lines = Files.readAllLines(out.resolve("config.yaml"));
        return 1 + IntStream.range(0, lines.size()).filter(i -> lines.get(i).contains(key)).findFirst().orElseThrow();
    }

    @Test
    void shouldChangeWhatNoResultDependsOnAndNothingElse() throws IOException {
        topspin.run("train", file.toString(), "--out", out.toString(), "--until", "200");

        assertThat(topspin.run("train", "--resume", out.toString(), "--set", "checkpoint.every=100", "--set",
                "ppo.clip=0.2")).isEqualTo(2);
        assertThat(topspin.err()).isEqualTo("--set ppo.clip=0.2: would make it another experiment; a resumed run may change only "
                + "total-steps, optimiser.schedule-ends, checkpoint.*, guard.non-finite, guard.collapse and workers; "
                + "train anew to change other keys\n");
        assertThat(topspin.run("train", "--resume", out.toString(), "--set", "total-steps=400")).isEqualTo(2);
        assertThat(topspin.err()).isEqualTo("--set total-steps=400: expected more than the 500 steps that the run has already, "
                + "got 400\n");
        assertThat(topspin.run("train", "--resume", out.toString(), "--set", "checkpoint.every=100", "--until", "300"))
                .isZero();
        assertThat(Files.readString(out.resolve("config.yaml"))).contains("every: 100");
        assertThat(topspin.run("train", "--resume", out.toString())).isZero();
        assertThat(topspin.run("train", "--resume", out.toString(), "--seed", "3")).isEqualTo(2);
        assertThat(topspin.err()).contains("--resume goes on with a run as it is");
    }

    /** Killed after {@code run.json} had more steps, and before {@code config.yaml} had. */
    @Test
    void shouldKnowItsStepsWhereverItWasKilled() throws IOException {
        topspin.run("train", file.toString(), "--out", out.toString(), "--set", CONSTANT);
        String before = Files.readString(out.resolve("config.yaml"));
        topspin.run("train", "--resume", out.toString(), "--set", "total-steps=600", "--until", "500");
        topspin.run("train", "--resume", out.toString(), "--set", "total-steps=700", "--until", "500");
        Files.writeString(out.resolve("config.yaml"), before);

        assertThat(topspin.run("eval", out.toString())).isZero();
        assertThat(topspin.run("train", "--resume", out.toString())).isZero();
        assertThat(Files.readString(out.resolve("table.txt"))).endsWith("\n700 7.0 1000.0\n");
        Files.writeString(out.resolve("config.yaml"), before.replace("total-steps: 500", "total-steps: 650"));
        assertThat(topspin.run("eval", out.toString())).isEqualTo(2);
        assertThat(topspin.err()).contains("was changed since the run began");
    }

    @Test
    void shouldBeginFromTheWeightsOfAnotherRun() throws IOException {
        Path other = directory.resolve("other");
        topspin.run("train", file.toString(), "--out", other.toString());
        Path newest = other.resolve("checkpoints/step-000000500.safetensors");

        for (Path from : List.of(newest, other)) {
            Path begun = directory.resolve("begun-" + from.getFileName());
            assertThat(topspin.run("train", file.toString(), "--out", begun.toString(), "--seed", "2", "--from",
                    from.toString())).isZero();
            assertThat(topspin.err()).startsWith("run: " + begun + "\nbeginning from the weights of " + newest + "\n");
            assertThat(Files.readString(begun.resolve("run.json"))).contains("\"checkpoint\" : \"" + newest + "\"");
        }
        assertThat(topspin.run("train", file.toString(), "--from", "nowhere")).isEqualTo(2);
        assertThat(topspin.err()).startsWith("nowhere: no such checkpoint; expected a file such as ");
        assertThat(topspin.run("train", "--resume", other.toString(), "--from", other.toString())).isEqualTo(2);
    }

    @Test
    void shouldEvaluateARun() {
        topspin.run("train", file.toString(), "--out", out.toString());

        assertThat(topspin.run("eval", out.toString())).isZero();
        assertThat(topspin.out()).isEqualTo("step episodes mean std min max length\n500 2 19.00 1.41 18.0 20.0 150.0\n");
        assertThat(topspin.err()).isEqualTo("weights: " + out + "/checkpoints/step-000000500.safetensors\n"
                + "next: ./topspin plot " + out + "\n      ./topspin report " + out + "\n");
        assertThat(topspin.run("eval", out.toString(), "--best")).isEqualTo(2);
        assertThat(topspin.err()).isEqualTo(out + " has no best checkpoint: no game was finished before a row of log.every; leave --best away\n");
    }

    @Test
    void shouldListEnvironmentsAndExplainItself() {
        assertThat(topspin.run("envs")).isZero();
        assertThat(topspin.out()).isEqualTo("""
                others
                  pong  two paddles, no ball (version 1; observation: 80x80x1 bits; action: 1 of
                        2)
                './topspin envs ENV' tells a world's options.
                """);
        assertThat(topspin.run("envs", "pong")).isZero();
        assertThat(topspin.out()).isEqualTo("""
                pong  two paddles, no ball
                  version 1; observation: 80x80x1 bits; action: 1 of 2
                  observation: binary80  what is seen (binary80, gray84, features)
                  frame-skip: 4          frames per decision
                  sticky: 0.0            probability that an action is repeated
                  reward-clip: true      rewards to -1, 0, 1
                """);
        assertThat(topspin.run("--help")).isZero();
        assertThat(topspin.out()).contains("./topspin train experiments/pong.yaml", "train", "eval", "envs");
        assertThat(topspin.run("train", "--help")).isZero();
        assertThat(topspin.out()).contains("--set", "--resume", "Ctrl-C");
        assertThat(topspin.run("--version")).isZero();
        assertThat(topspin.out()).startsWith("topspin ");
    }

    private String hash(String key, String value) {
        return ConfigHash.of(ExperimentFile.read(file, List.of(new Assignment(key, value, "")), topspin.registry())
                .config());
    }

    private static CommandLineFixture.Counting failing(Error failure) {
        return new CommandLineFixture.Counting() {
            @Override
            void beforeStep(long step, StopSignal stop) {
                throw failure;
            }
        };
    }

    private static CommandLineFixture.Counting failingAt(long failing, RuntimeException failure) {
        return new CommandLineFixture.Counting() {
            @Override
            void beforeStep(long step, StopSignal stop) {
                if (step == failing) {
                    throw failure;
                }
            }
        };
    }
}
