package topspin.cli;

import topspin.config.InvalidConfigException;
import topspin.env.EnvironmentRegistry;
import topspin.run.ConfigHash;
import topspin.run.Extension;
import topspin.run.RunConfig;
import topspin.run.RunDirectory;

import java.io.IOException;
import java.util.List;

/** What {@code --set} changes of a run that goes on: how far it goes, and what no result depends on. */
final class Resumption {
    private static final String FREE_KEYS =
            "total-steps, optimiser.schedule-ends, checkpoint.*, guard.non-finite, guard.collapse and workers";

    private Resumption() {
    }

    /**
     * Checks the settings, and has the run's files say them.
     *
     * @param directory open for writing
     * @return the experiment to go on with
     * @throws InputException if it would be another one
     */
    static ExperimentFile of(RunDirectory directory, List<Assignment> settings, EnvironmentRegistry registry)
            throws IOException {
        ExperimentFile before = RunFiles.experiment(directory, List.of(), registry);
        ExperimentFile after = before.and(settings, registry);
        if (ConfigHash.of(after.config()).equals(directory.configHash())) {
            directory.requireUnfinished();
            directory.rewriteConfig(ConfigYaml.of(after.config()));
        } else {
            requireSameExperiment(before, after, settings, registry);
            directory.extend(extension(before.config(), after), ConfigYaml.of(after.config()));
        }
        return after;
    }

    private static Extension extension(RunConfig before, ExperimentFile after) {
        try {
            return new Extension(before, after.config());
        } catch (InvalidConfigException e) {
            throw after.located(e);
        }
    }

    private static void requireSameExperiment(ExperimentFile before, ExperimentFile after, List<Assignment> settings,
                                              EnvironmentRegistry registry) {
        if (Extension.isSameExperiment(before.config(), after.config())) {
            return;
        }
        String complaint = "would make it another experiment; a resumed run may change only " + FREE_KEYS
                + "; train anew to change other keys";
        for (Assignment setting : settings) {
            if (changesResults(before, setting, registry)) {
                throw setting.complaint(complaint);
            }
        }
        throw settings.get(0).complaint(complaint);
    }

    private static boolean changesResults(ExperimentFile before, Assignment setting, EnvironmentRegistry registry) {
        try {
            return !Extension.isSameExperiment(before.config(), before.and(List.of(setting), registry).config());
        } catch (InputException needsTheOthers) {
            return false;
        }
    }
}
