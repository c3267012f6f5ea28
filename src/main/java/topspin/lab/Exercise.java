package topspin.lab;

import topspin.random.RandomStreams;

import java.nio.file.Path;
import java.util.List;

/** A lab whose model learns. Its runs are kept, as any others. */
public non-sealed interface Exercise extends Lab {

    @Override
    LabConfig defaults();

    /**
     * What is to be learned, and how it is judged.
     *
     * @param config  whose {@link LabConfig#task} is of the class of the default's
     * @param streams of the run's seed; data come from streams named {@code data/…}
     * @throws topspin.config.InvalidConfigException if the settings make no sense
     * @throws topspin.config.InputException         if a file is not what it should be
     */
    Task task(LabConfig config, RandomStreams streams);

    /** Whether a network without memory, {@code core.type: none}, may take part as a control. */
    default boolean hasControl() {
        return false;
    }

    /** How many runs there are unless the user says otherwise. */
    default int seeds() {
        return 1;
    }

    /**
     * What there is to see of several runs together.
     *
     * @param runs      their directories, in the order of seeds
     * @param directory where pictures go
     * @return lines for people
     */
    default List<String> compare(List<Path> runs, Path directory) {
        return List.of();
    }
}
