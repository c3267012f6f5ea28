package topspin.lab;

import topspin.config.Expect;
import topspin.config.InputException;
import topspin.config.InvalidConfigException;
import topspin.experiment.Assignment;
import topspin.experiment.RecordSchema;
import topspin.nn.engine.Engines;
import topspin.run.ConfigHash;
import topspin.run.ConfigRules;
import topspin.run.ConfigTree;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A lab's settings as the user made them: the defaults with assignments over them. Knows where each was written. */
public final class LabFile {
    private static final int MOST_EPOCHS = 100_000_000;

    private final Lab lab;
    private final List<Assignment> assignments;
    private final Record settings;

    /** @throws InputException with the one line to print, if a key or a value is wrong */
    public LabFile(Lab lab, List<Assignment> assignments) {
        this.lab = lab;
        this.assignments = List.copyOf(assignments);
        settings = new RecordSchema(lab.defaults()).bind(assignments);
        if (settings instanceof LabConfig config) {
            located(() -> check(config));
        }
    }

    public Lab lab() {
        return lab;
    }

    /** Of the class of the lab's defaults. */
    public Record settings() {
        return settings;
    }

    /** This with more assignments, which win. */
    public LabFile and(List<Assignment> more) {
        List<Assignment> all = new ArrayList<>(assignments);
        all.addAll(more);
        return new LabFile(lab, all);
    }

    /** Tells runs apart that could have different results. */
    public static String hash(LabConfig config) {
        Map<String, Object> tree = ConfigTree.of(config);
        tree.remove("workers");
        return ConfigHash.of(tree, Map.of());
    }

    private void check(LabConfig config) {
        Expect.choice("lab", config.lab(), List.of(lab.name()));
        Expect.atLeast("seed", config.seed(), 0);
        ConfigRules.checkCore("core.", config.core());
        if (!config.core().isRecurrent() && !((Exercise) lab).hasControl()) {
            throw Expect.expected("core.type", "a recurrent cell, since this lab has no control without memory", "'none'");
        }
        ConfigRules.checkOptimiser(config.optimiser());
        Expect.between("fit.epochs", config.fit().epochs(), 1, MOST_EPOCHS);
        Expect.atLeast("fit.batch", config.fit().batch(), 1);
        Expect.positiveOrNull("fit.max-grad-norm", config.fit().maxGradNorm());
        Expect.atLeast("log-every", config.logEvery(), 1);
        Expect.choice("engine", config.engine(), Engines.NAMES);
        Expect.count("workers", config.workers());
    }

    /** Runs a piece of work; adds to its complaints about a key where the user wrote it. */
    public void located(Runnable work) {
        try {
            work.run();
        } catch (InvalidConfigException e) {
            for (String key : e.keys()) {
                for (int i = assignments.size() - 1; i >= 0; i--) {
                    if (assignments.get(i).path().equals(key)) {
                        throw new InputException(assignments.get(i).origin() + ": " + e.getMessage(), e);
                    }
                }
            }
            throw new InputException(lab.name() + ": " + e.keys().get(0) + ": " + e.getMessage(), e);
        }
    }
}
