package topspin.experiment;

import topspin.config.InputException;
import topspin.env.EnvironmentRegistry;
import topspin.plugin.PluginJar;
import topspin.plugin.PluginPath;
import topspin.run.AddedJar;
import topspin.run.Additions;
import topspin.run.RunDirectory;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Checks that the JARs of a run are present when it is opened again. */
public final class RunJars {
    private static final String ENVIRONMENT = "env.id";
    private static final int SHORT_HASH = 12;

    private RunJars() {
    }

    /**
     * Compares them by content: a file may be renamed, and one that the run does not use may be missing.
     *
     * @param notices gets a line for each that has changed
     * @throws InputException if the run's environment, or another part that it names, comes from a missing JAR
     */
    public static void check(RunDirectory directory, EnvironmentRegistry registry, Consumer<String> notices) {
        if (directory.jars().isEmpty()) {
            return;
        }
        Map<String, String> written = new HashMap<>();
        ExperimentFile.assignments(directory.file(RunDirectory.CONFIG)).forEach(assignment ->
                written.put(assignment.path(), assignment.value()));
        Optional<String> id = Optional.ofNullable(written.get(ENVIRONMENT));
        for (AddedJar before : directory.jars()) {
            if (registry.jars().stream().anyMatch(jar -> jar.sha256().equals(before.jar().sha256()))) {
                continue;
            }
            Optional<String> world = id.filter(before.environments()::contains);
            if (world.isPresent() && !registry.ids().contains(world.get())) {
                throw missing(directory, "environment", world.get(), before.jar());
            }
            boolean used = world.isPresent();
            for (Additions.Kind kind : Additions.KINDS) {
                String name = written.get(kind.key());
                if (name != null && before.others().getOrDefault(kind.key(), List.of()).contains(name)) {
                    if (kind.registry().find(name).isEmpty()) {
                        throw missing(directory, kind.singular(), name, before.jar());
                    }
                    used = true;
                }
            }
            now(before, world, used, registry).ifPresent(now -> notices.accept(directory.path() + " was trained with "
                    + named(before.jar()) + ", this is " + now + ": results may differ"));
        }
    }

    private static InputException missing(RunDirectory directory, String what, String name, PluginJar jar) {
        return new InputException(directory.path() + ": was trained with the " + what + " '" + name + "' of " + jar
                + ", which is not there: add it with " + PluginPath.OPTION + " FILE, such as " + PluginPath.OPTION + " "
                + jar.name());
    }

    /** The JAR that replaces it; empty if the run does not use it. */
    private static Optional<String> now(AddedJar before, Optional<String> world, boolean used, EnvironmentRegistry registry) {
        if (world.isPresent()) {
            return Optional.of(registry.origin(world.get()).map(RunJars::named)
                    .orElse("the built-in '" + world.get() + "'"));
        }
        // it is unknown whether a library is needed
        return used || before.isLibrary()
                ? registry.jars().stream().filter(jar -> jar.name().equals(before.jar().name())).findFirst()
                        .map(RunJars::named)
                : Optional.empty();
    }

    private static String named(PluginJar jar) {
        return jar + " with SHA-256 " + jar.sha256().substring(0, Math.min(SHORT_HASH, jar.sha256().length()));
    }
}
