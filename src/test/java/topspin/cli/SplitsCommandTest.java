package topspin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import topspin.env.EnvironmentRegistry;
import topspin.sequence.Agreement;
import topspin.sequence.Quantity;
import topspin.sequence.SequenceSplitter;
import topspin.sequence.SplitTrial;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code topspin splits} as people and machines use it, on the real Pong. */
class SplitsCommandTest {
    private static final String[] SMALL = {"splits", "--units", "16", "--inputs", "12", "--steps", "24", "--envs", "4",
        "--repetitions", "1"};

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void shouldJudgeEveryVariantOnARolloutWithABorderInside() {
        assertThat(run(SMALL)).isZero();
        assertThat(out()).contains("fused", "split-squeeze", "primitive", "chunked(12)", "same bits", "other maths");
        assertThat(err()).contains("24 steps × 4 environments").doesNotContain(" 0 episode borders");
    }

    @Test
    void shouldFitATerminalOf120ColumnsAndExplainItsUnits() {
        assertThat(run("splits", "--units", "256", "--inputs", "12", "--steps", "128", "--envs", "1", "--repetitions", "1",
                "--log-shapes")).isZero();
        assertThat((out() + err()).lines().toList()).allSatisfy(line -> assertThat(line.length()).as(line).isLessThanOrEqualTo(120));
        assertThat(out()).contains("\nNumbers: largest difference to fused, as a share of the tensor's largest element; ! is "
                + "more than rounding.\n", "\nTimes: medians on one thread.").containsPattern("chunked.*\\d !");
    }

    @Test
    void shouldTakeTheShapeOfAnExperimentUnlessTheLineSaysOtherwise(@TempDir Path directory) throws IOException {
        Path experiment = Files.writeString(directory.resolve("recall.yaml"), """
                env: {id: recall, cues: 3, delay: 2}
                environments: 6
                steps: 10
                shards: 3
                ppo: {minibatches: 1}
                policy: {encoder-units: 7, core: {units: 5}}
                seed: 4
                """);
        String[] ofTheFile = {"splits", experiment.toString(), "--variants", "padded", "--repetitions", "1", "--json"};
        assertThat(run(ofTheFile)).isZero();
        String json = out();
        assertThat(json).contains("\"steps\" : 10", "\"envs\" : 6", "\"shards\" : 3", "\"inputs\" : 7", "\"units\" : 5");
        out.reset();

        assertThat(run(ofTheFile, "--steps", "12", "--envs", "9", "--units", "6", "--inputs", "8", "--seed", "5")).isZero();
        assertThat(out()).contains("\"steps\" : 12", "\"envs\" : 9", "\"shards\" : 3", "\"inputs\" : 8", "\"units\" : 6");
    }

    /** Recall with three cues has three actions: a column each, and one for the reward. */
    @ParameterizedTest
    @ValueSource(strings = {"--repetitions=1", "--random"})
    void shouldReadWhatThePolicyReadsOfTheStepBefore(String how, @TempDir Path directory) throws IOException {
        Path experiment = Files.writeString(directory.resolve("recall.yaml"), """
                env: {id: recall, cues: 3, delay: 2}
                environments: 4
                steps: 9
                ppo: {minibatches: 1}
                policy: {encoder-units: 7, core: {units: 5}, previous: action-reward}
                """);
        assertThat(run("splits", experiment.toString(), "--variants", "padded,split", "--json", how)).isZero();
        assertThat(out()).contains("\"inputs\" : 11");
    }

    @Test
    void shouldRefuseAnExperimentWithoutACore(@TempDir Path directory) throws IOException {
        Path experiment = Files.writeString(directory.resolve("e.yaml"), "env: {id: recall}\npolicy: {core: {type: none}}\n");
        assertThat(run("splits", experiment.toString())).isEqualTo(2);
        assertThat(err()).isEqualTo(experiment + ":2: policy.core.type: expected a recurrent cell, since a policy without memory has "
                + "nothing to split\n");
        err.reset();
        assertThat(run("splits", "a.yaml", "--train", "b.yaml")).isEqualTo(2);
        assertThat(err()).isEqualTo("--train b.yaml: expected one experiment, got a.yaml as well\n");
    }

    @Test
    void shouldPrintJsonForMachines() throws IOException {
        assertThat(run(SMALL, "--json", "--random", "--variants", "fused,packed,flat", "--shards", "2")).isZero();
        JsonNode json = new ObjectMapper().readTree(out());
        assertThat(json.get("shards").asInt()).isEqualTo(2);
        assertThat(json.get("variants")).hasSize(3);
        JsonNode packed = json.get("variants").get(1);
        assertThat(packed.get("claim").asText()).isEqualTo("same");
        assertThat(packed.get("keeps-claim").asBoolean()).isTrue();
        assertThat(packed.at("/quantities/output/verdict").asText()).isEqualTo("same bits");
        assertThat(json.get("variants").get(2).get("verdict").asText()).isEqualTo("other maths");
    }

    @Test
    void shouldDrawABarPerVariant(@TempDir Path directory) throws IOException {
        Path plot = directory.resolve("splits.svg");
        assertThat(run(SMALL, "--random", "--variants", "fused,padded", "--plot", plot.toString())).isZero();
        assertThat(Files.readString(plot)).startsWith("<svg").contains(">fused<", ">padded<", "same bits");
    }

    @Test
    void shouldWalkThroughTheLogsShapes() {
        assertThat(run("splits", "--log-shapes", "--repetitions", "1", "--variants", "fused,split,padded")).isZero();
        assertThat(out()).contains("hidden_sequence: 128 × (1, 256)", "hidden_weights (256, 1024)",
                "input_weights (256, 1024)", "state.shape = (1, 512)",
                "These variants are the same function:", "  fused, split, padded.", "2 of 3 agree to the last bit");
    }

    @Test
    void shouldFailIfAVariantDoesNotKeepItsClaim() {
        SplitTrial.Result wrong = result("packed", new float[] {1, 2}, new float[] {1, 3});
        SplitTrial.Result right = result("padded", new float[] {1, 2}, new float[] {1, 2});
        SplitTrial.Result honest = result("flat", new float[] {1, 2}, new float[] {1, 3});
        Console console = new Console(new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8), false);

        assertThat(SplitsCommand.verdict(List.of(right, honest), console)).isZero();
        assertThat(SplitsCommand.verdict(List.of(right, wrong, honest), console)).isEqualTo(1);
        assertThat(err()).startsWith("packed is not what it claims to be (").hasLineCount(1);
    }

    private static SplitTrial.Result result(String sequence, float[] expected, float[] actual) {
        return new SplitTrial.Result(SequenceSplitter.of(sequence),
                Map.of(Quantity.OUTPUT, Agreement.of(expected, actual, 1)), 1, 1, 1, 0, 0);
    }

    @Test
    void shouldTrainThroughVariantsAndTellWhereTheyPart(@TempDir Path directory) throws IOException {
        Path experiment = Files.writeString(directory.resolve("recall.yaml"), """
                env: {id: recall, cues: 2, delay: 3}
                environments: 4
                steps: 10
                total-steps: 200
                ppo: {minibatches: 1}
                policy: {encoder: none, core: {units: 8}}
                """);
        Path results = directory.resolve("out");
        assertThat(run("splits", "--train", experiment.toString(), "--variants", "padded,split,flat", "--out",
                results.toString())).isZero();
        assertThat(out().lines().map(line -> line.split(" ")[0])).containsExactly("run", "fused,", "padded", "split", "flat");
        assertThat(out()).containsPattern("padded +0 +- +- +0 +same bits throughout")
                .containsPattern("split +\\S+e-0[6-9] +- +- .*rounding\n").containsPattern("flat .*other maths\n")
                .containsPattern("fused, one weight one ulp up +\\S+e-0[6-9] ");
        assertThat(Files.readAllLines(results.resolve("divergence.csv"))).hasSize(1 + 5)
                .first().isEqualTo("rollout,\"fused, one weight one ulp up\",\"padded\",\"split\",\"flat\"");
        assertThat(results.resolve("divergence.svg")).content().startsWith("<svg").contains(">padded<", "never acts");
    }

    @Test
    void shouldRefuseToTrainWhatDoesNotFit(@TempDir Path directory) throws IOException {
        Path experiment = Files.writeString(directory.resolve("e.yaml"), "env: {id: recall}\nalgorithm: a2c\n"
                + "policy: {encoder: none}\n");
        assertThat(run("splits", "--train", experiment.toString(), "--out", directory.resolve("o").toString())).isEqualTo(2);
        assertThat(err()).isEqualTo(experiment + ":2: algorithm: expected ppo, which divergence is measured with\n");
        assertThat(directory.resolve("o")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--variants fussed | --variants fussed: unknown sequence 'fussed'; did you mean fused?",
        "--variants chunked(25) | --variants chunked(25): expected a chunk of at most the 24 steps of a rollout",
        "--variants burn-in(24) | --variants burn-in(24): expected burn-in to be shorter than the 24 steps",
        "--variants primitive --engine nd4j | --variants primitive: expected engine onednn",
        "--engine cuda | --engine cuda: expected one of auto, onednn, nd4j",
        "--cell gruu | --cell gruu: policy.core.type: expected one of lstm, gru, rnn, mingru, lru, none, got 'gruu'; did you mean "
            + "gru?",
        "--cell none | --cell none: expected a recurrent cell",
        "--cell gru,layer-norm=true | --cell gru,layer-norm=true: policy.core.layer-norm: is an option of lstm, and this core is "
            + "gru",
        "--cell gru,reset | --cell gru,reset: expected options as KEY=VALUE after the name",
        "--cell lru --variants primitive | --variants primitive: expected core lstm without layer-norm, gru or rnn for sequence primitive",
        "--layers 0 | --layers 0: expected a whole number, at least 1",
        "--shards 0 | --shards 0: expected a whole number, at least 1",
        "--shards 3 | --shards 3: expected a divisor of --envs 4",
        "--reset-rate 0.1 | --reset-rate 0.1: needs --random",
        "--random --reset-rate 2 | --reset-rate 2.0: expected a probability from 0 to 1",
        "--env pnog | --env pnog: unknown environment; did you mean pong?",
        "--observation fog | --env pong:"})
    void shouldRefuseWhatCannotBe(String arguments, String line) {
        assertThat(run(SMALL, arguments.split(" "))).isEqualTo(2);
        assertThat(err()).startsWith(line).hasLineCount(1);
    }

    @Test
    void shouldRefuseWhatNoMatrixHolds() {
        assertThat(run("splits", "--steps", "2147483647", "--envs", "2147483647", "--units", "2147483647")).isEqualTo(2);
        assertThat(err()).startsWith("--steps 2147483647: expected steps × envs × the larger of 4·units and inputs to be at "
                + "most 536870911, got 396140812").hasLineCount(1);
        err.reset();
        assertThat(run("splits", "--steps", "1", "--envs", "1", "--units", "100000")).isEqualTo(2);
        assertThat(err()).isEqualTo("--units 100000: expected 4·units × the larger of units and inputs to be at most "
                + "536870911, got 40000000000\n");
    }

    private int run(String[] first, String... more) {
        String[] all = new String[first.length + more.length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(more, 0, all, first.length, more.length);
        return run(all);
    }

    private int run(String... arguments) {
        Console console = new Console(new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8), false);
        return Main.run(console, EnvironmentRegistry::load, ignored -> {
            throw new AssertionError("trains nothing");
        }, arguments);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
