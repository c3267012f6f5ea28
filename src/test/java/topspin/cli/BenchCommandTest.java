package topspin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import topspin.env.EnvironmentRegistry;
import topspin.run.RunFailedException;
import topspin.train.Trainer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static topspin.cli.BenchCase.Network.BINARY80;
import static topspin.cli.BenchCase.Network.FEATURES;
import static topspin.cli.BenchCase.Network.PIXELS;

class BenchCommandTest {
    private static final String MEASURED = """
            {"steps-per-second": 1000, "collect-ms": 1, "learn-ms": 2, "update-gflops": 50, "live-heap-mb": 60,
             "cores-used": 1, "peak-memory-mb": 77}""";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void shouldMeasureARowThatTrainsForReal() throws IOException {
        assertThat(run("bench-row", "--network", "FEATURES", "--algorithm", "PPO", "--envs", "8", "--steps", "16",
                "--minibatches", "2", "--workers", "2", "--seconds", "3")).as(err.toString()).isZero();
        JsonNode row = new ObjectMapper().readTree(out.toString(StandardCharsets.UTF_8));
        assertThat(row.get("steps-per-second").asDouble()).isPositive();
        assertThat(row.get("learn-ms").asDouble()).isPositive();
        assertThat(row.get("update-gflops").asDouble()).isPositive();
        assertThat(row.get("cores-used").asDouble()).isBetween(0.01, 2.0 * Runtime.getRuntime().availableProcessors());
        assertThat(row.get("live-heap-mb").asDouble()).isPositive();
        assertThat(row.has("peak-memory-mb")).isTrue();
    }

    @Test
    void shouldMeasureThePeak() {
        assertThat(run("bench-peak", "--workers", "2", "--rounds", "1")).isZero();
        assertThat(Double.parseDouble(out.toString(StandardCharsets.UTF_8))).isPositive();
    }

    @Test
    void shouldRefuseATimeThatIsNone() {
        assertThat(run("bench", "--seconds", "0")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("--seconds 0.0: expected").hasLineCount(1);
    }

    @Test
    void shouldCountTheProductsOfAnUpdate() {
        // LSTM of 256: 6 features × 1024 and 256 × 1024 weights; heads 256 × 3. Two operations per weight and pass; the
        // first layer has no gradient in its inputs. A2C: backward only. PPO: forward too, four times.
        double first = 2 * 6 * 1024;
        double rest = 2 * 256 * 1024 + 2 * 256 * 3;
        assertThat(BenchCase.of(FEATURES, BenchCase.Update.A2C, 1).learnOperations(6)).isEqualTo(first + 2 * rest);
        assertThat(BenchCase.of(FEATURES, BenchCase.Update.PPO, 1).learnOperations(6))
                .isEqualTo(4 * (2 * first + 3 * rest));
        // the sparse first layer counts as nothing
        assertThat(BenchCase.of(BINARY80, BenchCase.Update.A2C, 1).learnOperations(6400))
                .isEqualTo(2 * (2.0 * 512 * 1024 + 2 * 256 * 3));
        // 32 8×8/4 on 84×84: 20×20; 64 4×4/2: 9×9; 64 3×3/1: 7×7; dense 3136 × 512; LSTM 512 + 256
        double convolution = 2.0 * 400 * 32 * 64;
        double others = 2.0 * (81 * 64 * 32 * 16 + 49 * 64 * 64 * 9 + 3136 * 512 + 768 * 1024 + 256 * 3);
        assertThat(BenchCase.of(PIXELS, BenchCase.Update.A2C, 1).learnOperations(7056)).isEqualTo(convolution + 2 * others);
    }

    @Test
    void shouldScaleOverPowersOfTwoAndAllCores() {
        assertThat(BenchCommand.workerCounts(1, false)).containsExactly(1);
        assertThat(BenchCommand.workerCounts(2, false)).containsExactly(1, 2);
        assertThat(BenchCommand.workerCounts(6, false)).containsExactly(1, 2, 4, 6);
        assertThat(BenchCommand.workerCounts(6, true)).containsExactly(1, 6);
    }

    @Test
    void shouldReportSharesFactorsAndMemoryPerEnvironment() throws IOException {
        BenchReport report = new BenchReport(Map.of(1, 200.0, 2, 400.0),
                List.of(result(BenchCase.of(FEATURES, BenchCase.Update.A2C, 1), 1000, 100, 50),
                        result(BenchCase.of(FEATURES, BenchCase.Update.A2C, 2), 1900, 220, 50)),
                List.of(result(BenchCase.of(BINARY80, BenchCase.Update.A2C, 2).shaped(8, 256, 1), 5000, 1, 60),
                        result(BenchCase.of(BINARY80, BenchCase.Update.A2C, 2).shaped(256, 8, 1), 4500, 1, 184)),
                List.of(new BenchReport.Disturbed(result(BenchCase.of(BINARY80, BenchCase.Update.PPO, 2), 8000, 1, 50, 1.9),
                        result(BenchCase.of(BINARY80, BenchCase.Update.PPO, 2), 5000, 1, 50, 1.14))));

        assertThat(report.memoryPerEnvironment()).isCloseTo(0.5, within(1e-9));
        assertThat(report.text()).containsPattern("features a2c +1 +8×16 +1 +1,000 +1.00 .* 100 +50 % +77")
                .containsPattern("features a2c +2 +8×16 +1 +1,900 +1.90 .* 220 +55 % +77")
                .contains("memory per environment: 0.500 MB")
                .containsPattern("256 +8 +4,500 +0.90")
                .containsPattern("binary80 ppo +2 +16×128 +8,000 +5,000 +0.63 +1.90 +1.14 +0.60");
        JsonNode json = new ObjectMapper().readTree(report.json());
        assertThat(json.at("/training/1/share-of-peak").asDouble()).isEqualTo(0.55);
        assertThat(json.at("/peak-gflops/2").asDouble()).isEqualTo(400);
        assertThat(json.at("/beside-a-busy-process/0/factor").asDouble()).isEqualTo(0.625);
        assertThat(json.at("/beside-a-busy-process/0/cpu-share").asDouble()).isCloseTo(0.6, within(1e-9));
        assertThat(json.at("/environments/1/steps-per-second").asDouble()).isEqualTo(4500);
    }

    @Test
    void shouldKeepItsRowsWhenOneFails() throws Exception {
        assertThat(bench((what, arguments) -> {
            if (arguments.contains("PIXELS") || what.startsWith("the peak") && arguments.contains("1")) {
                throw new RunFailedException(what + " ended with exit code 2: too short");
            }
            return what.startsWith("the peak") ? "100\n" : MEASURED;
        })).isEqualTo(1);
        String table = out.toString(StandardCharsets.UTF_8);
        assertThat(table).contains("features a2c", "binary80 ppo", "More environments", "Beside a foreign process")
                .doesNotContain("pixels", "NaN");
        assertThat(err.toString(StandardCharsets.UTF_8).lines()).allMatch(line -> line.startsWith("left out: "))
                .contains("left out: pixels a2c 8×16, 1 worker ended with exit code 2: too short",
                        "left out: the peak ended with exit code 2: too short");
    }

    @Test
    void shouldPrintNothingButComplaintsWhenEveryRowFails() throws Exception {
        assertThat(bench((what, arguments) -> {
            throw new RunFailedException(what + " failed");
        })).isEqualTo(1);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("left out: features a2c 8×16, 1 worker failed\n");
    }

    private int bench(BenchCommand.Part part) throws Exception {
        PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);
        return new BenchCommand(new Console(new PrintStream(out, true, StandardCharsets.UTF_8), errors, false), part).call();
    }

    private static BenchCommand.Result result(BenchCase row, double fps, double gigaflops, double heap)
            throws IOException {
        return result(row, fps, gigaflops, heap, row.workers());
    }

    private static BenchCommand.Result result(BenchCase row, double fps, double gigaflops, double heap, double cores)
            throws IOException {
        return new BenchCommand.Result(row, new ObjectMapper().readTree("{\"steps-per-second\": " + fps
                + ", \"collect-ms\": 1, \"learn-ms\": 2, \"update-gflops\": " + gigaflops + ", \"live-heap-mb\": " + heap
                + ", \"cores-used\": " + cores + ", \"peak-memory-mb\": 77}"));
    }

    private int run(String... arguments) {
        Console console = new Console(new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8), false);
        return Main.run(console, EnvironmentRegistry::load, Trainer::new, arguments);
    }
}
