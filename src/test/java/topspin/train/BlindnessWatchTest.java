package topspin.train;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import topspin.algorithm.a2c.A2c;
import topspin.env.CountingEnvironment;
import topspin.env.Environment;
import topspin.env.EnvironmentRegistry;
import topspin.env.ProviderOf;
import topspin.nn.cell.CoreConfig;
import topspin.policy.PolicyConfig;
import topspin.run.ConfigHash;
import topspin.run.RunConfig;
import topspin.run.RunDirectory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import static org.assertj.core.api.Assertions.assertThat;

class BlindnessWatchTest {
    private static final int ROW = 20;

    @TempDir
    private Path directory;

    @Test
    void shouldSpeakOnceWhenSeveralRowsWereBlind() {
        BlindnessWatch watch = new BlindnessWatch();
        assertThat(watch.observe(true)).isEmpty();
        assertThat(watch.observe(true)).isEmpty();
        assertThat(watch.observe(false)).isEmpty();
        assertThat(watch.observe(true)).isEmpty();
        assertThat(watch.observe(true)).isEmpty();
        assertThat(watch.observe(true)).hasValueSatisfying(
                said -> assertThat(said).contains("the same value for every observation").contains("learning-rate"));
        assertThat(watch.observe(true)).isEmpty();
    }

    /** A run says so once, at the third row, in a world that shows nothing; not where there is something to see. */
    @Test
    void shouldBeHeardInARun() throws IOException {
        assertThat(notices("dark", () -> CountingEnvironment.terminatingAfter(7).dark()))
                .filteredOn(notice -> notice.contains("same value for every observation"))
                .singleElement().asString().startsWith("step " + 3 * ROW + ": ");
        assertThat(notices("light", () -> CountingEnvironment.terminatingAfter(7)))
                .noneMatch(notice -> notice.contains("same value"));
    }

    private List<String> notices(String name, Supplier<Environment> world) throws IOException {
        RunConfig d = RunConfig.defaults(new A2c());
        RunConfig config = d.with().name(name).env(Map.of("id", "night")).environments(2).steps(5).totalSteps(6L * ROW)
                .policy(new PolicyConfig("none", 1, new CoreConfig("none", 4, 1, 0), "fused")).seed(1).workers("1")
                .shards("auto").engine("auto").log(new RunConfig.Log(ROW, 4))
                .checkpoint(new RunConfig.Checkpoints(100, 2)).build();
        List<String> notices = new ArrayList<>();
        try (RunDirectory run = RunDirectory.create(directory.resolve(name), "", ConfigHash.of(config))) {
            new Run(config, run, new Trainer(EnvironmentRegistry.of(List.of(new ProviderOf("night", world)))), List.of())
                    .execute(new StringBuilder(), step -> List.of(), new StopSignal(), notices::add);
        }
        return notices;
    }
}
