package topspin.plugin;

import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

import static org.assertj.core.api.Assertions.assertThat;

/** Compiles sources and packs a JAR of them, as somebody does who brings a world of his own. */
public final class TestJar {
    private static final String SERVICE = "META-INF/services/topspin.env.EnvironmentProvider";

    private final Path work;
    private final Map<String, String> sources = new LinkedHashMap<>();
    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final Manifest manifest = new Manifest();
    private final List<String> hidden = new ArrayList<>();

    /** @param work directory for its sources and classes */
    public TestJar(Path work) {
        this.work = work;
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    }

    /**
     * A world of this id, in a class of its own, whose agent gets a reward of 1 for action 1 and whose episodes have ten steps.
     */
    public static TestJar world(Path work, String id) {
        return new TestJar(work).source("worlds.Coin", """
                package worlds;
                import topspin.env.*;
                import topspin.random.RandomStreams;
                import topspin.space.*;
                import java.io.*;
                import java.util.*;
                public class Coin implements EnvironmentProvider, DiscreteEnvironment {
                    private int t;
                    public String id() { return "%s"; }
                    public String description() { return "a coin with one good side"; }
                    public List<EnvironmentOption> options() { return List.of(EnvironmentOption.of("good", 1, "its side")); }
                    public Environment create(Map<String, Object> options, RandomStreams streams) { return new Coin(); }
                    public Box observationSpace() { return Box.floats(-1, 1, 2); }
                    public Discrete actionSpace() { return new Discrete(2); }
                    public void reset(Observations out, int row) { t = 0; }
                    public float step(int action, Observations out, int row) { t++; return action; }
                    public boolean terminated() { return t == 10; }
                    public boolean truncated() { return false; }
                    public void save(DataOutput out) throws IOException { out.writeInt(t); }
                    public void restore(DataInput in) throws IOException { t = in.readInt(); }
                }
                """.formatted(id)).provider("worlds.Coin");
    }

    /** All of a Maven project: {@code src/main/java} and {@code src/main/resources}. */
    public static TestJar project(Path work, Path project) throws IOException {
        TestJar jar = new TestJar(work);
        Path java = project.resolve("src/main/java");
        Path resources = project.resolve("src/main/resources");
        for (Path file : files(java)) {
            String name = java.relativize(file).toString();
            jar.source(name.substring(0, name.length() - ".java".length()).replace(java.getFileSystem().getSeparator(), "."),
                    Files.readString(file));
        }
        for (Path file : files(resources)) {
            jar.file(resources.relativize(file).toString().replace('\\', '/'), Files.readString(file));
        }
        return jar;
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    public TestJar source(String className, String text) {
        sources.put(className, text);
        return this;
    }

    /** With its one class in another package. */
    public TestJar in(String packageName) {
        return new TestJar(work).source(packageName + ".Coin", sources.get("worlds.Coin").replace("package worlds;",
                "package " + packageName + ";")).provider(packageName + ".Coin");
    }

    /** Changes what {@link #source} gave. */
    public TestJar replace(String className, String from, String to) {
        assertThat(sources.get(className)).contains(from);
        return source(className, sources.get(className).replace(from, to));
    }

    public TestJar provider(String className) {
        return file(SERVICE, className + "\n");
    }

    public TestJar file(String name, String text) {
        files.put(name, text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    public TestJar version(String version) {
        manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, version);
        return this;
    }

    /** Compiles with this class, and leaves it out of the JAR. */
    public TestJar without(String className) {
        hidden.add(className);
        return this;
    }

    /** As a compiler of this Java writes it; nothing else about the classes is new. */
    private static void stamp(Path classFile, int java) throws IOException {
        byte[] bytes = Files.readAllBytes(classFile);
        bytes[7] = (byte) (44 + java);
        Files.write(classFile, bytes);
    }

    /** Packs it. */
    public Path write(Path jar) throws IOException {
        return write(jar, 0);
    }

    /** @param java whose class files it has; 0 for that of this build */
    public Path write(Path jar, int java) throws IOException {
        Path classes = Files.createDirectories(work.resolve("classes-" + jar.getFileName()));
        compile(classes);
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
             Stream<Path> compiled = Files.walk(classes)) {
            for (Path file : compiled.filter(Files::isRegularFile).sorted().toList()) {
                String name = classes.relativize(file).toString().replace('\\', '/');
                if (hidden.stream().noneMatch(left -> name.equals(left.replace('.', '/') + ".class"))) {
                    if (java > 0) {
                        stamp(file, java);
                    }
                    add(out, name, Files.readAllBytes(file));
                }
            }
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                add(out, file.getKey(), file.getValue());
            }
        }
        return jar;
    }

    private void compile(Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> arguments = new ArrayList<>(List.of("--release", "17", "-proc:none", "-cp",
                System.getProperty("java.class.path"), "-d", classes.toString()));
        for (Map.Entry<String, String> source : sources.entrySet()) {
            Path file = classes.resolveSibling("sources-" + classes.getFileName()).resolve(source.getKey().replace('.', '/') + ".java");
            Files.createDirectories(file.getParent());
            arguments.add(Files.writeString(file, source.getValue()).toString());
        }
        if (!sources.isEmpty()) {
            assertThat(compiler.run(null, OutputStream.nullOutputStream(), null, arguments.toArray(String[]::new))).isZero();
        }
    }

    private static void add(JarOutputStream out, String name, byte[] bytes) throws IOException {
        out.putNextEntry(new ZipEntry(name));
        out.write(bytes);
        out.closeEntry();
    }
}
