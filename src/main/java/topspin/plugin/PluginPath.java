package topspin.plugin;

import topspin.file.FileProblem;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The JARs that a user adds, in order: those named by {@code --jar}, those of {@value #VARIABLE}, those in the folder
 * {@value #FOLDER}. A file that is named twice counts once.
 *
 * @param entries in the order in which they are searched
 */
public record PluginPath(List<Entry> entries) {
    public static final String OPTION = "--jar";
    /** A list of JARs in the form of a class path: {@code DIRECTORY/*} stands for all JARs of a directory. */
    public static final String VARIABLE = "TOPSPIN_CLASSPATH";
    public static final String FOLDER = "plugins";
    private static final String SUFFIX = ".jar";
    private static final String ALL = "*";

    /**
     * @param file    it need not exist
     * @param given   how the user named it, for error messages
     * @param library whether it may be a library without a provider
     */
    public record Entry(Path file, String given, boolean library) {
    }

    public PluginPath {
        entries = List.copyOf(entries);
    }

    /**
     * @param named     by {@code --jar}
     * @param classPath value of {@value #VARIABLE}; null if it is not set
     * @param home      directory that may hold a folder {@value #FOLDER}; null if there is none
     * @throws PluginException if a directory cannot be listed
     */
    public static PluginPath of(List<Path> named, String classPath, Path home) {
        List<Entry> all = new ArrayList<>();
        named.forEach(file -> all.add(new Entry(file, OPTION + " " + file, false)));
        for (String part : classPath == null ? new String[0] : classPath.split(File.pathSeparator)) {
            addPart(all, part.strip());
        }
        Path folder = home == null ? null : home.resolve(FOLDER);
        if (folder != null && Files.isDirectory(folder)) {
            jars(folder, folder.toString()).forEach(file -> all.add(new Entry(file, file.toString(), false)));
        }
        return new PluginPath(once(all));
    }

    private static void addPart(List<Entry> all, String part) {
        if (part.isEmpty()) {
            return;
        }
        String given = VARIABLE + ": " + part;
        try {
            if (part.equals(ALL) || part.endsWith("/" + ALL) || part.endsWith(File.separator + ALL)) {
                Path directory = Path.of(part.substring(0, part.length() - ALL.length()));
                jars(directory, given).forEach(file -> all.add(new Entry(file, VARIABLE + ": " + file, true)));
            } else {
                all.add(new Entry(Path.of(part), given, true));
            }
        } catch (InvalidPathException e) {
            throw new PluginException(given + ": is not a file name: " + e.getReason(), e);
        }
    }

    /** In the order of their names. */
    private static List<Path> jars(Path directory, String given) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().endsWith(SUFFIX)).sorted().toList();
        } catch (IOException e) {
            throw new PluginException(given + ": " + FileProblem.reason(e) + "; expected a directory of JARs", e);
        }
    }

    private static List<Entry> once(List<Entry> all) {
        Map<Path, Entry> byFile = new LinkedHashMap<>();
        all.forEach(entry -> byFile.putIfAbsent(real(entry.file()), entry));
        return List.copyOf(byFile.values());
    }

    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException notThere) {
            return file.toAbsolutePath().normalize();
        }
    }
}
