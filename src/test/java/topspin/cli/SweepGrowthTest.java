package topspin.cli;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import topspin.config.InputException;
import topspin.run.RunDirectoryException;
import topspin.sweep.SweepPlan;
import topspin.sweep.Trial;
import topspin.sweep.TrialState;
import topspin.sweep.TrialStatus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Sweeps whose file asks for more than it did when their first trials were trained. */
class SweepGrowthTest {
    private final CommandLineFixture topspin = new CommandLineFixture();
    @TempDir
    private Path directory;
    private Path out;

    @BeforeEach
    void place() throws IOException {
        out = directory.resolve("out");
        Files.writeString(directory.resolve("pong.yaml"), """
                env: {id: pong}
                environments: 4
                steps: 25
                total-steps: 500
                policy: {encoder: binary-dense}
                checkpoint: {every: 200}
                """);
    }

    @Test
    void shouldKnowATrialThatHasFewerSteps() throws IOException {
        train("set: {optimiser.schedule: constant}");

        Trial trial = plan("set: {optimiser.schedule: constant, total-steps: 700}").trials().get(0);
        assertThat(trial.shorter().orElseThrow().more()).containsExactly("total-steps=700");
        TrialStatus status = TrialStatus.onDisk(trial);
        assertThat(status.state()).as("finished before, and to be gone on with").isEqualTo(TrialState.PAUSED);
        assertThat(status.step()).isEqualTo(500);

        assertThat(topspin.run("train", "--resume", trial.directory().toString(), "--set",
                trial.shorter().orElseThrow().more().get(0))).isZero();
        Trial after = plan("set: {optimiser.schedule: constant, total-steps: 700}").trials().get(0);
        assertThat(after.shorter()).isEmpty();
        assertThat(TrialStatus.onDisk(after).state()).isEqualTo(TrialState.FINISHED);
    }

    @Test
    void shouldKeepWhatIsThereWhenSeedsAndVariantsAreAdded() throws IOException {
        train("variants: {a: {gamma: 0.9}}");

        SweepPlan plan = plan("variants: {a: {gamma: 0.9}, b: {gamma: 0.8}}\nseeds: [1, 2]");
        assertThat(plan.trials()).extracting(Trial::name).containsExactly("a/seed-1", "b/seed-1", "a/seed-2", "b/seed-2");
        assertThat(TrialStatus.onDisk(plan.trials().get(0)).state()).isEqualTo(TrialState.FINISHED);
        assertThat(TrialStatus.onDisk(plan.trials().get(2)).state()).isEqualTo(TrialState.WAITING);
    }

    @Test
    void shouldRefuseMoreStepsThatWouldBeAnotherExperiment() throws IOException {
        Path run = train("").directory();

        assertThatThrownBy(() -> plan("set: {total-steps: 700}")).isInstanceOf(InputException.class)
                .hasMessageStartingWith(run + " holds this trial with other total-steps: optimiser.schedule-ends: expected "
                        + "'500,700' (the learning rate falls again")
                .hasMessageEndingWith("; set it for all trials, or give the sweep another name or --out");
        assertThatThrownBy(() -> plan("set: {total-steps: 400}")).isInstanceOf(InputException.class)
                .hasMessageContaining("total-steps: expected more than the 500 steps that the run has already, got 400");
        Trial trial = plan("set: {total-steps: 700, optimiser.schedule-ends: '500,700'}").trials().get(0);
        assertThat(trial.shorter().orElseThrow().more())
                .containsExactly("total-steps=700", "optimiser.schedule-ends=500,700");

        Trial other = plan("set: {gamma: 0.5, total-steps: 700}").trials().get(0);
        assertThat(other.shorter()).isEmpty();
        assertThatThrownBy(() -> TrialStatus.onDisk(other)).isInstanceOf(RunDirectoryException.class)
                .hasMessageContaining("another configuration");
    }

    /** Earlier versions called the first of twelve draws random-01. */
    @Test
    void moreDrawsShouldFindTheFirstAgain() throws IOException {
        String search = "search: {random: %d, keys: {gamma: {uniform: [0.9, 0.99]}}}";
        List<Trial> few = plan(search.formatted(9)).trials();
        assertThat(plan(search.formatted(12)).trials().subList(0, 9)).isEqualTo(few);
        assertThat(few.get(0).name()).isEqualTo("random-1/seed-1");

        Files.createDirectories(out.resolve("random-01/seed-1"));
        List<Trial> more = plan(search.formatted(120)).trials();
        assertThat(more).extracting(Trial::variant).contains("random-01", "random-12", "random-120");
        assertThat(more.get(0).settings()).isEqualTo(few.get(0).settings());
    }

    private Trial train(String sweep) throws IOException {
        Trial trial = plan(sweep).trials().get(0);
        Path config = Files.writeString(directory.resolve("trial.yaml"), trial.config());
        assertThat(topspin.run("train", config.toString(), "--out", trial.directory().toString())).isZero();
        return trial;
    }

    private SweepPlan plan(String sweep) throws IOException {
        Path file = Files.writeString(directory.resolve("sweep.yaml"), "base: pong.yaml\n" + sweep + "\n");
        return SweepFile.read(file, out, null, 8, topspin.registry());
    }
}
