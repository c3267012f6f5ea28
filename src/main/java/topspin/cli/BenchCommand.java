package topspin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import topspin.config.InputException;
import topspin.run.RunFailedException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/** {@code topspin bench}: how fast this machine trains, and as what share of its peak. */
@Command(name = "bench", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Measure training on this machine: steps/s, share of peak, scaling, memory.", "",
            "Every row trains Pong for some seconds in a process of its own, logging included, and measures the second "
            + "half: medians over log rows. GFLOP/s counts the matrix products of the learner alone; 'of peak' is their "
            + "share of what the same workers reach at a packed product of 2048³. Let nothing else run meanwhile."},
        footerHeading = "%nExamples:%n", footer = {
            "  ./topspin bench",
            "  ./topspin bench --quick",
            "  ./topspin bench --json > bench.json"})
final class BenchCommand implements Callable<Integer> {
    private static final double SECONDS = 7;
    private static final double QUICK_SECONDS = 3;
    private static final int PEAK_ROUNDS = 15;
    /** Rows of a batch where the number of environments varies. */
    private static final int BATCH = 2048;
    private static final int[] ENVIRONMENTS = {8, 16, 32, 64, 128, 256};
    private static final int[] FEW_ENVIRONMENTS = {8, 256};
    /** The log's batch of 128 rows. */
    private static final int LOG_ENVIRONMENTS = 8;
    private static final int LOG_STEPS = 16;
    /**
     * Factor of the warm-up for rows measured beside a busy process: Java's compiler then gets less of the cores, and
     * its time must not count as the run's.
     */
    private static final double PATIENCE = 3;
    /** Time allowed for a row beyond its measurement. */
    private static final double BUSY_SECONDS = 60;

    @Option(names = "--quick", description = "Fewer and shorter rows: rough, in a minute and a half.")
    private boolean quick;

    @Option(names = "--seconds", paramLabel = "S",
            description = "Time for each row; the first half is warm-up. Default 7, with --quick 3.")
    private Double seconds;

    @Option(names = "--json", description = "Print JSON instead of tables.")
    private boolean json;

    private final Console console;
    private final Part part;
    private final List<String> problems = new ArrayList<>();

    BenchCommand(Console console) {
        this(console, BenchCommand::child);
    }

    BenchCommand(Console console, Part part) {
        this.console = console;
        this.part = part;
    }

    /** Measures one thing in a process of its own. */
    interface Part {

        /**
         * @param what for error messages
         * @return what the process prints
         * @throws RunFailedException if it fails
         */
        String run(String what, List<String> arguments) throws IOException, InterruptedException;
    }

    /** A row and its process's output. */
    record Result(BenchCase row, JsonNode measured) {
        double number(String key) {
            return measured.path(key).asDouble(Double.NaN);
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (seconds != null && !(seconds >= 1 && seconds <= 3600)) {
            throw new InputException("--seconds " + seconds + ": expected a number from 1 to 3600");
        }
        double each = seconds != null ? seconds : quick ? QUICK_SECONDS : SECONDS;
        List<BenchCase> training = training(workerCounts(Runtime.getRuntime().availableProcessors(), quick));
        List<BenchCase> environments = environments();
        List<BenchCase> neighbours = neighbours();
        int total = training.size() + environments.size() + 2 * neighbours.size();
        int number = 0;
        Map<Integer, Double> peaks = new TreeMap<>();
        List<Result> trained = new ArrayList<>();
        List<Result> scaled = new ArrayList<>();
        List<BenchReport.Disturbed> disturbed = new ArrayList<>();
        for (BenchCase row : training) {
            measure(row, each, ++number, total).ifPresent(trained::add);
        }
        for (BenchCase row : environments) {
            measure(row, each, ++number, total).ifPresent(scaled::add);
        }
        for (BenchCase row : neighbours) {
            Optional<Result> alone = measure(row, PATIENCE * each, ++number, total);
            Optional<Result> beside = measureBesideAnother(row, PATIENCE * each, ++number, total);
            if (alone.isPresent() && beside.isPresent()) {
                disturbed.add(new BenchReport.Disturbed(alone.get(), beside.get()));
            }
        }
        for (Result result : trained) {
            int workers = result.row().workers();
            if (!peaks.containsKey(workers)) {
                peaks.put(workers, peak(workers));
            }
        }
        progress("");
        BenchReport report = new BenchReport(peaks, trained, scaled, disturbed);
        console.out().print(json ? report.json() : report.text());
        problems.forEach(console.err()::println);
        return problems.isEmpty() ? Main.DONE : Main.FAILED;
    }

    /** 1, 2, 4 … and all cores; in the quick mode only 1 and all. */
    static List<Integer> workerCounts(int cores, boolean quick) {
        List<Integer> counts = new ArrayList<>();
        for (int workers = 1; workers < cores; workers *= 2) {
            if (workers == 1 || !quick) {
                counts.add(workers);
            }
        }
        counts.add(cores);
        return counts;
    }

    private static List<BenchCase> training(List<Integer> workerCounts) {
        List<BenchCase> rows = new ArrayList<>();
        for (BenchCase.Network network : BenchCase.Network.values()) {
            for (BenchCase.Update algorithm : List.of(BenchCase.Update.A2C, BenchCase.Update.PPO)) {
                for (int workers : workerCounts) {
                    rows.add(BenchCase.of(network, algorithm, workers));
                }
            }
        }
        for (int workers : workerCounts) {
            BenchCase pixels = BenchCase.of(BenchCase.Network.PIXELS, BenchCase.Update.PPO, workers);
            rows.add(pixels.shaped(LOG_ENVIRONMENTS, LOG_STEPS, 1));
            rows.add(pixels.shaped(LOG_ENVIRONMENTS, LOG_STEPS, pixels.minibatches()));
        }
        return rows;
    }

    /** Two batches, one with few large parts of work and one with many. */
    private List<BenchCase> neighbours() {
        int cores = Runtime.getRuntime().availableProcessors();
        BenchCase usual = BenchCase.of(BenchCase.Network.BINARY80, BenchCase.Update.PPO, cores);
        BenchCase wide = usual.shaped(128, 32, usual.minibatches());
        return quick ? List.of(usual) : List.of(usual, wide);
    }

    private Optional<Result> measureBesideAnother(BenchCase row, double each, int number, int total)
            throws IOException, InterruptedException {
        List<String> busy = Program.attended();
        busy.addAll(List.of("bench-busy", "--seconds", Double.toString(each + BUSY_SECONDS)));
        Process neighbour = new ProcessBuilder(busy).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        try {
            return measure(row, each, number, total);
        } finally {
            neighbour.destroy();
        }
    }

    private List<BenchCase> environments() {
        int cores = Runtime.getRuntime().availableProcessors();
        return Arrays.stream(quick ? FEW_ENVIRONMENTS : ENVIRONMENTS).mapToObj(n -> BenchCase
                .of(BenchCase.Network.BINARY80, BenchCase.Update.A2C, cores).shaped(n, BATCH / n, 1)).toList();
    }

    /** Empty if the row failed or took too long; the others are still measured. */
    private Optional<Result> measure(BenchCase row, double each, int number, int total)
            throws IOException, InterruptedException {
        progress("row " + number + " of " + total + ": " + row);
        try {
            return Optional.of(new Result(row, new ObjectMapper().readTree(part.run(row.toString(), row.arguments(each)))));
        } catch (RunFailedException e) {
            problems.add("left out: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** NaN if it could not be measured. */
    private double peak(int workers) throws IOException, InterruptedException {
        progress("peak, workers: " + workers);
        try {
            return Double.parseDouble(part.run("the peak", List.of("bench-peak", "--workers", Integer.toString(workers),
                    "--rounds", Integer.toString(PEAK_ROUNDS))).strip());
        } catch (RunFailedException e) {
            problems.add("left out: " + e.getMessage());
            return Double.NaN;
        }
    }

    /** The output of a process of this program. */
    private static String child(String what, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = Program.attended();
        command.addAll(arguments);
        Path errors = Files.createTempFile("topspin-bench", ".txt");
        Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
        try {
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                String words = Files.readString(errors).lines().filter(line -> !line.isBlank())
                        .collect(Collectors.joining(" "));
                throw new RunFailedException(what + " ended with exit code " + process.exitValue() + ": " + words);
            }
            return out;
        } finally {
            process.destroy();
            Files.delete(errors);
        }
    }

    /** One line that is overwritten; only on a terminal. */
    private void progress(String line) {
        if (console.terminal()) {
            console.err().print("\r\u001b[K" + line);
            console.err().flush();
        }
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
