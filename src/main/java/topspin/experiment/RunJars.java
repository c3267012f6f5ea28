package topspin.experiment;

import topspin.config.InputException;
import topspin.env.EnvironmentRegistry;
import topspin.plugin.PluginJar;
import topspin.plugin.PluginPath;
import topspin.run.AddedJar;
import topspin.run.RunDirectory;

import java.util.Optional;
import java.util.function.Consumer;

/** Whether the JARs that a run was computed with are there when it is opened again. */
public final class RunJars {
    private static final int SHORT_HASH = 12;

    private RunJars() {
    }

    /**
     * Compares them by what they hold: a file may be renamed, and one that the run has no use for may be missing.
     *
     * @param notices gets a line for each that has changed
     * @throws InputException if the run's world comes from one that is missing
     */
    public static void check(RunDirectory directory, EnvironmentRegistry registry, Consumer<String> notices) {
        Optional<String> id = directory.jars().isEmpty() ? Optional.empty()
                : ExperimentFile.environmentId(directory.file(RunDirectory.CONFIG));
        for (AddedJar before : directory.jars()) {
            if (registry.jars().stream().anyMatch(jar -> jar.sha256().equals(before.jar().sha256()))) {
                continue;
            }
            Optional<String> world = id.filter(before.environments()::contains);
            if (world.isPresent() && !registry.ids().contains(world.get())) {
                throw new InputException(directory.path() + ": was trained with the environment '" + world.get() + "' of "
                        + before.jar() + ", which is not there: add it with " + PluginPath.OPTION + " FILE, such as "
                        + PluginPath.OPTION + " " + before.jar().name());
            }
            now(before, world, registry).ifPresent(now -> notices.accept(directory.path() + " was trained with "
                    + named(before.jar()) + ", this is " + now + ": results may differ"));
        }
    }

    /** What is there in its place; empty if the run has no use for it. */
    private static Optional<String> now(AddedJar before, Optional<String> world, EnvironmentRegistry registry) {
        if (world.isPresent()) {
            return Optional.of(registry.origin(world.get()).map(RunJars::named)
                    .orElse("the built-in '" + world.get() + "'"));
        }
        // of a library nobody knows whether it is needed
        return before.environments().isEmpty()
                ? registry.jars().stream().filter(jar -> jar.name().equals(before.jar().name())).findFirst()
                        .map(RunJars::named)
                : Optional.empty();
    }

    private static String named(PluginJar jar) {
        return jar + " with SHA-256 " + jar.sha256().substring(0, Math.min(SHORT_HASH, jar.sha256().length()));
    }
}
