package topspin.cli;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code topspin inspect}, over a small run of each kind of cell. */
class InspectCommandTest {
    @TempDir
    private Path directory;

    private final CommandLineFixture line = CommandLineFixture.real();
    private Path experiment;

    @BeforeEach
    void write() throws IOException {
        experiment = Files.writeString(directory.resolve("positions.yaml"), """
                env: {id: cart-pole}
                steps: 8
                total-steps: 256
                policy: {encoder: none, core: {units: 4, layers: 2}}
                log: {every: 128}
                """);
    }

    private Path train(String cell) {
        Path run = directory.resolve(cell);
        assertThat(line.run("train", experiment.toString(), "--out", run.toString(), "--set", "policy.core.type=" + cell))
                .as(line.err()).isZero();
        return run;
    }

    @ParameterizedTest
    @CsvSource({"lstm,forget gate", "gru,update gate", "rnn,hidden state", "mingru,highway gate", "lru,imaginary state"})
    void gatesAndStatesOfEveryCellShouldBeDrawn(String cell, String part) throws IOException {
        Path run = train(cell);
        assertThat(line.run("inspect", run.toString(), "--steps", "9")).as(line.err()).isZero();
        assertThat(line.out()).contains("value: ", "reward: no unit goes with it", "observation 1: ",
                "picture: " + run.resolve("inside.svg"));
        assertThat(Files.readString(run.resolve("inside.svg"))).contains(part + " of layer 1", part + " of layer 2");
        assertThat(run.resolve("inside.png")).isNotEmptyFile();
        assertThat(line.run("inspect", run.toString(), "--steps", "9")).as("again").isZero();
    }

    /** A policy that repeats what it saw three steps ago: nine tenths of its choice is owed to that step. */
    @Test
    void whatAPolicyDependsOnShouldBeTold() throws IOException {
        Path run = directory.resolve("repeat");
        assertThat(line.run("train", Files.writeString(directory.resolve("repeat.yaml"), """
                env: {id: popgym/repeat-previous-easy}
                environments: 64
                steps: 51
                total-steps: 300000
                gamma: 0.0
                ppo: {clip: 0.2}
                optimiser: {learning-rate: 3e-3}
                policy: {encoder: mlp, encoder-units: 32, core: {type: lru, units: 64, max-phase: 3.14159}}
                log: {every: 100000, score-window: 100}
                """).toString(), "--out", run.toString())).as(line.err()).isZero();
        assertThat(line.run("inspect", run.toString(), "--steps", "51")).as(line.err()).isZero();
        assertThat(line.out()).contains("the value depends on what was seen ")
                .containsPattern("the choice depends on what was seen 3 steps back \\(9\\d %\\)");
        assertThat(Files.readString(run.resolve("inside.svg")))
                .contains("gradient of the value in what was seen, by steps back", "gradient of the choice in what was seen, by steps back");
    }

    @Test
    void whatHasNoMemoryShouldBeRefused() {
        Path run = directory.resolve("none");
        assertThat(line.run("train", experiment.toString(), "--out", run.toString(), "--set", "policy.core.type=none", "--set",
                "policy.core.layers=1", "--set", "policy.encoder=mlp")).as(line.err()).isZero();
        assertThat(line.run("inspect", run.toString())).isEqualTo(2);
        assertThat(line.err()).contains("its policy has no memory");
        assertThat(line.run("inspect", run.toString(), "--steps", "1")).isEqualTo(2);
        assertThat(line.err()).isEqualTo("--steps 1: expected a whole number from 2 to 100000\n");
    }
}
