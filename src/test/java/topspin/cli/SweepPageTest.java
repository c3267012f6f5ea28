package topspin.cli;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import topspin.config.InputException;
import topspin.env.EnvironmentRegistry;
import topspin.experiment.ExperimentFile;
import topspin.sweep.SweepPlan;
import topspin.sweep.Trial;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** {@code docs/sweeps.md} and {@code sweep --help} can be copied, and a sweep that grows keeps its names. */
class SweepPageTest {
    @TempDir
    private Path directory;

    private SweepPlan plan(String yaml) throws IOException {
        Path file = Files.writeString(directory.resolve("mine.yaml"), yaml);
        return SweepFile.read(file, directory.resolve("out"), null, 2, EnvironmentRegistry.load());
    }

    private static String relocated(String yaml) {
        return yaml.replace("../experiments/", Path.of("experiments").toAbsolutePath() + "/");
    }

    @Test
    void everyFormOfThePageShouldBeASweep() throws IOException {
        List<String> blocks = Pattern.compile("(?s)```yaml\\n(.*?)```").matcher(Files.readString(Path.of("docs/sweeps.md")))
                .results().map(block -> block.group(1)).toList();
        assertThat(blocks).hasSize(6);
        List<Integer> trials = new ArrayList<>();
        for (String block : blocks) {
            trials.add(plan(relocated(block)).trials().size());
        }
        assertThat(trials).containsExactly(12, 10, 12, 6, 40, 18);
    }

    @Test
    void theExampleOfTheHelpShouldBeASweep() throws IOException {
        String[] footer = SweepCommand.class.getAnnotation(picocli.CommandLine.Command.class).footer();
        List<String> yaml = List.of(footer).stream().dropWhile(line -> !line.contains("base:")).map(line -> line.substring(2))
                .toList();
        assertThat(plan(relocated(String.join("\n", yaml))).trials()).hasSize(2 * 2 * 20 * 5);
    }

    @Test
    void moreDrawsSeedsAndStepsShouldKeepTheNamesThatAreThere() throws IOException {
        String yaml = relocated("""
                base: ../experiments/pong.yaml
                search: {random: 8, keys: {optimiser.learning-rate: {log-uniform: [1e-4, 1e-2]}}}
                seeds: {first: 1, count: 2}
                """);
        List<Trial> few = plan(yaml).trials();
        List<Trial> many = plan(yaml.replace("random: 8", "random: 120").replace("count: 2", "count: 3")).trials();
        assertThat(few).hasSize(16).allSatisfy(trial -> assertThat(many).anySatisfy(other -> {
            assertThat(other.directory()).isEqualTo(trial.directory());
            assertThat(other.configHash()).isEqualTo(trial.configHash());
        }));
    }

    @Test
    void shouldSayWhichCommandTakesAFile() throws IOException {
        assertThatThrownBy(() -> SweepFile.read(Path.of("experiments/pong.yaml"), null, null, 2, EnvironmentRegistry.load()))
                .isInstanceOf(InputException.class).hasMessage("experiments/pong.yaml: is an experiment, not a sweep; train "
                        + "it with ./topspin train experiments/pong.yaml");
        assertThatThrownBy(() -> ExperimentFile.read(Path.of("experiments/pong-seeds.yaml"), List.of(),
                EnvironmentRegistry.load())).isInstanceOf(InputException.class).hasMessage("experiments/pong-seeds.yaml: is a "
                        + "sweep, not an experiment; run it with ./topspin sweep experiments/pong-seeds.yaml");
    }
}
