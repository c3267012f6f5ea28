package topspin.cli;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/** Machines that lack something: oneDNN's native library, or bfloat16. */
class FallbackTest {
    @TempDir
    private Path directory;

    @Test
    void shouldTrainOnNd4jAfterOneClearWarning() throws Exception {
        assertThat(train("auto")).isZero();

        List<String> said = Files.readAllLines(directory.resolve("stderr"));
        assertThat(said.get(0)).matches("[0-9:]{8} WARN {2}oneDNN cannot be used \\(its native library does not load: java\\.lang\\.\\w+: .*\\); "
                + "falling back to ND4J, which is several times slower");
        assertThat(said.get(1)).startsWith("run: ");
        assertThat(said.get(2)).startsWith("engine: ND4J ");
        assertThat(said.get(3)).isEqualTo("network:");
        assertThat(said.stream().skip(4).filter(line -> !line.startsWith("  ")).findFirst().orElseThrow()).startsWith("finished: ");
    }

    @Test
    void shouldRefuseToRunWhereOneDnnWasAskedFor() throws Exception {
        assertThat(train("onednn")).isEqualTo(1);

        assertThat(Files.readAllLines(directory.resolve("stderr"))).singleElement().asString()
                .startsWith("the engine onednn cannot be used: its native library does not load");
    }

    /** A processor without bfloat16, played by oneDNN's own setting. */
    @Test
    void shouldRefuseBfloat16WhereTheProcessorDoesNotMultiplyIt() throws Exception {
        assertThat(train("auto\nprecision: bf16", System.getProperty("java.class.path"), "AVX2")).isEqualTo(1);

        assertThat(Files.readAllLines(directory.resolve("stderr"))).singleElement().asString()
                .startsWith("the engine auto cannot be used: precision bf16 needs a processor with AVX-512-BF16, but this "
                        + "one has AVX2; use precision f32;");
    }

    /** {@code auto} chooses once: the engine that began a run is the one that goes on. */
    @Test
    void shouldGoOnWithNd4jWhereOneDnnWouldBeChosenAnew() throws Exception {
        assertThat(train("auto", withoutOneDnn(), "ALL", "--until", "64")).isZero();
        assertThat(resume(System.getProperty("java.class.path"), "ALL")).isZero();

        assertThat(Files.readString(directory.resolve("stderr"))).contains("engine: ND4J ").doesNotContain("oneDNN");
    }

    @Test
    void shouldRefuseToGoOnWithOtherRounding() throws Exception {
        assertThat(train("auto", System.getProperty("java.class.path"), "ALL", "--until", "64")).isZero();

        assertThat(resume(withoutOneDnn(), "ALL")).isEqualTo(2);
        assertThat(Files.readAllLines(directory.resolve("stderr"))).singleElement().asString()
                .startsWith(directory.resolve("out") + " was computed with onednn ")
                .contains(": the engine onednn cannot be used: its native library does not load")
                .endsWith("or add --allow-other-rounding to go on all the same");

        assertThat(resume(System.getProperty("java.class.path"), "SSE41")).isEqualTo(2);
        assertThat(Files.readAllLines(directory.resolve("stderr"))).singleElement().asString()
                .contains(" would go on with other rounding: SSE4.1 instead of ");
    }

    private int train(String engine) throws IOException, InterruptedException {
        return train(engine, withoutOneDnn(), "ALL");
    }

    private static String withoutOneDnn() {
        String all = System.getProperty("java.class.path");
        String libraries = Arrays.stream(all.split(File.pathSeparator))
                .filter(path -> !Path.of(path).getFileName().toString().matches("dnnl-[0-9].*-[a-z]+-[a-z0-9_]+\\.jar"))
                .collect(Collectors.joining(File.pathSeparator));
        assertThat(libraries).isNotEqualTo(all);
        return libraries;
    }

    private int train(String engine, String libraries, String instructions, String... options)
            throws IOException, InterruptedException {
        Path experiment = Files.writeString(directory.resolve("recall.yaml"), """
                env: {id: recall}
                steps: 8
                total-steps: 128
                policy: {encoder: none, core: {units: 4}}
                engine: %s
                log: {every: 64}
                """.formatted(engine));
        List<String> arguments = new ArrayList<>(List.of(experiment.toString(), "--out", directory.resolve("out").toString()));
        arguments.addAll(List.of(options));
        return topspin(libraries, instructions, arguments);
    }

    private int resume(String libraries, String instructions) throws IOException, InterruptedException {
        return topspin(libraries, instructions, List.of("--resume", directory.resolve("out").toString()));
    }

    private int topspin(String libraries, String instructions, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java",
                "--enable-native-access=ALL-UNNAMED", "-cp", libraries, Main.class.getName(), "train"));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(directory.resolve("stderr").toFile());
        builder.environment().put("ONEDNN_MAX_CPU_ISA", instructions);
        Process process = builder.start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }
}
