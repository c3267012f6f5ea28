package topspin.run;

import topspin.nn.engine.Processor;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Where a result came from: the machine, the JVM, this program and the command that started it. One is kept per session
 * of a run, since a resumed run may move.
 *
 * @param facts in the order of {@code run.json}; unknown ones are null
 */
public record Provenance(Map<String, Object> facts) {
    /** Absent where no JAR was added. */
    static final String JARS = "jars";
    private static final long GIT_SECONDS = 5;

    /** Collects the facts, and asks git for the commit of the checkout. */
    static Provenance capture(List<String> commandLine, List<AddedJar> jars) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("started", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        facts.put("command", List.copyOf(commandLine));
        facts.put("topspin", version());
        Optional<String> checkout = checkout();
        Optional<String> commit = checkout.map(home -> git(home, "rev-parse", "HEAD")).orElseGet(() -> packed("Topspin-Commit"));
        Optional<Boolean> modified = checkout.map(home -> git(home, "status", "--porcelain", "--untracked-files=no")
                .map(text -> !text.isEmpty())).orElseGet(() -> packed("Topspin-Modified").map(Boolean::valueOf));
        facts.put("commit", commit.orElse(null));
        facts.put("modified", commit.isPresent() ? modified.orElse(null) : null);
        if (!jars.isEmpty()) {
            facts.put(JARS, jars.stream().map(AddedJar::tree).toList());
        }
        facts.put("cpu", Processor.model().orElse(null));
        facts.put("instruction-set", Processor.instructionSet().orElse(null));
        facts.put("cores", Runtime.getRuntime().availableProcessors());
        facts.put("memory-mib", Runtime.getRuntime().maxMemory() >> 20);
        facts.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                + System.getProperty("os.arch"));
        facts.put("jvm", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        facts.put("process", ProcessHandle.current().pid());
        return new Provenance(facts);
    }

    /** This program's version; {@code development} when not started from a JAR. */
    public static String version() {
        String version = Provenance.class.getPackage().getImplementationVersion();
        return version != null ? version : "development";
    }

    /** The commit that the distribution's build wrote into its manifest. */
    private static Optional<String> packed(String attribute) {
        URL own = Provenance.class.getResource(Provenance.class.getSimpleName() + ".class");
        try {
            if (own != null && own.openConnection() instanceof JarURLConnection jar && jar.getManifest() != null) {
                return Optional.ofNullable(jar.getManifest().getMainAttributes().getValue(attribute))
                        .filter(value -> !value.isBlank());
            }
            return Optional.empty();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    /** A distribution that was unpacked inside a checkout is not that checkout. */
    private static Optional<String> checkout() {
        return Optional.ofNullable(System.getProperty("topspin.home")).filter(home -> Files.exists(Path.of(home, ".git")));
    }

    private static Optional<String> git(String home, String... arguments) {
        try {
            Process git = new ProcessBuilder(Stream.concat(Stream.of("git", "-C", home), Stream.of(arguments)).toList())
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            git.getOutputStream().close();
            String text = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            boolean done = git.waitFor(GIT_SECONDS, TimeUnit.SECONDS) && git.exitValue() == 0;
            return done ? Optional.of(text) : Optional.empty();
        } catch (IOException noGit) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
