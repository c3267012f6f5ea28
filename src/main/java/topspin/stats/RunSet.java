package topspin.stats;

import topspin.file.FileProblem;
import topspin.text.Excerpt;

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
 * @param runs    never empty, and each with at least one row
 * @param remarks what was left out and why, one line each
 */
public record RunSet(List<Run> runs, List<String> remarks) {
    private static final String PROGRESS = "progress.csv";
    private static final Pattern SEED = Pattern.compile("seed-(\\d{1,18})");
    private static final Pattern DIGITS = Pattern.compile("\\d+");

    public RunSet {
        runs = List.copyOf(runs);
        remarks = remarks.stream().map(Excerpt::printable).toList();
    }

    /**
     * Reads all runs below the directories. Variants are named by their path below the directory; if several are given,
     * by the directory's name too.
     *
     * @throws UnusableDataException if there is no run, two variants have one name, or a file is broken
     */
    public static RunSet read(List<Path> roots) {
        List<Run> runs = new ArrayList<>();
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
                RunCurve curve = CurveReader.read(directory.resolve(PROGRESS), remarks::add);
                if (curve.isEmpty()) {
                    remarks.add(directory + " has no finished game yet and was left out");
                } else {
                    runs.add(new Run(variant, number, directory, curve));
                }
            }
        }
        if (runs.isEmpty()) {
            throw new UnusableDataException("no run with a finished game below "
                    + String.join(", ", roots.stream().map(Path::toString).toList())
                    + "; wait for its first row, or give another directory");
        }
        runs.sort(Comparator.comparing((Run run) -> naturalKey(run.variant())).thenComparingLong(Run::seed));
        return new RunSet(runs, remarks);
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

    /** Runs that cannot be seen are not silently left out. */
    private static UnusableDataException unreadable(Path root, IOException e) {
        return new UnusableDataException(root + " cannot be searched for runs: " + FileProblem.sentence(e)
                + "; mend that, or give a directory without it");
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

    private static void refuseSecondRun(List<Run> runs, String variant, long seed, Path directory) {
        for (Run run : runs) {
            if (run.variant().equals(variant) && run.seed() == seed) {
                throw new UnusableDataException(run.directory().equals(directory) ? directory + " is given twice"
                        : "seed " + seed + " of '" + variant + "' is there twice: " + run.directory() + " and "
                        + directory + "; remove one");
            }
        }
    }

    /** Numbers in names sort as numbers: {@code run-2} before {@code run-10}. */
    private static String naturalKey(String name) {
        return DIGITS.matcher(name).replaceAll(match -> "0".repeat(Math.max(0, 18 - match.group().length()))
                + match.group());
    }

    /** Runs by variant, in order. */
    public Map<String, List<Run>> variants() {
        Map<String, List<Run>> variants = new LinkedHashMap<>();
        for (Run run : runs) {
            variants.computeIfAbsent(run.variant(), name -> new ArrayList<>()).add(run);
        }
        return variants;
    }

    /** The step that every run reached: where runs of different lengths can be compared. */
    public long commonStep() {
        return runs.stream().mapToLong(run -> run.curve().lastStep()).min().orElseThrow();
    }

    /** The same runs up to their common step, with a remark if that cut any. */
    public RunSet cutToCommonStep() {
        long common = commonStep();
        TreeSet<Long> ends = new TreeSet<>(runs.stream().map(run -> run.curve().lastStep()).toList());
        if (ends.size() == 1) {
            return this;
        }
        Run shortest = runs.stream().min(Comparator.comparingLong(run -> run.curve().lastStep())).orElseThrow();
        return cut(common, List.of(), String.format(Locale.ROOT, "runs end between step %,d and %,d: all are compared at %,d, where "
                + "%s seed %d ends", ends.first(), ends.last(), common, shortest.variant(), shortest.seed()));
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
            throw new UnusableDataException(String.format(Locale.ROOT, "no run can be judged at step %,d: not before step "
                    + "%,d has each of them a row with a finished game", step, first));
        }
        return cut(step, shorter, shorter.isEmpty() ? null
                : String.format(Locale.ROOT, "left out because they end before step %,d: %s", step, String.join(", ", shorter)));
    }

    private RunSet cut(long step, List<String> leftOut, String remark) {
        List<Run> kept = new ArrayList<>();
        for (Run run : runs) {
            RunCurve curve = run.curve().until(step);
            if (!leftOut.contains(run.variant() + " seed " + run.seed()) && !curve.isEmpty()) {
                kept.add(new Run(run.variant(), run.seed(), run.directory(), curve));
            }
        }
        List<String> said = new ArrayList<>(remarks);
        if (remark != null) {
            said.add(remark);
        }
        return new RunSet(kept, said);
    }

    /** All runs as repeats of one variant, numbered anew: right only if every variant computes the same function. */
    public RunSet pooled(String name) {
        List<Run> pooled = new ArrayList<>();
        for (Run run : runs) {
            pooled.add(new Run(name, pooled.size() + 1, run.directory(), run.curve()));
        }
        return new RunSet(pooled, remarks);
    }

    /**
     * The runs of some variants, in the order named.
     *
     * @throws UnusableDataException if there is no such variant, or one is named twice
     */
    public RunSet only(List<String> names) {
        Map<String, List<Run>> variants = variants();
        List<Run> chosen = new ArrayList<>();
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
        return new RunSet(chosen, remarks);
    }
}
