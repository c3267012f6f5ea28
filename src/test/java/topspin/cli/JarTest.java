package topspin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import topspin.file.Sha256;
import topspin.plugin.TestJar;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** Worlds of others, in JARs that are compiled here. */
class JarTest {
    private final CommandLineFixture commandLine = CommandLineFixture.real();
    @TempDir
    private Path directory;
    private Path jar;

    @BeforeEach
    void pack() throws IOException {
        jar = TestJar.world(directory, "coin").version("1.2").write(directory.resolve("worlds.jar"));
    }

    @AfterEach
    void goHome() {
        System.clearProperty("topspin.home");
    }

    @Test
    void shouldListTheWorldAndWhereItComesFrom() throws IOException {
        Path another = TestJar.world(directory, "medal").in("others").write(directory.resolve("more.jar"));

        assertThat(commandLine.run("--jar", jar.toString(), "envs", "--jar", another.toString())).as(commandLine.err()).isZero();
        assertThat(commandLine.out()).contains("\n  coin   a coin with one good side (version 1; observation: 2 floats; action: 1\n",
                "[from worlds.jar (version 1.2)]\n", "\n  medal  a coin with one good side", "[from more.jar]\n", "\n  pong ");
        assertThat(commandLine.run("--jar", jar.toString(), "envs", "coin")).as(commandLine.err()).isZero();
        assertThat(commandLine.out()).contains("coin  a coin with one good side [from worlds.jar (version 1.2)]\n  version 1; ",
                "\n  good: 1  its side\n");
        assertThat(commandLine.run("envs")).isZero();
        assertThat(commandLine.out()).contains("\n  pong ").doesNotContain("coin", "[from");
    }

    @Test
    void shouldAddAFamilyOfWorlds() throws IOException {
        Path family = TestJar.world(directory, "coin").in("many").source("many.Coins", """
                package many;
                import topspin.env.*;
                import java.util.List;
                public class Coins implements EnvironmentFamily {
                    public List<EnvironmentProvider> worlds() {
                        return List.of(new Coin() { public String id() { return "coins/gold"; } },
                                new Coin() { public String id() { return "coins/silver"; } });
                    }
                }
                """).file("META-INF/services/topspin.env.EnvironmentFamily", "many.Coins\n").write(directory.resolve("many.jar"));
        assertThat(commandLine.run("--jar", family.toString(), "envs")).as(commandLine.err()).isZero();
        assertThat(commandLine.out()).contains("coins\n  coins/gold    a coin with one good side", "\n  coins/silver  ", "[from many.jar]");
        assertThat(commandLine.run("--jar", family.toString(), "envs", "coins")).as(commandLine.err()).isZero();
        assertThat(commandLine.out()).contains("coins/gold  a coin", "coins/silver  a coin").doesNotContain("pong");
    }

    @Test
    void shouldAddAllOfTheFolderBesideTheLauncher() throws IOException {
        Files.copy(jar, Files.createDirectories(directory.resolve("plugins")).resolve("w.jar"));
        System.setProperty("topspin.home", directory.toString());

        assertThat(commandLine.run("envs")).as(commandLine.err()).isZero();
        assertThat(commandLine.out()).contains("  coin  a coin with one good side (version 1;", "[from w.jar (version 1.2)]");
        refused(directory.resolve("plugins/w.jar") + ": its class worlds.Coin is also in worlds.jar (version 1.2); leave one of "
                + "them away, or rename it", "--jar", jar.toString(), "envs");
    }

    @Test
    void shouldAddWhatTheVariableListsLibrariesTooAndHandJarsOnToTheTrialsOfASweep() throws Exception {
        Path library = new TestJar(directory).source("lib.Side", "package lib; public class Side { public static float of(int a) "
                + "{ return a; } }").write(directory.resolve("library.jar"));
        Path needing = TestJar.world(directory, "coin").replace("worlds.Coin", "return action;", "return lib.Side.of(action);")
                .source("lib.Side", "package lib; public class Side { public static native float of(int a); }")
                .without("lib.Side").write(directory.resolve("needing.jar"));
        Path sweep = Files.writeString(directory.resolve("s.yaml"), "base:\n" + experiment().indent(2) + "seeds: [1]\n");

        assertThat(process(Map.of("TOPSPIN_CLASSPATH", library.toString()), "--jar", needing.toString(), "sweep",
                sweep.toString(), "--out", directory.resolve("out").toString())).as(printed()).isZero();
        JsonNode jars = session(directory.resolve("out/seed-1")).get("jars");
        assertThat(jars).hasSize(2);
        assertThat(jars.get(0).get("name").asText()).isEqualTo("needing.jar");
        assertThat(jars.get(1).get("name").asText()).isEqualTo("library.jar");

        assertThat(commandLine.run("--jar", needing.toString(), "train", experimentFile(), "--out", directory.resolve("x").toString()))
                .as(commandLine.err()).isEqualTo(2);
        assertThat(commandLine.err()).endsWith("needing.jar: needs the class lib.Side, which is not there: add the JAR that holds it to "
                + "TOPSPIN_CLASSPATH\n");
        assertThat(session(directory.resolve("x")).get("jars")).hasSize(1);
    }

    @Test
    void shouldRecordTheJarAndAskForItWhenTheRunIsOpenedAgain() throws IOException {
        Path run = directory.resolve("run");
        assertThat(commandLine.run("--jar", jar.toString(), "train", experimentFile(), "--out", run.toString(), "--until", "80"))
                .as(commandLine.err()).isZero();
        assertThat(commandLine.err()).contains("go on with ./topspin --jar " + jar + " train --resume " + run);
        JsonNode recorded = session(run).get("jars");
        assertThat(recorded).hasSize(1);
        assertThat(recorded.get(0).toString()).isEqualTo("{\"name\":\"worlds.jar\",\"version\":\"1.2\",\"sha256\":\""
                + Sha256.of(jar) + "\",\"environments\":[\"coin\"]}");

        String missing = run + ": was trained with the environment 'coin' of worlds.jar (version 1.2), which is not there: add "
                + "it with --jar FILE, such as --jar worlds.jar";
        refused(missing, "train", "--resume", run.toString());
        refused(missing, "train", "--resume", run.toString(), "--set", "total-steps=400");
        refused(missing, "eval", run.toString());
        // the same bytes under another name will do
        Path renamed = Files.copy(jar, directory.resolve("renamed.jar"));
        assertThat(commandLine.run("eval", run.toString(), "--episodes", "2", "--jar", renamed.toString())).as(commandLine.err()).isZero();
        assertThat(commandLine.err()).doesNotContain("was trained with");

        Path newer = TestJar.world(directory, "coin").version("1.3").write(directory.resolve("worlds-1.3.jar"));
        String notice = run + " was trained with worlds.jar (version 1.2) with SHA-256 " + Sha256.of(jar).substring(0, 12)
                + ", this is worlds-1.3.jar (version 1.3) with SHA-256 " + Sha256.of(newer).substring(0, 12)
                + ": results may differ\n";
        assertThat(commandLine.run("eval", run.toString(), "--episodes", "2", "--jar", newer.toString())).as(commandLine.err()).isZero();
        assertThat(commandLine.err()).contains(notice);
        assertThat(commandLine.run("--jar", newer.toString(), "train", "--resume", run.toString())).as(commandLine.err()).isZero();
        assertThat(commandLine.err()).contains(notice);
        assertThat(session(run).get("jars").get(0).get("version").asText()).isEqualTo("1.3");
    }

    @Test
    void shouldSayNothingOfJarsThatARunHasNoUseFor() throws IOException {
        Path run = directory.resolve("run");
        Path file = Files.writeString(directory.resolve("r.yaml"), experiment().replace("coin", "recall"));
        assertThat(commandLine.run("--jar", jar.toString(), "train", file.toString(), "--out", run.toString())).as(commandLine.err()).isZero();
        assertThat(session(run).get("jars")).hasSize(1);

        assertThat(commandLine.run("eval", run.toString(), "--episodes", "2")).isZero();
        assertThat(commandLine.err()).doesNotContain("worlds.jar");
    }

    @Test
    void shouldRefuseWhatIsNoJar() throws IOException {
        refused("--jar none.jar: no such file; expected a JAR, such as worlds.jar", "--jar", "none.jar", "envs");
        refused("--jar " + directory + ": is a directory; expected a JAR, such as worlds.jar", "--jar", directory.toString(), "envs");
        Path text = Files.writeString(directory.resolve("text.jar"), "no zip, but longer than the end of one would be");
        refused("--jar " + text + ": is not a JAR (zip END header not found); build it again", "--jar", text.toString(), "envs");
        Path empty = new TestJar(directory).file("hello", "there").write(directory.resolve("empty.jar"));
        refused("--jar " + empty + ": holds no provider: expected a file META-INF/services/topspin.env.EnvironmentProvider, or of another kind, that "
                + "names a class; a library that others need belongs into TOPSPIN_CLASSPATH", "--jar", empty.toString(), "envs");
        Path silent = new TestJar(directory).provider("# nobody").write(directory.resolve("silent.jar"));
        assertThat(commandLine.run("--jar", silent.toString(), "envs")).isEqualTo(2);
        assertThat(commandLine.err()).contains("holds no provider").hasLineCount(1);
    }

    @Test
    void shouldRefuseWhatWasBuiltForAnotherJavaOrTopspin() throws IOException {
        int here = Runtime.version().feature();
        Path newer = TestJar.world(directory, "coin").write(directory.resolve("newer.jar"), here + 3);
        refused("--jar " + newer + ": was built for Java " + (here + 3) + ", and this is Java " + here + ": build it with "
                + "--release " + here + " or less, or run Topspin on Java " + (here + 3), "--jar", newer.toString(), "envs");

        Path service = new TestJar(directory).file("META-INF/services/topspin.dream.Dream", "a.B").write(directory.resolve("s.jar"));
        refused("--jar " + service + ": provides a topspin.dream.Dream, which this Topspin does not know: it was built for "
                + "another version of Topspin; build it against this one", "--jar", service.toString(), "envs");

        Path lacking = TestJar.world(directory, "coin").source("topspin.env.Gone", "package topspin.env; public class Gone "
                + "{ public static String name() { return \"a\"; } }").without("topspin.env.Gone")
                .replace("worlds.Coin", "\"coin\"", "Gone.name()").write(directory.resolve("lacking.jar"));
        refused("--jar " + lacking + ": was built for another version of Topspin (NoClassDefFoundError: topspin.env.Gone); build "
                + "it against this one", "--jar", lacking.toString(), "envs");

        Path other = new TestJar(directory).source("worlds.Old", "package worlds; public class Old implements OldProvider { }")
                .source("worlds.OldProvider", "package worlds; interface OldProvider { }").provider("worlds.Old")
                .write(directory.resolve("other.jar"));
        assertThat(commandLine.run("--jar", other.toString(), "envs")).isEqualTo(2);
        assertThat(commandLine.err()).startsWith("--jar " + other + ": its provider cannot be loaded: ").endsWith("not a subtype\n").hasLineCount(1);

        Path absent = new TestJar(directory).provider("worlds.Absent").write(directory.resolve("absent.jar"));
        assertThat(commandLine.run("--jar", absent.toString(), "envs")).isEqualTo(2);
        assertThat(commandLine.err()).contains("its provider cannot be loaded: ", "worlds.Absent not found").hasLineCount(1);
    }

    /** Methods that an interface or a class of Topspin has gained or lost since. */
    @Test
    void shouldRefuseWhatLacksAMethod() throws IOException {
        Path gained = TestJar.world(directory, "coin").source("topspin.env.EnvironmentProvider", """
                package topspin.env;
                public interface EnvironmentProvider {
                    String id();
                    String description();
                    Environment create(java.util.Map<String, Object> options, topspin.random.RandomStreams streams);
                }
                """).without("topspin.env.EnvironmentProvider")
                .replace("worlds.Coin", "public List<EnvironmentOption> options() { return List.of(EnvironmentOption.of(\"good\", 1, "
                        + "\"its side\")); }", "").write(directory.resolve("gained.jar"));
        assertThat(commandLine.run("--jar", gained.toString(), "envs")).isEqualTo(2);
        assertThat(commandLine.err()).startsWith("--jar " + gained + ": was built for another version of Topspin (AbstractMethodError: ")
                .endsWith("; build it against this one\n").hasLineCount(1);

        Path world = TestJar.world(directory, "coin").source("topspin.env.DiscreteEnvironment", """
                package topspin.env;
                public interface DiscreteEnvironment extends Environment {
                    topspin.space.Discrete actionSpace();
                    default float step(Actions actions, int index, Observations out, int row) { return 0; }
                }
                """).without("topspin.env.DiscreteEnvironment")
                .replace("worlds.Coin", "public float step(int action, Observations out, int row) { t++; return action; }", "")
                .write(directory.resolve("world.jar"));
        assertThat(commandLine.run("--jar", world.toString(), "train", experimentFile(), "--out", directory.resolve("y").toString()))
                .as(commandLine.err()).isEqualTo(2);
        assertThat(commandLine.err().lines().reduce((before, last) -> last).orElse("")).startsWith("world.jar: was built for another version of "
                + "Topspin (AbstractMethodError: ");

        Path lost = TestJar.world(directory, "coin").replace("worlds.Coin", "\"coin\"", "new EnvironmentOption(null).gone()")
                .source("topspin.env.EnvironmentOption", """
                package topspin.env;
                public class EnvironmentOption {
                    public EnvironmentOption(String x) { }
                    public String gone() { return ""; }
                    public static EnvironmentOption of(String k, Object v, String d) { return null; }
                }
                """).without("topspin.env.EnvironmentOption").write(directory.resolve("lost.jar"));
        assertThat(commandLine.run("--jar", lost.toString(), "envs")).isEqualTo(2);
        assertThat(commandLine.err()).contains(": was built for another version of Topspin (NoSuchMethodError: ").hasLineCount(1);
    }

    @Test
    void shouldNameTheJarWhoseCodeFails() throws IOException {
        Path broken = TestJar.world(directory, "coin").replace("worlds.Coin", "private int t;", "private int t; { if (true) throw new "
                + "IllegalStateException(\"no coin\"); }").write(directory.resolve("broken.jar"));
        assertThat(commandLine.run("--jar", broken.toString(), "envs")).isEqualTo(2);
        assertThat(commandLine.err()).startsWith("--jar " + broken + ": its provider cannot be loaded: ").contains("no coin").hasLineCount(1);

        Path nameless = TestJar.world(directory, "The Coin").write(directory.resolve("nameless.jar"));
        assertThat(commandLine.run("--jar", nameless.toString(), "envs")).isEqualTo(2);
        assertThat(commandLine.err()).contains("the id of worlds.Coin is 'The Coin'; expected lower case, digits and hyphens").hasLineCount(1);

        Path late = TestJar.world(directory, "coin").replace("worlds.Coin", "return new Coin();",
                "throw new java.util.NoSuchElementException(\"no coin\");").write(directory.resolve("late.jar"));
        assertThat(commandLine.run("--jar", late.toString(), "train", experimentFile())).isEqualTo(1);
        assertThat(commandLine.err()).isEqualTo("late.jar fails: java.util.NoSuchElementException: no coin (--debug shows where)\n");
    }

    @Test
    void shouldRefuseTwoWorldsOfOneNameAndTwoClassesOfOneName() throws IOException {
        Path another = TestJar.world(directory, "coin").in("others").write(directory.resolve("another.jar"));
        refused("two environments are called 'coin': one in another.jar and one in worlds.jar (version 1.2); leave one of them "
                + "away, or rename it", "--jar", jar.toString(), "--jar", another.toString(), "envs");
        Path pong = TestJar.world(directory, "pong").write(directory.resolve("pong.jar"));
        refused("two environments are called 'pong': one in pong.jar and one that is built in; leave one of them away, or rename "
                + "it", "--jar", pong.toString(), "envs");
        Path whole = new TestJar(directory).source("topspin.envs.pong.PongProvider", "package topspin.envs.pong; class PongProvider { }")
                .provider("topspin.envs.pong.PongProvider").write(directory.resolve("whole.jar"));
        refused("--jar " + whole + ": its class topspin.envs.pong.PongProvider is also in this Topspin; build it without "
                + "Topspin's classes", "--jar", whole.toString(), "envs");
    }

    private String experimentFile() throws IOException {
        return Files.writeString(directory.resolve("coin.yaml"), experiment()).toString();
    }

    private static String experiment() {
        return """
                env: {id: coin}
                environments: 2
                steps: 10
                total-steps: 200
                algorithm: a2c
                policy: {encoder: none, core: {units: 4}}
                log: {every: 20}
                checkpoint: {every: 40}
                workers: 1
                """;
    }

    private static JsonNode session(Path run) throws IOException {
        JsonNode sessions = new ObjectMapper().readTree(run.resolve("run.json").toFile()).get("sessions");
        return sessions.get(sessions.size() - 1);
    }

    private void refused(String line, String... arguments) {
        assertThat(commandLine.run(arguments)).isEqualTo(2);
        assertThat(commandLine.err()).isEqualTo(line + "\n");
    }

    private int process(Map<String, String> environment, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java", "-XX:TieredStopAtLevel=1",
                "-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(directory.resolve("stdout").toFile())
                .redirectError(directory.resolve("stderr").toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    /** What {@link #process} printed. */
    private String printed() throws IOException {
        return Files.readString(directory.resolve("stderr"));
    }
}
