package topspin.sweep;

import topspin.sweep.pruning.Pruning;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a sweep is to do.
 *
 * @param name      of the sweep
 * @param about     what it is for, in its author's words; may be empty
 * @param directory that holds VARIANT/seed-N
 * @param trials    in the order in which they are started
 * @param atOnce    trials at once
 * @param workers   threads of each
 * @param retries   how often a trial that died is started again
 * @param pruning   how variants are given up early; empty for never
 */
public record SweepPlan(String name, String about, Path directory, List<Trial> trials, int atOnce, int workers,
                        int retries, Optional<Pruning> pruning) {

    public SweepPlan {
        trials = List.copyOf(trials);
    }

    /** The variants, in order of their first trial. */
    public List<String> variants() {
        return trials.stream().map(Trial::variant).distinct().toList();
    }
}
