package topspin.train;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import topspin.env.Environment;
import topspin.env.EnvironmentOption;
import topspin.env.EnvironmentProvider;
import topspin.env.EnvironmentRegistry;
import topspin.env.Observations;
import topspin.policy.PolicyConfig;
import topspin.random.RandomStreams;
import topspin.space.Box;
import topspin.space.Discrete;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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
        assertThat(notices("dark", 0f)).filteredOn(notice -> notice.contains("same value for every observation"))
                .singleElement().asString().startsWith("step " + 3 * ROW + ": ");
        assertThat(notices("light", 1f)).noneMatch(notice -> notice.contains("same value"));
    }

    private List<String> notices(String name, float brightness) throws IOException {
        RunConfig d = RunConfig.defaults(RunConfig.Algorithm.A2C);
        RunConfig config = new RunConfig(name, Map.of("id", "night"), 2, 5, 6L * ROW, d.algorithm(), d.ppo(), d.a2c(),
                d.gamma(), d.entropy(), d.value(), d.maxGradNorm(), d.optimiser(),
                new PolicyConfig("none", 1, new PolicyConfig.Core("none", 4, 1, 0), "fused"), 1, "1", "auto", "auto",
                new RunConfig.Log(ROW, 4), new RunConfig.Checkpoints(100, 2), d.guard());
        List<String> notices = new ArrayList<>();
        try (RunDirectory run = RunDirectory.create(directory.resolve(name), "", ConfigHash.of(config))) {
            new Run(config, run, new Trainer(EnvironmentRegistry.of(List.of(new Night(brightness)))), List.of())
                    .execute(new StringBuilder(), step -> List.of(), new StopSignal(), notices::add);
        }
        return notices;
    }

    private record Night(float brightness) implements EnvironmentProvider {
        @Override
        public String id() {
            return "night";
        }

        @Override
        public String description() {
            return "what there is to see is as bright as it is";
        }

        @Override
        public List<EnvironmentOption> options() {
            return List.of();
        }

        @Override
        public Environment create(Map<String, Object> options, RandomStreams streams) {
            return new Game(brightness);
        }
    }

    private static final class Game implements Environment {
        private final float brightness;
        private int taken;

        Game(float brightness) {
            this.brightness = brightness;
        }

        @Override
        public Box observationSpace() {
            return Box.floats(0, 10, 1);
        }

        @Override
        public Discrete actionSpace() {
            return new Discrete(2);
        }

        @Override
        public void reset(Observations out, int row) {
            taken = 0;
            draw(out, row);
        }

        @Override
        public float step(int action, Observations out, int row) {
            taken++;
            draw(out, row);
            return action;
        }

        private void draw(Observations out, int row) {
            if (out != null) {
                out.floats()[out.offset(row)] = brightness * taken;
            }
        }

        @Override
        public boolean terminated() {
            return taken == 7;
        }

        @Override
        public boolean truncated() {
            return false;
        }

        @Override
        public void save(DataOutput out) throws IOException {
            out.writeInt(taken);
        }

        @Override
        public void restore(DataInput in) throws IOException {
            taken = in.readInt();
        }
    }
}
