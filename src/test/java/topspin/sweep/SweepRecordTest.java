package topspin.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import topspin.run.RunDirectoryException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SweepRecordTest {
    private static final List<String> COMMAND = List.of("sweep", "s.yaml");

    @TempDir
    private Path directory;

    @Test
    void shouldKeepWhatTheSweepIsForAndHowItWasStarted() throws IOException {
        new SweepRecord(plan(), COMMAND).changed(trial());
        JsonNode json = json();
        assertThat(json.path("about").asText()).isEqualTo("Does it matter?");
        assertThat(json.path("command")).extracting(JsonNode::asText).containsExactly("sweep", "s.yaml");
        assertThat(json.path("trials").asInt()).isEqualTo(1);
        assertThat(json.path("at-once").asInt()).isEqualTo(2);
        assertThat(json.path("workers-each").asInt()).isEqualTo(3);
        assertThat(json.path("sessions").asInt()).isEqualTo(1);
    }

    @Test
    void shouldAddUpTheWallTimeOfItsSessions() throws IOException {
        Files.writeString(directory.resolve("sweep.json"), "{\"wall-seconds\": 100.5, \"sessions\": 2}");
        SweepRecord record = new SweepRecord(plan(), COMMAND);
        assertThat(record.seconds()).isEqualTo(100.5);
        record.changed(trial());
        assertThat(record.seconds()).isGreaterThan(100.5).isLessThan(160);
        assertThat(json().path("wall-seconds").asDouble()).isBetween(100.5, 160.0);
        assertThat(json().path("sessions").asInt()).isEqualTo(3);
    }

    @Test
    void shouldLeaveTheRecordOfAFinishedSweepAlone() throws IOException {
        new SweepRecord(plan(), COMMAND).tick(List.of(trial()));
        assertThat(directory.resolve("sweep.json")).doesNotExist();
    }

    @Test
    void shouldRefuseAFileThatIsNoRecord() throws IOException {
        for (String text : List.of("{\"x\": 1}", "{")) {
            Files.writeString(directory.resolve("sweep.json"), text);
            assertThatThrownBy(() -> new SweepRecord(plan(), COMMAND)).isInstanceOf(RunDirectoryException.class)
                    .hasMessageContaining("sweep.json is not a sweep's record");
        }
    }

    @Test
    void shouldLetTheSweepGoOnWhenItCannotBeWrittenAndTell() throws IOException {
        Path home = directory.resolve("not-yet");
        SweepRecord record = new SweepRecord(new SweepPlan("s", "", home, List.of(job()), 2, 3, 0, Optional.empty()), COMMAND);
        record.changed(trial());
        assertThat(record.problem()).contains(home.resolve("sweep.json") + " cannot be written: no such file or directory");

        Files.createDirectories(home);
        record.changed(trial());
        assertThat(record.problem()).as("it was written since").isEmpty();
        assertThat(home.resolve("sweep.json")).exists();
    }

    private JsonNode json() throws IOException {
        return new ObjectMapper().readTree(directory.resolve("sweep.json").toFile());
    }

    private SweepPlan plan() {
        return new SweepPlan("s", "Does it matter?", directory, List.of(job()), 2, 3, 0, Optional.empty());
    }

    private TrialStatus trial() throws IOException {
        return TrialStatus.onDisk(job());
    }

    private Trial job() {
        return new Trial("a", 1, directory.resolve("a/seed-1"), "", "", "hash", 100);
    }
}
