package topspin.page;

import topspin.run.RunDirectory;
import topspin.sweep.SweepRecord;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds the runs below some directories. Links are not followed, so that nothing outside of them is ever read. A run's experiment
 * is the nearest directory above it with a {@code sweep.json}; else, as {@code results/EXPERIMENT/[VARIANT/]seed-N} are laid out,
 * the directory below the root.
 */
final class RunFinder {
    private static final Pattern SEED = Pattern.compile("seed-(\\d{1,18})");
    /** Deeper than any experiment is laid out; a bound on what is walked. */
    private static final int MOST_LEVELS = 12;

    private final List<Path> roots;

    /** @param roots directories, which need not exist yet */
    RunFinder(List<Path> roots) {
        this.roots = roots.stream().map(root -> root.toAbsolutePath().normalize()).distinct().toList();
    }

    /** All runs, in no order; a directory that cannot be read holds none. */
    List<RunPlace> find() throws IOException {
        List<RunPlace> places = new ArrayList<>();
        for (Path root : roots) {
            if (Files.isDirectory(root)) {
                walk(root.toRealPath(), places);
            }
        }
        return apart(places);
    }

    /** Runs beside directories that are experiments themselves, as in {@code results/reference}, are experiments of their own. */
    private List<RunPlace> apart(List<RunPlace> places) {
        Set<Path> homes = places.stream().map(RunPlace::home).collect(Collectors.toSet());
        Set<Path> holders = new HashSet<>();
        homes.forEach(home -> {
            for (Path above = home.getParent(); above != null; above = above.getParent()) {
                holders.add(above);
            }
        });
        return places.stream().map(place -> holders.contains(place.home()) && !place.home().equals(place.directory())
                ? place.alone() : place).toList();
    }

    private void walk(Path root, List<RunPlace> places) throws IOException {
        Files.walkFileTree(root, EnumSet.noneOf(FileVisitOption.class), MOST_LEVELS, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                if (isRun(directory)) {
                    places.add(place(root, directory));
                    return FileVisitResult.SKIP_SUBTREE;
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static boolean isRun(Path directory) {
        return isFile(directory.resolve(RunDirectory.PROGRESS))
                || isFile(directory.resolve(RunDirectory.RECORD)) && isFile(directory.resolve(RunDirectory.CONFIG));
    }

    private static boolean isFile(Path path) {
        return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
    }

    private RunPlace place(Path root, Path directory) {
        Matcher seed = SEED.matcher(String.valueOf(directory.getFileName()));
        boolean seeded = seed.matches() && !directory.equals(root);
        Path home = seeded ? directory.getParent() : directory;
        Path experiment = experiment(root, home);
        String variant = experiment.equals(home) ? name(experiment) : text(experiment.relativize(home));
        return new RunPlace(id(root, directory), id(root, experiment), variant, seeded ? Long.parseLong(seed.group(1)) : 0,
                directory, experiment);
    }

    private static Path experiment(Path root, Path home) {
        for (Path above = home; above != null && above.startsWith(root); above = above.getParent()) {
            if (isFile(above.resolve(SweepRecord.FILE))) {
                return above;
            }
        }
        if (home.equals(root)) {
            return root;
        }
        Path below = home.getParent().equals(root) ? home : home.getParent();
        return isFile(below.resolve(RunDirectory.RECORD)) ? home : below;
    }

    private String id(Path root, Path path) {
        String below = text(root.relativize(path));
        return roots.size() == 1 ? below.isEmpty() ? name(root) : below : below.isEmpty() ? name(root) : name(root) + "/" + below;
    }

    private static String name(Path path) {
        return path.getFileName() == null ? "/" : path.getFileName().toString();
    }

    private static String text(Path path) {
        return path.toString().replace('\\', '/');
    }
}
