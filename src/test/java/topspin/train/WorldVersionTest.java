package topspin.train;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import topspin.algorithm.ppo.Ppo;
import topspin.env.Environment;
import topspin.env.EnvironmentOption;
import topspin.env.EnvironmentProvider;
import topspin.env.EnvironmentRegistry;
import topspin.random.RandomStreams;
import topspin.run.RunConfig;
import topspin.run.RunDirectory;
import topspin.run.RunDirectoryException;
import topspin.run.WorldVersion;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A run is of one version of its world. */
class WorldVersionTest {
    @TempDir
    private Path directory;

    /** The recall task in some version. */
    private record Recalled(int version) implements EnvironmentProvider {
        private static final EnvironmentProvider WORLD = EnvironmentRegistry.load().provider("recall");

        @Override
        public String id() {
            return WORLD.id();
        }

        @Override
        public String description() {
            return WORLD.description();
        }

        @Override
        public List<EnvironmentOption> options() {
            return WORLD.options();
        }

        @Override
        public Environment create(Map<String, Object> options, RandomStreams streams) {
            return WORLD.create(options, streams);
        }
    }

    private static EnvironmentRegistry worlds(int version) {
        return EnvironmentRegistry.of(List.of(new Recalled(version)));
    }

    @Test
    void shouldGoOnInTheSameVersionOnly() throws IOException {
        RunConfig config = TrainingFixture.config(new Ppo());
        Path path = directory.resolve("run");
        assertThat(TrainingFixture.trainUntil(1, config, path, worlds(3)).finished()).isFalse();
        try (RunDirectory run = RunDirectory.view(path)) {
            assertThat(run.world()).contains(new WorldVersion("recall", 3));
        }
        assertThat(Files.readString(path.resolve("run.json"))).contains("\"environment\" : {\n    \"id\" : \"recall\",\n    \"version\" : 3");

        assertThatThrownBy(() -> TrainingFixture.resumeUntil(Long.MAX_VALUE, config, path, worlds(4)))
                .isInstanceOf(RunDirectoryException.class).hasMessage(path + " was trained in recall, version 3, and this is version "
                + "4: its episodes would be of two worlds; go on with the Topspin or the JAR that it began with, or train anew with "
                + "another --out");
        assertThat(TrainingFixture.resumeUntil(Long.MAX_VALUE, config, path, worlds(3)).finished()).isTrue();

        // a run from before versions were recorded goes on in any
        Path record = path.resolve("run.json");
        Files.writeString(record, Files.readString(record).replace("\"environment\" :", "\"formerly\" :"));
        try (RunDirectory run = RunDirectory.view(path)) {
            assertThat(run.world()).isEmpty();
        }
    }

    @Test
    void playingInAnotherVersionShouldBeSaid() throws IOException {
        RunConfig config = TrainingFixture.config(new Ppo());
        Path path = directory.resolve("played");
        TrainingFixture.train(config, path, worlds(1));
        Files.writeString(path.resolve("config.yaml"), topspin.experiment.ConfigYaml.of(config));
        List<String> notices = new ArrayList<>();
        SavedRun.open(path, CheckpointChoice.NEWEST, worlds(2), new Trainer(worlds(2)), notices::add).close();
        assertThat(notices).contains("the run was trained in recall, version 1, and this is version 2: scores are of another world");
    }
}
