package topspin.stats;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import topspin.file.FileProblem;
import topspin.text.Excerpt;
import topspin.text.NaturalOrder;
import topspin.text.PlainText;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The runs below some directories, ordered by variant and seed. A directory {@code …/VARIANT/seed-N} with a
 * {@code progress.csv} is a run of VARIANT; a run in a directory of any other name is a variant of its own, with seed 0.
 *
 * @param runs     never empty, and each with at least one row; failed ones too, while they are long enough
 * @param pruned   runs that a sweep gave up early; they are not compared, and do not shorten the others
 * @param failures runs that failed, those without a row included
 * @param remarks  what was left out and why, one line each
 * @param cut      step that the runs were cut to, which need not have a row; {@value #UNCUT} for none
 */
public record RunSet(List<RecordedRun> runs, List<RecordedRun> pruned, List<Failure> failures, List<String> remarks,
                     long cut) {
    private static final String PROGRESS = "progress.csv";
    private static final String RECORD = "run.json";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern SEED = Pattern.compile("seed-(\\d{1,18})");
    private static final String FAILED = "failed";
    private static final String FINISHED = "finished";
    private static final int MOST_REASONS = 3;
    private static final long UNCUT = 0;
    private static final Comparator<RecordedRun> BY_NAME = Comparator.comparing(RecordedRun::variant, NaturalOrder.COMPARATOR)
            .thenComparingLong(RecordedRun::seed);

    public RunSet {
        runs = List.copyOf(runs);
        pruned = List.copyOf(pruned);
        failures = List.copyOf(failures);
        remarks = remarks.stream().map(Excerpt::printable).toList();
    }

    /**
     * Reads all runs below the directories. Variants are named by their path below the directory; if several are given,
     * by the directory's name too.
     *
     * @throws UnusableDataException if there is no run, two variants have one name, or a file is broken
     */
    public static RunSet read(List<Path> roots) {
        List<RecordedRun> runs = new ArrayList<>();
        List<RecordedRun> pruned = new ArrayList<>();
        List<Failure> failures = new ArrayList<>();
        List<String> remarks = new ArrayList<>();
        Map<String, Path> homes = new LinkedHashMap<>();
        for (Path root : roots) {
            for (Path directory : runDirectories(root)) {
                Matcher seed = SEED.matcher(directory.getFileName().toString());
                Path home = seed.matches() ? directory.getParent() : directory;
                String variant = variantName(root, home, roots.size() > 1);
                refuseSecondHome(homes, variant, home);
                long number = seed.matches() ? Long.parseLong(seed.group(1)) : 0;
                refuseSecondRun(runs, variant, number, directory);
                refuseSecondRun(pruned, variant, number, directory);
                RunCurve curve = CurveReader.read(directory, remarks::add);
                JsonNode record = record(directory);
                String status = record.path("status").asText();
                if (status.equals(FAILED)) {
                    failures.add(new Failure(variant, number, curve.isEmpty() ? 0 : curve.lastStep(), !curve.isEmpty()));
                }
                if (!curve.isEmpty()) {
                    (record.path("summary").has("pruned") ? pruned : runs)
                            .add(new RecordedRun(variant, number, directory, curve));
                } else if (!status.equals(FAILED)) {
                    remarks.add(directory + (status.equals(FINISHED) ? " finished without a single finished game"
                            : " has no finished game yet") + " and was left out");
                }
            }
        }
        if (runs.isEmpty()) {
            // only pruned runs: the sweep was stopped before a trial finished
            runs.addAll(pruned);
            pruned.clear();
        }
        if (runs.isEmpty()) {
            throw nothingToJudge(roots, failures, remarks);
        }
        runs.sort(BY_NAME);
        pruned.sort(BY_NAME);
        if (!pruned.isEmpty()) {
            remarks.add(pruned.size() + (pruned.size() == 1 ? " run was pruned early and is" : " runs were pruned early and are")
                    + " not compared");
        }
        failures.sort(Comparator.comparing(Failure::variant, NaturalOrder.COMPARATOR).thenComparingLong(Failure::seed));
        return new RunSet(runs, pruned, failures, remarks, UNCUT);
    }

    /**
     * Runs that were read one by one; they are put in order.
     *
     * @param runs never empty, and each with at least one row
     */
    public static RunSet of(List<RecordedRun> runs, List<RecordedRun> pruned, List<Failure> failures, List<String> remarks) {
        return new RunSet(runs.stream().sorted(BY_NAME).toList(), pruned.stream().sorted(BY_NAME).toList(), failures, remarks, UNCUT);
    }

    private static UnusableDataException nothingToJudge(List<Path> roots, List<Failure> failures, List<String> remarks) {
        List<String> reasons = new ArrayList<>(remarks);
        failures.forEach(failure -> reasons.add(failure.variant() + " seed " + failure.seed() + " failed "
                + failure.when()));
        return new UnusableDataException("no run with a finished game below "
                + String.join(", ", roots.stream().map(Path::toString).toList()) + ": "
                + String.join("; ", reasons.subList(0, Math.min(MOST_REASONS, reasons.size())))
                + (reasons.size() > MOST_REASONS ? "; …" : ""));
    }

    /** {@code run.json}; a missing node where there is none. */
    private static JsonNode record(Path directory) {
        Path record = directory.resolve(RECORD);
        if (!Files.exists(record)) {
            return MissingNode.getInstance();
        }
        try {
            return JSON.readTree(PlainText.read(record));
        } catch (JsonProcessingException e) {
            throw new UnusableDataException(record + " is damaged: restore it, or remove the directory");
        } catch (IOException e) {
            throw new UnusableDataException(record + " cannot be read: " + FileProblem.sentence(e) + "; fix that, or give a "
                    + "directory without it");
        }
    }

    private static List<Path> runDirectories(Path root) {
        if (!Files.isDirectory(root)) {
            throw new UnusableDataException(root + " is not a directory; give a directory of runs, such as results/NAME");
        }
        Path absolute = root.toAbsolutePath().normalize();
        try (Stream<Path> paths = Files.walk(absolute, FileVisitOption.FOLLOW_LINKS)) {
            List<Path> found = paths.filter(path -> path.getFileName().toString().equals(PROGRESS))
                    .filter(Files::isRegularFile).map(Path::getParent).sorted().toList();
            if (found.isEmpty()) {
                throw new UnusableDataException(root + " holds no run (no progress.csv below it); train one first, or "
                        + "give another directory");
            }
            return found;
        } catch (IOException e) {
            throw unreadable(root, e);
        } catch (UncheckedIOException e) {
            throw unreadable(root, e.getCause());
        }
    }

    /** A directory that cannot be read is an error, so that its runs are not silently left out. */
    private static UnusableDataException unreadable(Path root, IOException e) {
        return new UnusableDataException(root + " cannot be searched for runs: " + FileProblem.sentence(e)
                + "; fix that, or give a directory without it");
    }

    private static String variantName(Path root, Path home, boolean qualified) {
        Path absolute = root.toAbsolutePath().normalize();
        if (!home.startsWith(absolute) || home.equals(absolute)) {
            return Excerpt.printable(String.valueOf(home.getFileName()));
        }
        String below = absolute.relativize(home).toString().replace('\\', '/');
        return Excerpt.printable(qualified ? absolute.getFileName() + "/" + below : below);
    }

    private static void refuseSecondHome(Map<String, Path> homes, String variant, Path home) {
        Path first = homes.putIfAbsent(variant, home);
        if (first != null && !first.equals(home)) {
            throw new UnusableDataException("two variants are called '" + variant + "': " + first + " and " + home
                    + "; rename one, or give the directory above both");
        }
    }

    private static void refuseSecondRun(List<RecordedRun> runs, String variant, long seed, Path directory) {
        for (RecordedRun run : runs) {
            if (run.variant().equals(variant) && run.seed() == seed) {
                throw new UnusableDataException(run.directory().equals(directory) ? directory + " is given twice"
                        : "seed " + seed + " of '" + variant + "' is there twice: " + run.directory() + " and "
                        + directory + "; remove one");
            }
        }
    }

    /** Runs by variant, in order. */
    public Map<String, List<RecordedRun>> variants() {
        return byVariant(runs);
    }

    static Map<String, List<RecordedRun>> byVariant(List<RecordedRun> runs) {
        Map<String, List<RecordedRun>> variants = new LinkedHashMap<>();
        for (RecordedRun run : runs) {
            variants.computeIfAbsent(run.variant(), name -> new ArrayList<>()).add(run);
        }
        return variants;
    }

    /** All runs with a row: those that are compared, and those that were pruned. */
    public List<RecordedRun> all() {
        List<RecordedRun> all = new ArrayList<>(runs);
        all.addAll(pruned);
        return all;
    }

    /** The step that the runs were cut to; else the last one that every run reached, failed runs ignored. */
    public long commonStep() {
        return cut == UNCUT ? shortest().curve().lastStep() : cut;
    }

    private RecordedRun shortest() {
        Comparator<RecordedRun> byLength = Comparator.comparingLong(run -> run.curve().lastStep());
        return runs.stream().filter(run -> !failed(run)).min(byLength).orElseGet(() -> runs.stream().min(byLength)
                .orElseThrow());
    }

    private boolean failed(RecordedRun run) {
        return failures.stream().anyMatch(failure -> failure.isOf(run));
    }

    /**
     * The same runs up to their common step, with a remark if that cut any. Failed runs that end before it are left out, and
     * so are runs whose first row comes after it.
     */
    public RunSet cutToCommonStep() {
        RecordedRun shortest = shortest();
        long common = shortest.curve().lastStep();
        TreeSet<Long> ends = new TreeSet<>(runs.stream().filter(run -> !failed(run) || run == shortest)
                .map(run -> run.curve().lastStep()).toList());
        String remark = ends.size() == 1 ? null : String.format(Locale.ROOT, "runs end between step %,d and %,d: all are "
                + "compared at %,d, where %s seed %d ends", ends.first(), ends.last(), common, shortest.variant(),
                shortest.seed());
        boolean alike = runs.stream().allMatch(run -> run.curve().lastStep() == common);
        return alike ? new RunSet(runs, pruned, at(common), remarks, common) : cut(common, remark);
    }

    /**
     * The runs as far as each came, for figures, where a variant's curve ends with its shortest seed. Failed runs that end
     * before others of their variant are left out; remarks name them, and the seeds that cut a curve.
     */
    public RunSet drawn() {
        List<RecordedRun> kept = new ArrayList<>();
        List<String> said = new ArrayList<>(remarks);
        for (List<RecordedRun> variant : byVariant(all()).values()) {
            long last = variant.stream().mapToLong(run -> run.curve().lastStep()).max().orElseThrow();
            List<RecordedRun> alive = variant.stream().filter(run -> !failed(run) || run.curve().lastStep() == last).toList();
            variant.stream().filter(run -> !alive.contains(run)).forEach(run -> said.add(String.format(Locale.ROOT,
                    "%s seed %d failed after step %,d and is not drawn", run.variant(), run.seed(), run.curve().lastStep())));
            RecordedRun shortest = alive.stream().min(Comparator.comparingLong(run -> run.curve().lastStep())).orElseThrow();
            if (shortest.curve().lastStep() < last) {
                said.add(String.format(Locale.ROOT, "%s is drawn up to step %,d, where seed %d ends", shortest.variant(),
                        shortest.curve().lastStep(), shortest.seed()));
            }
            kept.addAll(alive);
        }
        return new RunSet(kept, List.of(), failures, said, cut);
    }

    private List<Failure> at(long horizon) {
        return failures.stream().map(failure -> failure.at(horizon)).toList();
    }

    /**
     * The same runs up to {@code step}; those that end before are left out and named in a remark.
     *
     * @throws UnusableDataException if none reaches the step
     */
    public RunSet cutTo(long step) {
        List<String> shorter = runs.stream().filter(run -> run.curve().lastStep() < step)
                .map(run -> run.variant() + " seed " + run.seed()).toList();
        if (shorter.size() == runs.size()) {
            throw new UnusableDataException(String.format(Locale.ROOT, "no run reaches step %,d; the longest ends at %,d", step,
                    runs.stream().mapToLong(run -> run.curve().lastStep()).max().orElseThrow()));
        }
        long first = runs.stream().mapToLong(run -> run.curve().steps()[0]).max().orElseThrow();
        if (step < first) {
            throw new UnusableDataException(String.format(Locale.ROOT, "no run can be judged at step %,d: they all "
                    + "have finished games only from step %,d on", step, first));
        }
        return cut(step, shorter.isEmpty() ? null
                : String.format(Locale.ROOT, "left out because they end before step %,d: %s", step, String.join(", ", shorter)));
    }

    private RunSet cut(long step, String remark) {
        List<RecordedRun> kept = new ArrayList<>();
        List<String> later = new ArrayList<>();
        for (RecordedRun run : runs) {
            if (!run.curve().hasRowUntil(step)) {
                later.add(run.variant() + " seed " + run.seed());
            } else if (run.curve().lastStep() >= step) {
                kept.add(new RecordedRun(run.variant(), run.seed(), run.directory(), run.curve().until(step)));
            }
        }
        List<String> said = new ArrayList<>(remarks);
        if (remark != null) {
            said.add(remark);
        }
        if (!later.isEmpty()) {
            said.add(String.format(Locale.ROOT, "left out because they have no row up to step %,d: %s%s", step, String.join(", ",
                    later.subList(0, Math.min(MOST_REASONS, later.size()))), later.size() <= MOST_REASONS ? ""
                    : " and " + (later.size() - MOST_REASONS) + " others"));
        }
        return new RunSet(kept, pruned, at(step), said, step);
    }

    /** The same runs, with a further remark. */
    public RunSet remarked(String remark) {
        List<String> said = new ArrayList<>(remarks);
        said.add(remark);
        return new RunSet(runs, pruned, failures, said, cut);
    }

    /** All runs as repeats of one variant, renumbered: valid only if every variant computes the same function. */
    public RunSet pooled(String name) {
        List<RecordedRun> pooled = new ArrayList<>();
        List<Failure> failed = new ArrayList<>();
        for (RecordedRun run : runs) {
            RecordedRun renamed = new RecordedRun(name, pooled.size() + 1, run.directory(), run.curve());
            pooled.add(renamed);
            failures.stream().filter(failure -> failure.isOf(run)).forEach(failure ->
                    failed.add(new Failure(name, renamed.seed(), failure.step(), failure.compared())));
        }
        failures.stream().filter(failure -> runs.stream().noneMatch(failure::isOf)).forEach(failure ->
                failed.add(new Failure(name, pooled.size() + failed.size() + 1, failure.step(), false)));
        return new RunSet(pooled, List.of(), failed, remarks, cut);
    }

    /**
     * The runs of some variants, in the order named.
     *
     * @throws UnusableDataException if there is no such variant, or one is named twice
     */
    public RunSet only(List<String> names) {
        Map<String, List<RecordedRun>> variants = variants();
        List<RecordedRun> chosen = new ArrayList<>();
        for (String name : names) {
            if (!variants.containsKey(name)) {
                throw new UnusableDataException("no variant " + Excerpt.quoted(name) + "; there are "
                        + String.join(", ", variants.keySet()));
            }
            chosen.addAll(variants.get(name));
        }
        if (names.stream().distinct().count() < names.size()) {
            throw new UnusableDataException("a variant cannot be compared with itself: " + String.join(", ", names));
        }
        return new RunSet(chosen, pruned.stream().filter(run -> names.contains(run.variant())).toList(),
                failures.stream().filter(failure -> names.contains(failure.variant())).toList(), remarks, cut);
    }
}
