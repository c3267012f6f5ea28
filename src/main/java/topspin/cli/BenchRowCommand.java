package topspin.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.OperatingSystemMXBean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import topspin.config.InputException;
import topspin.env.EnvironmentRegistry;
import topspin.metric.Metric;
import topspin.metric.MetricRecord;
import topspin.metric.MetricSink;
import topspin.random.RandomStreams;
import topspin.run.ConfigHash;
import topspin.run.RunConfig;
import topspin.run.RunDirectory;
import topspin.train.StopSignal;
import topspin.train.Training;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * One row of {@link BenchCommand}, in a process of its own so that neither compiled code nor memory of one row helps or
 * hurts another. Prints one line of JSON.
 */
@Command(name = "bench-row", hidden = true)
final class BenchRowCommand implements Callable<Integer> {
    /** Share of the time for warm-up, until Java's compiler is done. */
    private static final double WARM_UP = 0.5;
    private static final Path STATUS = Path.of("/proc/self/status");

    @Option(names = "--network", required = true)
    private BenchCase.Network network;

    @Option(names = "--algorithm", required = true)
    private BenchCase.Update algorithm;

    @Option(names = "--envs", required = true)
    private int environments;

    @Option(names = "--steps", required = true)
    private int steps;

    @Option(names = "--minibatches", required = true)
    private int minibatches;

    @Option(names = "--workers", required = true)
    private int workers;

    @Option(names = "--seconds", required = true)
    private double seconds;

    private final Console console;
    private final Supplier<EnvironmentRegistry> registry;
    private final Supplier<Training> training;

    BenchRowCommand(Console console, Supplier<EnvironmentRegistry> registry, Supplier<Training> training) {
        this.console = console;
        this.registry = registry;
        this.training = training;
    }

    @Override
    public Integer call() throws IOException {
        BenchCase row = new BenchCase(network, algorithm, environments, steps, minibatches, workers);
        List<MetricRecord> records = new ArrayList<>();
        CoresUsed cores = new CoresUsed();
        long liveBytes = train(row.config(), records, cores);
        if (records.isEmpty()) {
            throw new InputException("--seconds " + seconds + ": too short for " + row + ", which logged nothing after "
                    + "warming up");
        }
        Map<String, Object> options = new LinkedHashMap<>(row.config().env());
        String id = String.valueOf(options.remove("id"));
        int inputs = registry.get().create(id, options, new RandomStreams(1)).observationSpace().size();
        double learnMillis = median(records, Metric.LEARN_MS);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("steps-per-second", median(records, Metric.FPS));
        json.put("rows", records.size());
        json.put("collect-ms", median(records, Metric.COLLECT_MS));
        json.put("learn-ms", learnMillis);
        json.put("update-gflops", row.learnOperations(inputs) * environments * steps / learnMillis * 1e-6);
        json.put("cores-used", cores.mean());
        json.put("live-heap-mb", liveBytes * 1e-6);
        json.put("peak-memory-mb", peakMemory());
        console.out().println(new ObjectMapper().writeValueAsString(json));
        return Main.DONE;
    }

    /**
     * Trains for so many seconds in a directory that is removed again.
     *
     * @param records gets the rows after the warm-up
     * @param cores   notified of every row
     * @return bytes of Java's heap that the run keeps
     */
    private long train(RunConfig config, List<MetricRecord> records, CoresUsed cores) throws IOException {
        Path path = Files.createTempDirectory("topspin-bench");
        StopSignal stop = new StopSignal();
        long start = System.nanoTime();
        MetricSink sink = record -> {
            double elapsed = 1e-9 * (System.nanoTime() - start);
            if (elapsed > WARM_UP * seconds && record.step() > 0) {
                records.add(record);
                cores.look();
            } else {
                cores.begin();
            }
            if (elapsed > seconds) {
                stop.request();
            }
        };
        try (RunDirectory directory = RunDirectory.create(path.resolve("run"), "", ConfigHash.of(config));
             Training.Session session = training.get().open(config, directory, Optional.empty(), List.of(sink))) {
            session.run(stop);
            System.gc();
            return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        } finally {
            remove(path);
        }
    }

    /** Number of cores that this process had, on average, between the last start and the last check. */
    private static final class CoresUsed {
        private final OperatingSystemMXBean system =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        private long begun;
        private long cpuBefore;
        private double mean;

        void begin() {
            begun = System.nanoTime();
            cpuBefore = system.getProcessCpuTime();
        }

        void look() {
            mean = (double) (system.getProcessCpuTime() - cpuBefore) / (System.nanoTime() - begun);
        }

        double mean() {
            return mean;
        }
    }

    private static void remove(Path path) throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static double median(List<MetricRecord> records, Metric metric) {
        return BenchCommand.median(records.stream().mapToDouble(record -> record.get(metric)).toArray());
    }

    /** The process's largest resident size, in 10⁶ bytes; null where the system does not tell. */
    private static Double peakMemory() throws IOException {
        if (!Files.isReadable(STATUS)) {
            return null;
        }
        for (String line : Files.readAllLines(STATUS)) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024 * 1e-6;
            }
        }
        return null;
    }
}
