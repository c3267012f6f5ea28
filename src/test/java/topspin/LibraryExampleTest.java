package topspin;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The programs that the documentation shows: compiled and run as they stand, each in a JVM of its own, without the
 * launcher. {@code .ci/run} builds the example with Maven, from the installed artifact.
 */
@Timeout(300)
class LibraryExampleTest {
    private static final Path EXAMPLE = Path.of("docs/examples/library");
    private static final Path PAGE = Path.of("docs/library.md");
    private static final Pattern JAVA = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern JAVADOC = Pattern.compile("<pre>\\{@code\\n(.*?) \\* }</pre>", Pattern.DOTALL);

    @TempDir
    private Path directory;

    @Test
    void theExampleShouldLearnAndPlay() throws Exception {
        List<Path> sources;
        try (Stream<Path> files = Files.walk(EXAMPLE.resolve("src"))) {
            sources = files.filter(file -> file.toString().endsWith(".java")).toList();
        }
        assertThat(sources).hasSizeGreaterThan(2);
        compile(sources);
        List<String> lines = run("example.LibraryExample", directory.resolve("maze").toString());

        assertThat(lines).anyMatch(line -> line.matches("step 120000  mean return +\\S+"));
        for (String what : List.of("evaluated", "recorded", "deployed")) {
            String line = lines.stream().filter(text -> text.startsWith(what)).findFirst().orElseThrow();
            assertThat(Double.parseDouble(line.substring(line.lastIndexOf(' ')))).as("1 with memory, 0 without: " + line)
                    .isGreaterThan(0.9);
        }
    }

    @Test
    void theExampleShouldNeedThisVersion() throws IOException {
        ExampleProject.shouldNeedThisVersion(EXAMPLE, "maven-compiler-plugin", "maven-resources-plugin");
    }

    @Test
    void theLinesOfTheDocumentationShouldDoWhatTheySay() throws Exception {
        List<String> blocks = JAVA.matcher(Files.readString(PAGE)).results().map(match -> match.group(1)).toList();
        Matcher javadoc = JAVADOC.matcher(Files.readString(Path.of("src/main/java/topspin/Experiment.java")));
        assertThat(javadoc.find()).isTrue();
        assertThat(javadoc.group(1).lines().map(line -> line.replaceFirst("^ \\* ?", "")).collect(Collectors.joining("\n", "", "\n")))
                .as("the Javadoc and the page show the same lines").isEqualTo(blocks.get(0));
        assertThat(blocks).hasSize(2);
        // the second block reads what the first one left
        String text = "import java.nio.file.*; import java.util.*; import topspin.*; import topspin.metric.*; import topspin.stats.*;\n"
                + "class TenLines { public static void main(String[] args) throws Exception {\n" + blocks.get(0) + "}\n"
                + "static String verdict() {" + blocks.get(1).replace("\"mine\"", "\"recall\"") + "return verdict + curve.rows();}}\n";
        compile(List.of(Files.writeString(directory.resolve("TenLines.java"), text.replace("throws Exception {\n",
                "throws Exception {\nif (args.length > 0) { System.out.println(verdict()); return; }\n"))));

        List<String> lines = run("TenLines");
        assertThat(lines).startsWith("0 0.0").endsWith("the cue was 1").hasSize(6);
        assertThat(lines.get(4)).matches("20000 (1\\.0|0\\.[89]\\d*)");
        assertThat(run("TenLines", "verdict")).singleElement().asString().isNotEmpty().endsWith("4");
    }

    private void compile(List<Path> sources) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter complaints = new StringWriter();
        try (var files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            boolean compiled = compiler.getTask(complaints, files, null, List.of("-d", directory.toString(), "-cp",
                    System.getProperty("java.class.path"), "--release", "17", "-Xlint:all,-options,-classfile,-path,-processing",
                    "-Werror"), null, files.getJavaFileObjectsFromPaths(sources)).call();
            assertThat(complaints.toString()).isEmpty();
            assertThat(compiled).isTrue();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** What it prints. Nothing is set up for it, and what is set is wrong for exactness. */
    private List<String> run(String program, String... arguments) throws IOException, InterruptedException {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(java.io.File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(java.io.File.pathSeparator, directory + java.io.File.pathSeparator, ""));
        List<String> words = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                classPath, program));
        words.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(words).directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("OMP_NUM_THREADS", "4");
        Process child = builder.start();
        List<String> lines = child.inputReader(StandardCharsets.UTF_8).lines().toList();
        assertThat(child.waitFor()).isZero();
        return lines;
    }
}
