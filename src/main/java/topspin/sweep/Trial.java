package topspin.sweep;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One run of a sweep: a variant with a seed.
 *
 * @param variant    what differs; the directory above the run's
 * @param seed       of every random stream
 * @param directory  of the run
 * @param settings   what the sweep sets, for people: {@code ppo.clip=0.2 gamma=0.9}
 * @param config     text of {@code config.yaml}, resolved
 * @param configHash of {@link topspin.run.ConfigHash}
 * @param totalSteps decisions of the whole run
 * @param shorter    the run in the directory, if it is this trial with fewer steps
 */
public record Trial(String variant, long seed, Path directory, String settings, String config, String configHash,
                    long totalSteps, Optional<Shorter> shorter) {

    /**
     * A run that the sweep began when its trials had fewer steps.
     *
     * @param configHash of its config
     * @param more       the settings that make it this trial: {@code total-steps=N} and the like
     */
    public record Shorter(String configHash, List<String> more) {
        public Shorter {
            more = List.copyOf(more);
        }
    }

    /** A trial without an earlier run of fewer steps. */
    public Trial(String variant, long seed, Path directory, String settings, String config, String configHash,
                 long totalSteps) {
        this(variant, seed, directory, settings, config, configHash, totalSteps, Optional.empty());
    }

    /** For people: {@code VARIANT/seed-N}. */
    public String name() {
        return variant + "/seed-" + seed;
    }
}
