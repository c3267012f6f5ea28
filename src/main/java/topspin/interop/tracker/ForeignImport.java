package topspin.interop.tracker;

import topspin.interop.tracker.ForeignRun.Identity;
import topspin.report.ImportedFiles;
import topspin.run.RunDirectory;
import topspin.stats.UnusableDataException;
import topspin.text.Excerpt;
import topspin.text.TextLines;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads runs that other programs recorded, and writes them as run directories. What a file is, is found out from it:
 * TensorBoard's event files (CleanRL's among them), Stable-Baselines3's {@code monitor.csv}, tables with commas. Order of use:
 * construct, {@link #add} for each file or directory, {@link #write}. One thread.
 */
public final class ForeignImport {
    private static final String EVENTS = "tfevents";
    private static final String RECORD = RunDirectory.RECORD;
    /** What Stable-Baselines3's logger calls its table. */
    private static final String PROGRESS = RunDirectory.PROGRESS;
    /** {@code ENV__EXPERIMENT__SEED__TIME}, CleanRL's names of runs. */
    private static final Pattern CLEANRL = Pattern.compile("(.+?)__(.+)__(\\d{1,18})__\\d{6,}");
    /** {@code ALGORITHM/CartPole-v1_3}, RL Zoo's. */
    private static final Pattern ZOO = Pattern.compile("(.+-v\\d+)_(\\d{1,9})");
    private static final Pattern SEED = Pattern.compile("(?:(.+?)[-_. ])?seed[-_=]?(\\d{1,18})", Pattern.CASE_INSENSITIVE);
    /** {@code PPO_3}: Stable-Baselines3 numbers the runs of one name. */
    private static final Pattern NUMBERED = Pattern.compile("(.+)_(\\d{1,9})");
    /** Gymnasium's worlds that are ours too, with the same rules and rewards. */
    private static final Map<String, String> WORLDS =
            Map.of("CartPole-v1", "cart-pole", "Acrobot-v1", "acrobot", "Pendulum-v1", "pendulum");

    private final ImportOptions options;
    private final Consumer<String> remarks;
    private final List<ForeignRun> runs = new ArrayList<>();

    /** @param remarks told, in one line each, what was left out, and why */
    public ForeignImport(ImportOptions options, Consumer<String> remarks) {
        this.options = options;
        this.remarks = remarks;
    }

    /** Whether this is a log that was kept by hand, which {@link topspin.report.LogImport} reads. */
    public static boolean isLooseLog(Path file) throws IOException {
        if (!Files.isRegularFile(file) || isEvents(file)) {
            return false;
        }
        try (TextLines lines = new TextLines(file)) {
            String line = lines.next();
            while (line != null && line.isBlank()) {
                line = lines.next();
            }
            return line != null && !line.startsWith(MonitorFiles.BEGINNING) && !PlainTable.isHeader(line);
        }
    }

    private static boolean isEvents(Path file) {
        return file.getFileName().toString().contains(EVENTS);
    }

    private static boolean isMonitor(Path file) {
        return file.getFileName().toString().endsWith(MonitorFiles.NAME);
    }

    /**
     * Reads a file as a run, or all runs below a directory.
     *
     * @throws UnusableDataException in one line: a broken or an unknown file, or a directory without runs
     */
    public void add(Path source) {
        if (!Files.exists(source)) {
            throw new UnusableDataException(source + " does not exist; expected a file or a directory of runs");
        }
        if (Files.isDirectory(source)) {
            addBelow(source);
        } else {
            addFile(source);
        }
    }

    private void addFile(Path file) {
        if (isEvents(file)) {
            runs.add(new ForeignLogs(List.of(file), options, remarks).run(identity(file.toAbsolutePath().getParent())));
        } else if (isMonitor(file) || firstLine(file).startsWith(MonitorFiles.BEGINNING)) {
            runs.add(new MonitorFiles(options, remarks).run(List.of(file), identity(file.toAbsolutePath().getParent())));
        } else {
            boolean named = !file.getFileName().toString().equals(PROGRESS);
            runs.add(new PlainTable(file, options, remarks).run(identity(named ? file : file.toAbsolutePath().getParent())));
        }
    }

    private static String firstLine(Path file) {
        try (TextLines lines = new TextLines(file)) {
            String line = lines.next();
            return line == null ? "" : line;
        } catch (IOException e) {
            throw new UnusableDataException(file + " is of no known kind: it is neither text, nor has 'tfevents' in its name; expected "
                    + "TensorBoard's event files, a monitor.csv, or a table with commas");
        }
    }

    private void addBelow(Path root) {
        Map<Path, List<Path>> files = new TreeMap<>();
        try (Stream<Path> below = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
            below.filter(Files::isRegularFile).filter(file -> isEvents(file) || isMonitor(file)
                    || file.getFileName().toString().equals(PROGRESS)).sorted()
                    .forEach(file -> files.computeIfAbsent(file.getParent(), directory -> new ArrayList<>()).add(file));
        } catch (IOException | UncheckedIOException e) {
            throw new UnusableDataException(root + " cannot be searched: " + e.getMessage() + "; fix that, or give another directory");
        }
        int before = runs.size();
        files.forEach(this::addDirectory);
        if (runs.size() == before) {
            throw new UnusableDataException(root + " holds no run of another program: there is no file with 'tfevents' in its name, no "
                    + "monitor.csv and no progress.csv; give a table as a file");
        }
    }

    /** The files of one directory are one run; a monitor has every game, so it is better than the other files. */
    private void addDirectory(Path directory, List<Path> files) {
        if (Files.exists(directory.resolve(RECORD))) {
            remarks.accept(directory + " is a run of ours already, and was left out");
            return;
        }
        List<Path> monitors = files.stream().filter(ForeignImport::isMonitor).toList();
        List<Path> events = files.stream().filter(ForeignImport::isEvents).toList();
        Identity identity = identity(directory.toAbsolutePath().normalize());
        if (!monitors.isEmpty()) {
            runs.add(new MonitorFiles(options, remarks).run(monitors, identity));
            if (monitors.size() < files.size()) {
                remarks.accept(directory + ": its monitors have every game, so its other files were left out");
            }
        } else if (!events.isEmpty()) {
            runs.add(new ForeignLogs(events, options, remarks).run(identity));
            if (events.size() < files.size()) {
                remarks.accept(directory + ": its event files were read, so its progress.csv was left out");
            }
        } else {
            runs.add(new PlainTable(files.get(0), options, remarks).run(identity));
        }
    }

    /** What a file or a directory is called after: an event file, whose own name says nothing, after its directory. */
    public static String title(Path source) {
        Path place = source.toAbsolutePath().normalize();
        Path named = isEvents(place) ? place.getParent() : place;
        String name = String.valueOf(named.getFileName());
        return Files.isDirectory(named) ? name : name.replaceFirst("(.)\\.[^.]*$", "$1");
    }

    /** What the name of a directory or a file says. */
    static Identity identity(Path path) {
        Path place = path.toAbsolutePath().normalize();
        String name = String.valueOf(place.getFileName()).replaceFirst("\\.(csv|txt)$", "");
        Matcher cleanrl = CLEANRL.matcher(name);
        if (cleanrl.matches()) {
            return new Identity(cleanrl.group(2), Long.parseLong(cleanrl.group(3)), cleanrl.group(1));
        }
        String above = place.getParent() == null ? name : String.valueOf(place.getParent().getFileName());
        Matcher zoo = ZOO.matcher(name);
        if (zoo.matches()) {
            return new Identity(above, Long.parseLong(zoo.group(2)), zoo.group(1));
        }
        Matcher seed = SEED.matcher(name);
        if (seed.matches()) {
            return new Identity(seed.group(1) == null ? above : seed.group(1), Long.parseLong(seed.group(2)), null);
        }
        Matcher numbered = NUMBERED.matcher(name);
        return numbered.matches() ? new Identity(numbered.group(1), Long.parseLong(numbered.group(2)), null) : new Identity(name, 0, null);
    }

    /** How many runs were read. */
    public int count() {
        return runs.size();
    }

    /**
     * Says what the names of files do not.
     *
     * @param variant of the one run that was read; null to leave it
     * @param seed    of the one run that was read; null to leave it
     * @param world   of all runs; null to leave it
     * @throws UnusableDataException if there are several runs, and all would have one name
     */
    public void name(String variant, Long seed, String world) {
        if (runs.size() > 1 && seed != null) {
            throw new UnusableDataException("--seed is for one run, and " + runs.size()
                    + " were read: give one file or directory at a time");
        }
        runs.replaceAll(run -> {
            Identity old = run.identity();
            String ours = old.world() == null ? null : WORLDS.getOrDefault(old.world(), old.world());
            return run.named(new Identity(variant == null ? old.variant() : variant, seed == null ? old.seed() : seed,
                    world == null ? ours : world));
        });
    }

    /**
     * Writes {@code OUT/[WORLD/]VARIANT/seed-N/} for every run, or nothing if one of them exists. The world is part of the path
     * where runs are of several.
     *
     * @param window games that a row's score averages
     * @return a line for each, for people
     * @throws UnusableDataException if a run directory exists, or two runs have one name
     */
    public List<String> write(Path out, int window) {
        boolean several = runs.stream().map(run -> run.identity().world()).distinct().count() > 1;
        Map<Path, ForeignRun> homes = new LinkedHashMap<>();
        ImportedFiles files = new ImportedFiles(out);
        List<String> lines = new ArrayList<>();
        for (ForeignRun run : runs) {
            Identity identity = run.identity();
            Path parent = several && identity.world() != null ? out.resolve(plain(identity.world())) : out;
            Path home = parent.resolve(plain(identity.variant())).resolve("seed-" + identity.seed());
            ForeignRun other = homes.putIfAbsent(home, run);
            if (other != null) {
                throw new UnusableDataException("seed " + identity.seed() + " of " + Excerpt.quoted(identity.variant()) + " is there twice: "
                        + first(other) + " and " + first(run) + "; import one of them alone, with --variant or --seed");
            }
            files.put(home, new ForeignRunFiles(String.valueOf(out.getFileName()), run, window).contents());
            lines.add(home + ": " + run.format() + ", " + (run.games().isEmpty() ? run.rows().size() + " rows" : run.games().size() + " games")
                    + " up to step " + (run.games().isEmpty() ? run.rows().get(run.rows().size() - 1).step()
                    : run.games().get(run.games().size() - 1).step()));
        }
        files.write();
        return lines;
    }

    private static Path first(ForeignRun run) {
        return run.sources().keySet().iterator().next();
    }

    /** As the name of a directory. */
    private static String plain(String name) {
        String plain = name.replaceAll("[/\\\\\\x00-\\x1f]", "-");
        return plain.matches("\\.{1,2}") ? "run" : plain;
    }
}
