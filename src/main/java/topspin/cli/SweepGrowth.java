package topspin.cli;

import topspin.config.InputException;
import topspin.config.InvalidConfigException;
import topspin.env.EnvironmentRegistry;
import topspin.experiment.RunFiles;
import topspin.run.ConfigHash;
import topspin.run.Extension;
import topspin.run.RunConfig;
import topspin.run.RunDirectory;
import topspin.sweep.Trial;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a sweep finds on disk of its earlier sessions, if its file has more seeds, variants or steps since. */
final class SweepGrowth {

    private SweepGrowth() {
    }

    /**
     * The run in a trial's directory, if the trial is that run with more steps. The sweep refuses any other run later.
     *
     * @throws InputException if it is that run with another end, which would make it another experiment
     */
    static Optional<Trial.Shorter> shorter(Path directory, RunConfig config, EnvironmentRegistry registry)
            throws IOException {
        if (!Files.exists(directory.resolve(RunDirectory.RECORD))) {
            return Optional.empty();
        }
        try (RunDirectory run = RunDirectory.view(directory)) {
            if (!run.begun() || run.configHash().equals(ConfigHash.of(config))) {
                return Optional.empty();
            }
            RunConfig before = RunFiles.experiment(run, List.of(), registry).config();
            if (!Extension.isSameExperiment(before, config)) {
                return Optional.empty();
            }
            return Optional.of(new Trial.Shorter(run.configHash(), new Extension(before, config).settings().entrySet().stream()
                    .map(setting -> setting.getKey() + "=" + setting.getValue()).toList()));
        } catch (InvalidConfigException e) {
            throw new InputException(directory + " holds this trial with other total-steps: " + e.keys().get(0) + ": "
                    + e.getMessage() + "; set it for all trials, or give the sweep another name or --out", e);
        }
    }

    /** The parts of the names that variants have on disk. */
    static Set<String> namesIn(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return Set.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.flatMap(path -> Stream.of(path.getFileName().toString().split(","))).collect(Collectors.toSet());
        }
    }
}
