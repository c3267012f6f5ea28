package topspin.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import topspin.file.FileProblem;
import topspin.stats.RecordedRun;
import topspin.stats.RunSet;
import topspin.stats.UnusableDataException;
import topspin.sweep.SweepRecord;
import topspin.text.Count;
import topspin.text.PlainText;
import topspin.text.WallTime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Reads the {@code config.yaml} and {@code run.json} beside runs' curves. */
public final class RunDocuments {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<LinkedHashMap<String, Object>> MAP = new TypeReference<>() { };
    /** Facts of a single process, which say nothing about a result's origin. */
    private static final Set<String> PASSING = Set.of("started", "ended", "process", "memory-mib", "command");
    private static final int MOST_COMMANDS = 50;
    private static final String ENV = "env.";
    private static final String WORLD = ENV + "id";
    private static final int MOST_NAMED = 3;

    private RunDocuments() {
    }

    /** A run without these files has no facts. */
    public static List<RunFacts> facts(List<RecordedRun> runs) {
        return runs.stream().map(run -> new RunFacts(run.variant(),
                RunFacts.flattened(read(run.directory().resolve("config.yaml"), YAML)),
                RunFacts.flattened(provenance(record(run))))).toList();
    }

    /**
     * The runs, with a remark if the options of their world differ.
     *
     * @throws UnusableDataException if they are of different worlds, whose scores cannot be compared
     */
    public static RunSet oneWorld(RunSet runs) {
        Map<String, Set<String>> variantsByWorld = new TreeMap<>();
        Map<String, Set<String>> options = new TreeMap<>();
        for (RunFacts run : facts(runs.all())) {
            String world = run.config().get(WORLD);
            if (world != null) {
                variantsByWorld.computeIfAbsent(world, id -> new TreeSet<>()).add(run.variant());
            }
            run.config().forEach((key, value) -> {
                if (key.startsWith(ENV)) {
                    options.computeIfAbsent(key, k -> new TreeSet<>()).add(value);
                }
            });
        }
        if (variantsByWorld.size() > 1) {
            throw new UnusableDataException("these runs are of different worlds, whose scores cannot be compared: "
                    + variantsByWorld.entrySet().stream().map(world -> world.getKey() + " (" + world.getValue().stream()
                    .limit(MOST_NAMED).collect(Collectors.joining(", ")) + (world.getValue().size() > MOST_NAMED ? ", …" : "")
                    + ")").collect(Collectors.joining(", ")) + "; give the runs of one world");
        }
        String differing = options.entrySet().stream().filter(option -> option.getValue().size() > 1)
                .map(Map.Entry::getKey).collect(Collectors.joining(", "));
        return differing.isEmpty() ? runs : runs.remarked("the world itself differs between runs (" + differing
                + "): their scores may not mean the same");
    }

    /** Purpose, time and command of the sweep that made the runs, as far as recorded. */
    public static HtmlReport.Making making(List<Path> directories, List<RecordedRun> runs) {
        List<Map<String, Object>> sweeps = directories.stream().map(home -> read(home.resolve(SweepRecord.FILE), JSON)).toList();
        if (!sweeps.stream().allMatch(RunDocuments::isSweep)) {
            return new HtmlReport.Making("", trainingTime(runs), command(runs));
        }
        String about = sweeps.stream().map(sweep -> text(sweep.get("about"))).filter(text -> !text.isEmpty()).distinct()
                .collect(Collectors.joining("\n\n"));
        String wallTime = sweeps.stream().map(sweep -> sweep.get("trials") + " runs, " + sweep.get("at-once")
                + " at once, each with " + sweep.get("workers-each") + (Integer.valueOf(1).equals(sweep.get("workers-each"))
                ? " worker" : " workers") + ": " + WallTime.of(((Number) sweep.get("wall-seconds")).doubleValue())
                + " of wall time in all.").collect(Collectors.joining("\n\n"));
        return new HtmlReport.Making(about, wallTime + " " + trainingTime(runs), sweeps.stream()
                .map(sweep -> commandLine((List<?>) sweep.get("command"))).distinct().collect(Collectors.joining("\n")));
    }

    private static boolean isSweep(Map<String, Object> record) {
        return record.get("command") instanceof List<?> && record.get("wall-seconds") instanceof Number;
    }

    /** The run's seconds are those of its last row. */
    private static String trainingTime(List<RecordedRun> runs) {
        double[] seconds = runs.stream().filter(run -> run.curve().rows() > 0)
                .mapToDouble(run -> run.curve().seconds()[run.curve().rows() - 1]).filter(Double::isFinite).toArray();
        return seconds.length == 0 ? "" : "The rows shown took " + WallTime.of(Arrays.stream(seconds).sum())
                + ", added up over " + Count.of(seconds.length, "run") + ".";
    }

    private static String text(Object value) {
        return value == null ? "" : String.valueOf(value);
    }

    /** The distinct commands that started the runs. */
    private static String command(List<RecordedRun> runs) {
        List<String> commands = runs.stream().map(run -> lastSession(record(run)).get("command"))
                .filter(words -> words instanceof List<?> list && !list.isEmpty())
                .map(words -> commandLine((List<?>) words))
                .distinct().toList();
        if (commands.isEmpty()) {
            return "Not recorded: these runs have no run.json that names the command; a program may have started them.";
        }
        return commands.stream().limit(MOST_COMMANDS).collect(Collectors.joining("\n"));
    }

    private static String commandLine(List<?> words) {
        return "./topspin " + words.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }

    private static Map<String, Object> record(RecordedRun run) {
        return read(run.directory().resolve("run.json"), JSON);
    }

    /** Replaces the sessions, of which a resumed run has several, by the last one's facts. */
    private static Map<String, Object> provenance(Map<String, Object> record) {
        Map<String, Object> facts = new LinkedHashMap<>(record);
        List<?> sessions = facts.remove("sessions") instanceof List<?> list ? list : new ArrayList<>();
        facts.remove("summary");
        if (sessions.size() > 1) {
            facts.put("resumed", sessions.size() - 1 + " times");
        }
        lastSession(record).forEach((key, value) -> {
            if (!PASSING.contains(String.valueOf(key))) {
                facts.put(String.valueOf(key), value);
            }
        });
        return facts;
    }

    private static Map<?, ?> lastSession(Map<String, Object> record) {
        return record.get("sessions") instanceof List<?> sessions && !sessions.isEmpty()
                && sessions.get(sessions.size() - 1) instanceof Map<?, ?> last ? last : Map.of();
    }

    private static Map<String, Object> read(Path file, ObjectMapper mapper) {
        if (!Files.exists(file)) {
            return Map.of();
        }
        try {
            Map<String, Object> content = mapper.readValue(PlainText.read(file), MAP);
            return content == null ? Map.of() : content;
        } catch (JsonProcessingException e) {
            throw new UnusableDataException(file + ":" + (e.getLocation() == null ? 1 : e.getLocation().getLineNr())
                    + ": expected keys and values; fix or remove the file");
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read: " + FileProblem.reason(e), e);
        }
    }
}
