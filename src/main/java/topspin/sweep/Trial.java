package topspin.sweep;

import java.nio.file.Path;

/**
 * One run of a sweep: a variant with a seed.
 *
 * @param variant    what differs; the directory above the run's
 * @param seed       of every random stream
 * @param directory  of the run
 * @param settings   what the sweep sets, for people: {@code ppo.clip=0.2 gamma=0.9}
 * @param config     text of {@code config.yaml}, resolved
 * @param configHash of {@link topspin.train.ConfigHash}
 * @param totalSteps decisions of the whole run
 */
public record Trial(String variant, long seed, Path directory, String settings, String config, String configHash,
                    long totalSteps) {

    /** For people: {@code VARIANT/seed-N}. */
    public String name() {
        return variant + "/seed-" + seed;
    }
}
