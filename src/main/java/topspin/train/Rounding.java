package topspin.train;

import topspin.nn.engine.Arithmetic;
import topspin.run.RunConfig;
import topspin.run.RunDirectory;
import topspin.run.RunDirectoryException;
import topspin.run.RunFailedException;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * Ensures that a run resumes with the {@link Arithmetic} that it began with: another one rounds differently, so no
 * single machine could reproduce the run. A run that recorded none resumes with any.
 */
final class Rounding {
    private final RunDirectory directory;
    private final boolean anyAllowed;

    /** @param anyAllowed whether the user allows another arithmetic */
    Rounding(RunDirectory directory, boolean anyAllowed) {
        this.directory = directory;
        this.anyAllowed = anyAllowed;
    }

    /** The config of a run at step 0, whatever earlier attempts recorded. */
    RunConfig beginning(RunConfig config, Training training) {
        Arithmetic now = training.arithmetic(config);
        directory.compute(now);
        return config.goingOnWith(now);
    }

    /**
     * The config that the run resumes with: on its recorded engine, unless the user allows another. Call this before
     * changing anything.
     *
     * @param step at which the run goes on
     * @throws RunDirectoryException if the arithmetic differs here, and that was not allowed
     */
    RunConfig goingOn(RunConfig config, long step, Training training, Consumer<String> notices)
            throws RunDirectoryException {
        Optional<Arithmetic> before = directory.arithmetic();
        RunConfig same = anyAllowed ? config : before.map(config::goingOnWith).orElse(config);
        Arithmetic now = arithmetic(same, training);
        String difference = before.map(now::differenceFrom).orElse("");
        if (difference.isEmpty()) {
            directory.compute(now);
        } else if (anyAllowed) {
            directory.computeOtherwise(now, step);
            notices.accept("rounding changes at step " + step + ": " + difference);
        } else {
            throw refusal("would go on with other rounding: " + difference, null);
        }
        return same.goingOnWith(now);
    }

    private Arithmetic arithmetic(RunConfig config, Training training) throws RunDirectoryException {
        try {
            return training.arithmetic(config);
        } catch (RunFailedException e) {
            if (directory.arithmetic().isPresent()) {
                throw refusal(e.getMessage(), e);
            }
            throw e;
        }
    }

    private RunDirectoryException refusal(String problem, Throwable cause) {
        return new RunDirectoryException(directory.path() + " was computed with " + directory.arithmetic().orElseThrow()
                + ": " + problem + "; go on where nothing differs, or add --allow-other-rounding to go on all the same",
                cause);
    }
}
