package topspin.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import topspin.ExampleProject;
import topspin.Experiment;
import topspin.algorithm.Algorithms;
import topspin.metric.MetricSink;
import topspin.nn.EncoderTypes;
import topspin.nn.cell.CellTypes;
import topspin.plugin.TestJar;
import topspin.run.RunDirectory;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** What {@code docs/extending.md} shows is compiled, packed and used as a reader would. */
class ExtendingTest {
    private static final Path PROJECT = Path.of("docs/examples/extending");
    private static final Path EXPERIMENT = PROJECT.resolve("corridor.yaml");
    private static final Pattern CODE = Pattern.compile("(?s)```java\n(.*?)```");

    private final CommandLineFixture commandLine = CommandLineFixture.real();
    @TempDir
    private Path directory;
    private Path jar;

    @BeforeEach
    void pack() throws IOException {
        jar = TestJar.project(directory, PROJECT).write(directory.resolve("mine.jar"));
    }

    @Test
    void anExperimentWithAllOfThemShouldLearnAndResumeToTheLastBit() throws IOException {
        Path whole = directory.resolve("whole");
        Path parts = directory.resolve("parts");
        assertThat(commandLine.run("--jar", jar.toString(), "train", EXPERIMENT.toString(), "--out", whole.toString())).as(commandLine.err()).isZero();
        List<String> table = scores(whole);
        assertThat(Double.parseDouble(table.get(table.size() - 1).split(" ")[1])).as("chance is 0.5").isGreaterThan(0.9);

        assertThat(commandLine.run("--jar", jar.toString(), "train", EXPERIMENT.toString(), "--out", parts.toString(), "--set",
                "workers=1", "--until", "40000")).as(commandLine.err()).isZero();
        assertThat(commandLine.run("--jar", jar.toString(), "train", "--resume", parts.toString())).as(commandLine.err()).isZero();
        assertThat(scores(parts)).isEqualTo(table);
        assertThat(commandLine.run("--jar", jar.toString(), "eval", whole.toString(), "--episodes", "100", "--deterministic")).as(commandLine.err())
                .isZero();
        assertThat(new ObjectMapper().readTree(whole.resolve("run.json").toFile()).findValue("jars").get(0)
                .toString()).contains("\"environments\":[\"corridor\"],\"algorithms\":[\"vpg\"],\"cells\":[\"leaky\"],"
                + "\"encoders\":[\"powers\"],\"distributions\":[\"laplace\"]");

        assertThat(commandLine.run("--jar", jar.toString(), "inspect", whole.toString(), "--steps", "4")).as(commandLine.err()).isZero();
        assertThat(commandLine.out()).contains("picture: " + whole.resolve("inside.svg"));
        assertThat(commandLine.err()).as("it is the very JAR").isEmpty();

        // with the world alone, the rest is missed, too
        assertThat(commandLine.run("eval", whole.toString())).isEqualTo(2);
        assertThat(commandLine.err()).isEqualTo(whole + ": was trained with the environment 'corridor' of mine.jar, which "
                + "is not there: add it with --jar FILE, such as --jar mine.jar\n");
        assertThat(Algorithms.names()).as("after the command").doesNotContain("vpg");
        assertThat(CellTypes.labels()).doesNotContain("leaky");
        assertThat(EncoderTypes.registry().names()).doesNotContain("powers");
    }

    private static List<String> scores(Path run) throws IOException {
        return Files.readAllLines(run.resolve(RunDirectory.TABLE)).stream().map(line -> line.substring(0, line.lastIndexOf(' ')))
                .toList();
    }

    @Test
    void aRunShouldMissWhateverItsConfigNames() {
        Path run = directory.resolve("run");
        String recall = written("env: {id: recall}\npolicy: {core: {type: leaky, units: 8}}\ntotal-steps: 1024\n");
        assertThat(commandLine.run("--jar", jar.toString(), "train", recall, "--out", run.toString())).as(commandLine.err()).isZero();
        assertThat(commandLine.run("eval", run.toString())).isEqualTo(2);
        assertThat(commandLine.err()).isEqualTo(run + ": was trained with the cell 'leaky' of mine.jar, which is not there: "
                + "add it with --jar FILE, such as --jar mine.jar\n");
    }

    private String written(String experiment) {
        try {
            return Files.writeString(directory.resolve("e.yaml"), experiment).toString();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theDistributionShouldTrainAndRefuseOtherActions() {
        String pendulum = written("env: {id: pendulum}\npolicy: {distribution: laplace, core: {type: none}}\ntotal-steps: 1024\n");
        assertThat(commandLine.run("--jar", jar.toString(), "train", pendulum, "--out", directory.resolve("p").toString())).as(commandLine.err()).isZero();
        String recall = written("env: {id: recall}\npolicy: {distribution: laplace}\n");
        assertThat(commandLine.run("--jar", jar.toString(), "train", recall)).isEqualTo(2);
        assertThat(commandLine.err()).isEqualTo(recall + ":2: policy.distribution: distribution laplace is over actions in a Box of float32, but "
                + "this environment takes Discrete(2); categorical would fit\n");
        assertThat(commandLine.run("train", pendulum)).isEqualTo(2);
        assertThat(commandLine.err()).startsWith(pendulum + ":2: policy.distribution: expected one of auto, categorical, multi-categorical, "
                + "diagonal-gaussian, got 'laplace'");
    }

    @Test
    void theCellShouldServeLabs() {
        String[] lab = {"lab", "conflict", "--cell", "leaky", "--epochs", "5", "--out", directory.resolve("lab").toString()};
        assertThat(commandLine.run(lab)).isEqualTo(2);
        assertThat(commandLine.err()).contains("core.type: expected one of lstm, gru, rnn, mingru, lru, none, got 'leaky'");
        String[] withJar = Stream.concat(Stream.of("--jar", jar.toString()), Stream.of(lab)).toArray(String[]::new);
        assertThat(commandLine.run(withJar)).as(commandLine.err()).isZero();
        assertThat(commandLine.out()).contains("leaky: 3,0,1,2 -> ");
    }

    @Test
    void theCellShouldBeSplitAsOursAre() {
        assertThat(commandLine.run("--jar", jar.toString(), "splits", "--cell", "leaky", "--units", "16", "--envs", "4", "--steps", "12",
                "--inputs", "8")).as(commandLine.out() + commandLine.err()).isZero();
        assertThat(commandLine.out()).contains("segmented").contains("padded");
    }

    @Test
    void envsShouldTellWhereEachCameFrom() {
        assertThat(commandLine.run("--jar", jar.toString(), "envs")).isZero();
        assertThat(commandLine.out().lines().map(String::strip)).contains("vpg  algorithm, for algorithm [from mine.jar]",
                "leaky  cell, for policy.core.type [from mine.jar]", "powers  encoder, for policy.encoder [from mine.jar]",
                "laplace  distribution, for policy.distribution [from mine.jar]");
    }

    @Test
    void twoOfOneNameShouldBeRefused() throws IOException {
        Path other = TestJar.project(directory, PROJECT).replace("mine.Vpg", "return \"vpg\"", "return \"ppo\"")
                .write(directory.resolve("other.jar"));
        assertThat(commandLine.run("--jar", other.toString(), "envs")).isEqualTo(2);
        assertThat(commandLine.err()).isEqualTo("two algorithms are called 'ppo': one in other.jar and one that is built in; leave one of "
                + "them away, or rename it\n");
        assertThat(commandLine.run("envs")).as("and what came before it is gone").isZero();
        assertThat(CellTypes.labels()).doesNotContain("leaky");

        Path unnamed = TestJar.project(directory, PROJECT).replace("mine.Leaky", "return \"leaky\"", "return \"Leaky Cell\"")
                .write(directory.resolve("unnamed.jar"));
        assertThat(commandLine.run("--jar", unnamed.toString(), "envs")).isEqualTo(2);
        assertThat(commandLine.err()).hasLineCount(1).contains("unnamed.jar").contains("the name of mine.Leaky is 'Leaky Cell'; expected "
                + "lower case, digits and hyphens");
    }

    @Test
    void theTrackerShouldFollowARun() throws Exception {
        Path file = directory.resolve("run.jsonl");
        try (URLClassLoader mine = new URLClassLoader(new URL[] {jar.toUri().toURL()}, MetricSink.class.getClassLoader());
             MetricSink tracker = (MetricSink) mine.loadClass("mine.JsonLines").getConstructor(Path.class).newInstance(file)) {
            Experiment.parse("{env: {id: recall}, total-steps: 2048, log: {every: 1024}, workers: 1}")
                    .train(directory.resolve("tracked"), tracker);
        }
        List<String> lines = Files.readAllLines(file);
        ObjectMapper json = new ObjectMapper();
        for (String line : lines) {
            assertThat(json.readTree(line).size()).isEqualTo(1);
        }
        assertThat(lines.stream().filter(line -> line.startsWith("{\"row\":{\"step\":"))).hasSize(3);
        assertThat(lines.stream().filter(line -> line.startsWith("{\"episode\":{\"step\":"))).hasSizeGreaterThan(100);
    }

    @Test
    void theProjectShouldNeedThisVersion() throws IOException {
        ExampleProject.shouldNeedThisVersion(PROJECT, "maven-compiler-plugin", "maven-resources-plugin", "maven-jar-plugin");
    }

    /** What the page shows is what is compiled. */
    @Test
    void thePageShouldShowTheSources() throws IOException {
        List<String> sources = new ArrayList<>();
        try (Stream<Path> files = Files.walk(PROJECT)) {
            for (Path file : files.filter(file -> file.toString().endsWith(".java")).toList()) {
                sources.add(Files.readString(file));
            }
        }
        Matcher blocks = CODE.matcher(Files.readString(Path.of("docs/extending.md")));
        int count = 0;
        for (; blocks.find(); count++) {
            String block = blocks.group(1).stripTrailing();
            assertThat(sources).as(block).anyMatch(source -> source.contains(block));
        }
        assertThat(count).isGreaterThan(6);
    }
}
