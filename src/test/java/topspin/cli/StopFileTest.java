package topspin.cli;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import topspin.run.RunDirectory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import static org.assertj.core.api.Assertions.assertThat;

/** A file asks a run to stop, as the page does, or {@code touch} from another machine. */
@Timeout(120)
class StopFileTest {
    @TempDir
    private Path directory;

    private Path experiment() throws IOException {
        return Files.writeString(directory.resolve("recall.yaml"), """
                env: {id: recall, delay: 2}
                environments: 4
                steps: 10
                total-steps: 400000
                algorithm: a2c
                policy: {encoder: none, core: {units: 4}}
                log: {every: 2000}
                checkpoint: {every: 100000}
                """);
    }

    private static void awaitRows(Path run, int rows) throws Exception {
        while (!Files.exists(run.resolve("table.txt")) || Files.readAllLines(run.resolve("table.txt")).size() < rows + 2) {
            Thread.sleep(2);
        }
    }

    @Test
    void aRunShouldStopAfterItsUpdateAndGoOnAsIfNothingHadBeen() throws Exception {
        CommandLineFixture topspin = CommandLineFixture.real();
        Path run = directory.resolve("run");
        String file = experiment().toString();
        CompletableFuture<Integer> exitCode = CompletableFuture.supplyAsync(() -> topspin.run("train", file, "--out", run.toString()));
        awaitRows(run, 5);
        RunDirectory.requestStop(run);
        assertThat(exitCode.get()).isZero();
        assertThat(topspin.err()).contains("interrupted; go on with ./topspin train --resume " + run);
        assertThat(Files.readString(run.resolve("run.json"))).contains("\"status\" : \"interrupted\"");
        assertThat(run.resolve("stop")).doesNotExist();
        assertThat(Files.readAllLines(run.resolve("table.txt"))).hasSizeLessThan(202);

        // one that came too late asks nothing of the next session
        RunDirectory.requestStop(run);
        assertThat(topspin.run("train", "--resume", run.toString())).as(topspin.err()).isZero();
        Path whole = directory.resolve("whole");
        assertThat(topspin.run("train", file, "--out", whole.toString())).isZero();
        assertThat(scores(run)).isEqualTo(scores(whole)).hasSize(202);
    }

    private static List<String> scores(Path run) throws IOException {
        return Files.readAllLines(run.resolve("table.txt")).stream().map(line -> line.substring(0, line.lastIndexOf(' '))).toList();
    }
}
