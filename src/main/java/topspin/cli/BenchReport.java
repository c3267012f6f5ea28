package topspin.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import topspin.report.AnalysisTables;
import topspin.run.Provenance;
import topspin.text.Decimal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The results of {@code topspin bench}, for people and for machines.
 *
 * @param peaks        GFLOP/s of all workers together, by number of workers; NaN if not measured
 * @param training     networks and algorithms
 * @param environments one network and batch, ever more environments
 * @param disturbed    alone, and beside a process that keeps one core busy
 */
record BenchReport(Map<Integer, Double> peaks, List<BenchCommand.Result> training,
                   List<BenchCommand.Result> environments, List<Disturbed> disturbed) {
    /** The same row measured alone and beside a busy process. */
    record Disturbed(BenchCommand.Result alone, BenchCommand.Result beside) {
        double factor() {
            return beside.number(STEPS) / alone.number(STEPS);
        }

        /** Share of the processor time that the run had when alone. */
        double cpuShare() {
            return beside.number(CORES) / alone.number(CORES);
        }
    }

    private static final String STEPS = "steps-per-second";
    private static final String CORES = "cores-used";
    private static final String FLOPS = "update-gflops";
    private static final String MEMORY = "peak-memory-mb";
    private static final String HEAP = "live-heap-mb";

    /** The tables that have rows. */
    String text() {
        List<AnalysisTables.Table> tables = new ArrayList<>();
        if (!training.isEmpty()) {
            tables.add(trainingTable());
        }
        if (!environments.isEmpty()) {
            tables.add(environmentTable());
        }
        if (!disturbed.isEmpty()) {
            tables.add(disturbedTable());
        }
        return tables.stream().map(TextTable::format).collect(Collectors.joining("\n"));
    }

    private AnalysisTables.Table trainingTable() {
        List<List<String>> rows = new ArrayList<>();
        for (BenchCommand.Result result : training) {
            BenchCase row = result.row();
            rows.add(List.of(row.network().label() + " " + row.algorithmLabel(), Integer.toString(row.workers()),
                    row.environments() + "×" + row.steps(), Integer.toString(row.updates()),
                    Decimal.grouped(result.number(STEPS), 0), factor(result),
                    Decimal.of(result.number("collect-ms"), 1), Decimal.of(result.number("learn-ms"), 1),
                    Decimal.of(result.number(FLOPS), 0), known(100 * share(result), 0) + " %",
                    Decimal.of(result.number(MEMORY), 0)));
        }
        List<String> peak = new ArrayList<>();
        peaks.forEach((workers, gigaflops) -> peak.add(known(gigaflops, 0) + " with " + workers));
        String note = "peak GFLOP/s: " + String.join(", ", peak);
        return new AnalysisTables.Table("Training Pong, LSTM 256", List.of("network", "workers", "envs×steps", "updates",
                "steps/s", "×", "collect ms", "learn ms", "GFLOP/s", "of peak", "MB"), rows, note);
    }

    private AnalysisTables.Table environmentTable() {
        List<List<String>> rows = new ArrayList<>();
        double first = environments.get(0).number(STEPS);
        for (BenchCommand.Result result : environments) {
            rows.add(List.of(Integer.toString(result.row().environments()), Integer.toString(result.row().steps()),
                    Decimal.grouped(result.number(STEPS), 0), Decimal.of(result.number(STEPS) / first, 2),
                    Decimal.of(result.number(HEAP), 1), Decimal.of(result.number(MEMORY), 0)));
        }
        BenchCase row = environments.get(0).row();
        return new AnalysisTables.Table("More environments, the same batch: " + row.network().label() + " "
                + row.algorithmLabel() + ", " + row.environments() * row.steps() + " rows, workers: " + row.workers(),
                List.of("envs", "steps", "steps/s", "×", "heap MB", "MB"), rows,
                "memory per environment: " + known(memoryPerEnvironment(), 3) + " MB of heap (slope of a straight line)");
    }

    private AnalysisTables.Table disturbedTable() {
        List<List<String>> rows = new ArrayList<>();
        for (Disturbed one : disturbed) {
            BenchCase row = one.alone.row();
            rows.add(List.of(row.network().label() + " " + row.algorithmLabel(), Integer.toString(row.workers()),
                    row.environments() + "×" + row.steps(), Decimal.grouped(one.alone.number(STEPS), 0),
                    Decimal.grouped(one.beside.number(STEPS), 0), Decimal.of(one.factor(), 2),
                    Decimal.of(one.alone.number(CORES), 2), Decimal.of(one.beside.number(CORES), 2),
                    Decimal.of(one.cpuShare(), 2)));
        }
        return new AnalysisTables.Table("Beside a foreign process that wants a whole core", List.of("network", "workers",
                "envs×steps", "alone", "beside", "×", "cores alone", "beside", "×"), rows,
                "×: the part that is left of steps/s, and of the cores; where they are alike, no time is lost by waiting");
    }

    /**
     * The slope of the least-squares line through the heap that a run keeps, over environments, in 10⁶ bytes: batch and
     * network are the same, and all that grows with environments is Java's.
     */
    double memoryPerEnvironment() {
        double n = environments.size();
        double meanX = environments.stream().mapToDouble(r -> r.row().environments()).sum() / n;
        double meanY = environments.stream().mapToDouble(r -> r.number(HEAP)).sum() / n;
        double xy = 0;
        double xx = 0;
        for (BenchCommand.Result result : environments) {
            double x = result.row().environments() - meanX;
            xy += x * (result.number(HEAP) - meanY);
            xx += x * x;
        }
        return xy / xx;
    }

    /** How many times as fast as the same row with one worker. */
    private String factor(BenchCommand.Result result) {
        return training.stream().filter(one -> one.row().workers() == 1
                        && one.row().differsInWorkersOnly(result.row()))
                .map(one -> Decimal.of(result.number(STEPS) / one.number(STEPS), 2)).findFirst().orElse("");
    }

    private double share(BenchCommand.Result result) {
        return result.number(FLOPS) / peaks.get(result.row().workers());
    }

    String json() throws IOException {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("version", Provenance.version());
        all.put("cores", Runtime.getRuntime().availableProcessors());
        Map<Integer, Double> known = new TreeMap<>();
        peaks.forEach((workers, gigaflops) -> known.put(workers, finite(gigaflops)));
        all.put("peak-gflops", known);
        all.put("training", training.stream().map(result -> {
            Map<String, Object> row = describe(result);
            row.put("share-of-peak", finite(share(result)));
            return row;
        }).toList());
        all.put("environments", environments.stream().map(BenchReport::describe).toList());
        all.put("beside-a-busy-process", disturbed.stream().map(one -> {
            Map<String, Object> row = describe(one.alone);
            row.put("steps-per-second-beside", one.beside.number(STEPS));
            row.put("factor", one.factor());
            row.put("cores-used-beside", finite(one.beside.number(CORES)));
            row.put("cpu-share", finite(one.cpuShare()));
            return row;
        }).toList());
        all.put("memory-per-environment-mb", finite(memoryPerEnvironment()));
        return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n";
    }

    /** A dash for what could not be measured. */
    private static String known(double value, int digits) {
        return Double.isFinite(value) ? Decimal.of(value, digits) : "–";
    }

    private static Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }

    private static Map<String, Object> describe(BenchCommand.Result result) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("network", result.row().network().label());
        row.put("algorithm", result.row().algorithmLabel());
        row.put("workers", result.row().workers());
        row.put("environments", result.row().environments());
        row.put("steps", result.row().steps());
        row.put("updates", result.row().updates());
        result.measured().fields().forEachRemaining(field -> row.put(field.getKey(), field.getValue()));
        return row;
    }
}
