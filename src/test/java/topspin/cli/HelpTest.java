package topspin.cli;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import topspin.env.EnvironmentRegistry;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/** The pages of {@code --help}, all of them. */
class HelpTest {
    /** A line that ends inside a value: after =, / and their kind, or after a point that no sentence follows. */
    private static final Pattern TORN = Pattern.compile("[=/_|-]\n|\\.\n *([0-9]|[a-z-]+[.=/]|(yaml|csv|svg|png|html|json)\\b)");

    static List<String> commands() {
        List<String> commands = new ArrayList<>(List.of(""));
        String list = page("").split("Commands:\n")[1].split("\n\n")[0];
        list.lines().filter(line -> line.matches("  [a-z].*")).forEach(line -> commands.add(line.strip().split(" ")[0]));
        assertThat(commands).contains("train", "sweep", "stats", "bench").doesNotContain("bench-row");
        return commands;
    }

    @ParameterizedTest
    @MethodSource("commands")
    void shouldFit80ColumnsWithoutTearingAValueAndTeachByExample(String command) {
        String page = page(command);
        assertThat(page.lines().toList()).allSatisfy(line -> assertThat(line.length()).as(line).isLessThanOrEqualTo(80));
        assertThat(TORN.matcher(page).results().map(match -> page.substring(0, match.end()).lines()
                .reduce((before, last) -> before + last).orElse("")).toList()).isEmpty();
        assertThat(page).startsWith("Usage: ./topspin " + command).containsPattern("\nExamples?:\n  ./topspin [a-z-]+");
    }

    @Test
    void shouldKeepLongValuesWhole() {
        String page = page("train");
        assertThat(page).contains("such as ppo.clip=0.2.", "--set optimiser.schedule-ends=3500000,5000000\n",
                "\n  --seed N", "[EXPERIMENT.yaml]");
        assertThat(page("stats")).contains("--collapse LEVEL LEVEL").contains("--at STEP");
    }

    @Test
    void theListOfWorldsShouldFitToo() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        CommandLine envs = new CommandLine(new EnvsCommand(new Console(stream, stream, false), EnvironmentRegistry::load));
        assertThat(envs.execute()).isZero();
        assertThat(envs.execute("pong", "popgym")).isZero();

        String worlds = out.toString(StandardCharsets.UTF_8);
        assertThat(worlds).contains("\npopgym\n  popgym/autoencode-easy  watch", "\npong  ", "\n  frame-skip: 4", "(binary80,",
                "\npopgym/repeat-previous-hard  ", "\n  k: 64 ");
        assertThat(worlds.lines().toList()).allSatisfy(line -> assertThat(line.length()).as(line).isLessThanOrEqualTo(80));
    }

    private static String page(String command) {
        CommandLineFixture topspin = new CommandLineFixture();
        assertThat(command.isEmpty() ? topspin.run("--help") : topspin.run(command, "--help")).isZero();
        assertThat(topspin.err()).as("what a page says besides itself").isEmpty();
        return topspin.out();
    }
}
