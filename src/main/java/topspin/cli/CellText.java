package topspin.cli;

import topspin.config.InputException;
import topspin.env.EnvironmentRegistry;
import topspin.experiment.Assignment;
import topspin.experiment.ExperimentFile;
import topspin.nn.cell.CoreConfig;

import java.util.ArrayList;
import java.util.List;

/** A cell on the command line: its name, and options of {@code policy.core} after commas, as in {@code gru,reset=before}. */
final class CellText {
    private static final String CORE = "policy.core.";
    private static final String OPTION = "--cell ";

    private CellText() {
    }

    /** @throws InputException if there is no such cell or option, as if an experiment said so */
    static CoreConfig read(String text) {
        List<Assignment> written = new ArrayList<>();
        written.add(new Assignment("name", "splits", OPTION));
        written.add(new Assignment("env.id", "recall", OPTION));
        written.addAll(assignments(text, CORE));
        CoreConfig core = ExperimentFile.of(OPTION + text, written, EnvironmentRegistry.load()).config().policy().core();
        if (!core.isRecurrent()) {
            throw new InputException(OPTION + text + ": expected a recurrent cell, since a policy without memory has nothing to "
                    + "split");
        }
        return core;
    }

    /**
     * What the text assigns.
     *
     * @param path of the core's keys, such as {@code policy.core.}
     * @throws InputException if an option is not written as one
     */
    static List<Assignment> assignments(String text, String path) {
        List<Assignment> written = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            int equals = part.indexOf('=');
            boolean first = written.isEmpty();
            if (!first && equals < 1) {
                throw new InputException(OPTION + text + ": expected options as KEY=VALUE after the name, such as "
                        + "gru,reset=before, got '" + part + "'");
            }
            String key = first ? "type" : part.substring(0, equals);
            written.add(new Assignment(path + key, part.substring(first ? 0 : equals + 1), OPTION + text + ": " + path + key));
        }
        return written;
    }
}
