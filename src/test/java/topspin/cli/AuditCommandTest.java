package topspin.cli;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import topspin.env.EnvironmentRegistry;
import topspin.plugin.TestJar;
import topspin.train.Trainer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

class AuditCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path directory;

    private int run(String... args) {
        out.reset();
        err.reset();
        return Main.run(new Console(out, new PrintStream(err, true, StandardCharsets.UTF_8), false), EnvironmentRegistry::load,
                Trainer::new, args);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void shouldPrintALinePerPlayer() {
        assertThat(run("audit", "popgym/repeat-first-easy", "t-maze", "--episodes", "200")).as(err()).isZero();
        assertThat(out().lines().toList()).hasSize(7);
        assertThat(out()).containsPattern("popgym/repeat-first-easy +1 +random +-0.5000 +-0\\.\\d{4} +0\\.\\d{4} +51 +[\\d,]{7,}\n");
        assertThat(out()).containsPattern("\n +oracle +1.0000 +1.0000 +0.0000 +51\n").containsPattern("\nt-maze +1 +random");
        assertThat(err()).isEqualTo("2 worlds, nothing wrong\n");
    }

    @Test
    void shouldTakeAFamilyAndAnOption() {
        assertThat(run("audit", "bsuite", "--episodes", "100")).as(err()).isZero();
        assertThat(out()).contains("bsuite/memory-len", "bsuite/memory-size");
        assertThat(run("audit", "popgym/repeat-previous-easy", "--set", "env.k=1", "--episodes", "100")).as(err()).isZero();
        assertThat(out()).containsPattern("memoryless +1.0000 +1.0000");
    }

    /** A coin whose players are told a wrong ceiling. */
    @Test
    void shouldFailWhereAWorldIsNotWhatItsJarSays() throws IOException {
        Path jar = TestJar.world(directory, "coin").replace("worlds.Coin", "public Box observationSpace", """
                public Optional<Reference> reference(Map<String, Object> options) {
                    return Optional.of(new Reference(10, 10, 0, 10,
                            ReferencePlayer.of(ReferencePlayer.Role.RANDOM, 5, "exact", UniformPlayer::of),
                            ReferencePlayer.of(ReferencePlayer.Role.ORACLE, 12, "guessed", (world, streams) ->
                                    (seen, row, actions, index) -> actions.set(index, 1))));
                }
                public Box observationSpace""").write(directory.resolve("worlds.jar"));
        assertThat(run("--jar", jar.toString(), "audit", "coin", "--episodes", "100")).as(err()).isEqualTo(1);
        assertThat(err()).startsWith("coin: oracle misses the ceiling: 10.0000 ± 0.0000; expected 12.0000 (guessed)\n1 world, 1 wrong\n");
        assertThat(out()).containsPattern("\ncoin +1 +random +5.0000 +[45]\\.\\d{4}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "popgim | unknown environment 'popgim'; nearest:",
        "gym-http | gym-http has no players with these options, so there is nothing to audit",
        "popgym/repeat-previous-easy --set k=52 | --set k=52: expected 1 to 51, one less than the deck's cards, got 52",
        "popgym/repeat-previous-easy --set k=many | --set k=many: expected a whole number, got 'many'",
        "popgym/repeat-previous-easy --set kay=1 | --set kay=1: unknown option of popgym/repeat-previous-easy; did you mean k?",
        "popgym/repeat-previous-easy --set k | --set k: ",
        "t-maze --set corridor=0 | --set corridor=0: expected 1 to 1000000, got 0",
        "popgym/minesweeper-easy --set mines=14 | --set mines=14: expected 1 to 13, three less than the tiles, got 14",
        "popgym --set k=3 | --set k=3: expected one world before it, whose option it is",
        "t-maze --episodes 5 | --episodes 5: expected a whole number, at least 100",
        "t-maze --workers -1 | --workers -1: expected a whole number, at least 0"})
    void shouldRefuseInOneLine(String arguments, String message) {
        assertThat(run(("audit " + arguments).split(" "))).isEqualTo(2);
        assertThat(err()).startsWith(message).hasLineCount(1);
        assertThat(out()).isEmpty();
    }
}
