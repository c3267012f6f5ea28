package topspin.cli;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import topspin.plugin.TestJar;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The launcher in a checkout of its own, with an {@code mvn} that copies the classes under test instead of compiling:
 * nothing here starts Maven or touches this build.
 */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
    private static final String MAVEN = """
            #!/bin/bash
            echo "$PWD" >> "$BUILDS"
            case $MAVEN_OPTS in *-Djansi.noreset=true*) ;; *) printf '\\033[0m' ;; esac
            [ -z "$BREAK" ] || { echo "[ERROR] Pong.java:[3,7] ';' expected"; exit 1; }
            sleep 0.3
            mkdir -p target
            cp -r "$CLASSES" target/classes
            printf %s "$LIBRARIES" > target/classpath.txt
            """;

    @TempDir
    private Path directory;
    private Path home;
    private Path tools;
    private Path builds;

    private record Result(int code, String out, String err) {
    }

    @BeforeEach
    void checkout() throws IOException {
        home = Files.createDirectories(directory.resolve("check out"));
        tools = Files.createDirectories(directory.resolve("tools"));
        builds = directory.resolve("builds");
        Files.copy(Path.of("topspin").toAbsolutePath(), home.resolve("topspin"));
        Files.writeString(home.resolve("pom.xml"), "<project>\n  <version>1.2.3</version>\n  <x><version>9</version></x>\n</project>\n");
        Files.createDirectories(home.resolve("src/main/java"));
        Path maven = Files.writeString(tools.resolve("mvn"), MAVEN);
        assertThat(maven.toFile().setExecutable(true)).isTrue();
    }

    @Test
    void shouldBuildOnceAndAgainWhenASourceChanges() throws Exception {
        Result first = launch(home, Map.of(), "./topspin", "--version");
        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.out()).startsWith("topspin 1.2.3 (Java ");
        assertThat(first.err()).isEqualTo("topspin: building (a first build downloads libraries) ...\n");

        assertThat(launch(home, Map.of(), "./topspin", "--version").err()).isEmpty();
        assertThat(builds()).hasSize(1);

        Path source = Files.writeString(home.resolve("src/main/java/New.java"), "");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));
        launch(home, Map.of(), "./topspin", "--version");
        assertThat(builds()).hasSize(2);
    }

    @Test
    void shouldWorkFromAnyDirectoryAndThroughLinks() throws Exception {
        Path bin = Files.createDirectories(directory.resolve("bin"));
        Files.createSymbolicLink(bin.resolve("first"), Path.of("../check out/topspin"));
        Path link = Files.createSymbolicLink(bin.resolve("topspin"), Path.of("first"));

        Result result = launch(directory, Map.of(), link.toString(), "train", "no such.yaml");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).endsWith(
                "no such.yaml: no such file; expected an experiment such as experiments/pong.yaml\n");
        assertThat(builds()).containsExactly(home.toRealPath().toString());
    }

    @Test
    void shouldBuildOnceWhenTwoStartTogether() throws Exception {
        List<Process> both = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            both.add(process(home, Map.of(), "./topspin", "--version")
                    .redirectErrorStream(true).redirectOutput(directory.resolve("out" + i).toFile()).start());
        }
        for (Process process : both) {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        }
        assertThat(builds()).hasSize(1);
    }

    @Test
    void shouldShowWhyABuildFailed() throws Exception {
        Result broken = launch(home, Map.of("BREAK", "yes"), "./topspin", "--version");

        assertThat(broken.code()).isEqualTo(1);
        assertThat(broken.out()).isEmpty();
        assertThat(broken.err()).contains("[ERROR] Pong.java:[3,7] ';' expected",
                "topspin: the build failed; Maven's complaint is above");
        assertThat(launch(home, Map.of(), "./topspin", "--version").code()).isZero();
    }

    @Test
    void shouldSayWhatIsMissing() throws Exception {
        assertThat(launch(home, Map.of("JAVA_HOME", "/nowhere"), "./topspin").err()).isEqualTo("topspin: JAVA_HOME is "
                + "/nowhere, where there is no bin/java: point it to a JDK 17 or newer\n");

        Path old = Files.createDirectories(directory.resolve("jdk8/bin"));
        assertThat(Files.writeString(old.resolve("java"), "").toFile().setExecutable(true)).isTrue();
        Files.writeString(directory.resolve("jdk8/release"), "JAVA_VERSION=\"1.8.0_292\"\n");
        Result result = launch(home, Map.of("JAVA_HOME", old.getParent().toString()), "./topspin");
        assertThat(result.err()).isEqualTo("topspin: needs Java 17 or newer, found 1.8.0_292 at " + old + "/java\n");
        assertThat(result.code()).isEqualTo(1);
    }

    /** Where topspin.jar lies above bin/, it is started as it is, from a directory that nothing may be written to. */
    @Test
    void shouldStartAnUnpackedDistributionWithoutBuilding() throws Exception {
        Path unpacked = Files.createDirectories(directory.resolve("un packed"));
        Files.copy(home.resolve("topspin"), Files.createDirectories(unpacked.resolve("bin")).resolve("topspin"));
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Main.class.getName());
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, Arrays.stream(System.getProperty("java.class.path")
                .split(File.pathSeparator)).map(entry -> Path.of(entry).toUri().toString()).collect(Collectors.joining(" ")));
        new JarOutputStream(Files.newOutputStream(unpacked.resolve("topspin.jar")), manifest).close();
        TestJar.world(directory, "coin").write(Files.createDirectories(unpacked.resolve("plugins")).resolve("worlds.jar"));
        List<Path> before = files(unpacked);

        Result worlds = launch(directory, Map.of(), "un packed/bin/topspin", "envs");
        assertThat(worlds.code()).as(worlds.err()).isZero();
        assertThat(worlds.out()).contains("[from worlds.jar]", "\n  pong ");
        assertThat(launch(directory, Map.of(), "un packed/bin/topspin").err())
                .isEqualTo("expected a command (see un\\ packed/bin/topspin --help)\n");
        assertThat(launch(unpacked, Map.of(), System.getProperty("java.home") + "/bin/java", "-jar", "topspin.jar").err())
                .isEqualTo("expected a command (see java -jar topspin.jar --help)\n");
        assertThat(launch(directory, Map.of("JAVA_HOME", "/nowhere"), "un packed/bin/topspin").err())
                .endsWith("point it to Java 17 or newer\n");
        assertThat(files(unpacked)).isEqualTo(before);
        assertThat(Files.exists(builds)).isFalse();
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.sorted().toList();
        }
    }

    private Result launch(Path from, Map<String, String> environment, String... command) throws Exception {
        Path out = directory.resolve("stdout");
        Path err = directory.resolve("stderr");
        Process process = process(from, environment, command).redirectOutput(out.toFile()).redirectError(err.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private ProcessBuilder process(Path from, Map<String, String> environment, String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).directory(from.toFile());
        Path classes = Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        builder.environment().putAll(Map.of("JAVA_HOME", System.getProperty("java.home"), "BUILDS", builds.toString(),
                "CLASSES", classes.toString(), "LIBRARIES", System.getProperty("java.class.path")));
        builder.environment().merge("PATH", tools.toString(), (path, first) -> first + ":" + path);
        builder.environment().putAll(environment);
        return builder;
    }

    private List<String> builds() throws IOException {
        return Files.readAllLines(builds, StandardCharsets.UTF_8);
    }
}
