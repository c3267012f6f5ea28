package topspin.experiment;

import topspin.config.InputException;
import topspin.config.InvalidConfigException;
import topspin.env.EnvironmentRegistry;
import topspin.run.ConfigHash;
import topspin.run.ConfigTree;
import topspin.run.Extension;
import topspin.run.RunConfig;
import topspin.run.RunDirectory;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The changes that {@code --set} may make to a resumed run: its length, and keys that no result depends on. */
public final class Resumption {
    private static final String COMPLAINT = "would make it another experiment; a resumed run may change only "
            + "total-steps, optimiser.schedule-ends, checkpoint.*, guard.non-finite, guard.collapse and workers"
            + "; train anew to change other keys";
    /** These, and what a run is called. */
    private static final Pattern FREE = Pattern.compile("total-steps|optimiser\\.schedule-ends|checkpoint\\..*|guard\\."
            + "(?!rollback).*|workers|name");

    private Resumption() {
    }

    /**
     * Checks the settings, and writes them to the run's files.
     *
     * @param directory open for writing
     * @return the experiment to go on with
     * @throws InputException if it would be another one
     */
    public static ExperimentFile of(RunDirectory directory, List<Assignment> settings, EnvironmentRegistry registry)
            throws IOException {
        ExperimentFile before = RunFiles.experiment(directory, List.of(), registry);
        ExperimentFile after = before.and(settings, registry);
        if (!Extension.isSameExperiment(before.config(), after.config())) {
            throw culprit(before, settings, registry).complaint(COMPLAINT);
        }
        write(directory, before, after);
        return after;
    }

    /**
     * As {@link #of}, of a whole experiment that says what its run is to be from here on.
     *
     * @throws InputException if it is another experiment than the run's; names the first key that differs
     */
    public static void require(RunDirectory directory, ExperimentFile after, EnvironmentRegistry registry)
            throws IOException {
        ExperimentFile before = RunFiles.experiment(directory, List.of(), registry);
        if (!Extension.isSameExperiment(before.config(), after.config())) {
            throw after.located(new InvalidConfigException(difference(before.config(), after.config()), COMPLAINT));
        }
        write(directory, before, after);
    }

    private static void write(RunDirectory directory, ExperimentFile before, ExperimentFile after) throws IOException {
        if (ConfigHash.of(after.config()).equals(directory.configHash())) {
            directory.requireUnfinished();
            directory.rewriteConfig(ConfigYaml.of(after.config()));
        } else {
            directory.extend(extension(before.config(), after), ConfigYaml.of(after.config()));
        }
    }

    private static Extension extension(RunConfig before, ExperimentFile after) {
        try {
            return new Extension(before, after.config());
        } catch (InvalidConfigException e) {
            throw after.located(e);
        }
    }

    /** The setting to report: the first that alone makes it another experiment. */
    private static Assignment culprit(ExperimentFile before, List<Assignment> settings, EnvironmentRegistry registry) {
        return settings.stream().filter(setting -> changesResults(before, setting, registry)).findFirst()
                .orElse(settings.get(0));
    }

    private static String difference(RunConfig before, RunConfig after) {
        Map<String, Object> old = ConfigTree.leaves(before);
        Map<String, Object> now = ConfigTree.leaves(after);
        return Stream.concat(now.keySet().stream(), old.keySet().stream())
                .filter(key -> !FREE.matcher(key).matches() && !Objects.equals(old.get(key), now.get(key))).findFirst()
                .orElse("algorithm");
    }

    private static boolean changesResults(ExperimentFile before, Assignment setting, EnvironmentRegistry registry) {
        try {
            return !Extension.isSameExperiment(before.config(), before.and(List.of(setting), registry).config());
        } catch (InputException needsTheOthers) {
            return false;
        }
    }
}
