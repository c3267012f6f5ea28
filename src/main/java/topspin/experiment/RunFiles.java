package topspin.experiment;

import topspin.config.InputException;
import topspin.env.EnvironmentRegistry;
import topspin.run.ConfigHash;
import topspin.run.RunDirectory;

import java.nio.file.Path;
import java.util.List;

/** Reads a run's own {@code config.yaml} back. */
public final class RunFiles {

    private RunFiles() {
    }

    /**
     * The experiment that a run directory holds.
     *
     * @param overrides of keys that cannot change a result, such as {@code workers}
     * @throws InputException if the file is wrong, or is no longer the one the run began with
     */
    public static ExperimentFile experiment(RunDirectory directory, List<Assignment> overrides,
                                     EnvironmentRegistry environments) {
        Path file = directory.file(RunDirectory.CONFIG);
        ExperimentFile experiment = ExperimentFile.read(file, overrides, environments);
        List<Assignment> missing = missing(directory, experiment);
        if (!missing.isEmpty()) {
            experiment = experiment.and(missing, environments);
        }
        if (!ConfigHash.of(experiment.config()).equals(directory.configHash())) {
            throw new InputException(file + ": was changed since the run began; restore it, or train it anew with "
                    + "./topspin train " + file + " --out DIR");
        }
        return experiment;
    }

    /** The changes of an extension that was killed before it wrote {@code config.yaml}. */
    private static List<Assignment> missing(RunDirectory directory, ExperimentFile experiment) {
        return directory.settingsSince(ConfigHash.of(experiment.config())).entrySet().stream()
                .map(setting -> new Assignment(setting.getKey(), String.valueOf(setting.getValue()),
                        directory.file(RunDirectory.RECORD) + ": " + setting.getKey())).toList();
    }
}
