package topspin.cli;

import topspin.experiment.YamlNode;
import topspin.run.RunConfig;
import topspin.sweep.pruning.MedianRule;
import topspin.sweep.pruning.Pruning;
import topspin.sweep.pruning.PruningRule;
import topspin.sweep.pruning.SuccessiveHalving;
import topspin.text.NearestName;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The section {@code prune} of a sweep's YAML. */
final class SweepPruning {
    private static final List<String> RULES = List.of("asha", "halving", "median");
    private static final int FEWEST_SEEDS = 2;
    private static final int MOST_RUNGS = 10_000;

    private SweepPruning() {
    }

    /**
     * Reads {@code prune}.
     *
     * @param node    null if there is none
     * @param configs of all trials
     * @param seeds   of each variant
     */
    static Optional<Pruning> of(YamlNode node, Collection<RunConfig> configs, int seeds) {
        if (node == null || node.kind() == YamlNode.Kind.VALUE && node.value() == null) {
            return Optional.empty();
        }
        node.requireKeys("rule", "first", "reduction", "every");
        String example = "{rule: halving, first: 100000, reduction: 3}";
        if (node.child("rule") == null || node.child("first") == null) {
            throw node.complaint("needs 'rule' and 'first', as in " + example);
        }
        if (seeds < FEWEST_SEEDS) {
            throw node.complaint("expected at least " + FEWEST_SEEDS + " seeds, such as 'seeds: {first: 1, count: 3}': a "
                    + "variant is judged by the mean over its seeds, never by one curve");
        }
        long most = configs.stream().mapToLong(RunConfig::totalSteps).min().orElseThrow();
        YamlNode firstNode = node.child("first");
        long first = firstNode.whole(1);
        if (first >= most) {
            throw firstNode.complaint("expected a step before the end of every trial (" + most + "), got " + first);
        }
        boolean median = node.child("rule").text().equals("median");
        requireOnly(node, median ? "every" : "reduction", median ? "reduction" : "every");
        PruningRule rule = rule(node);
        List<Long> rungs = new ArrayList<>();
        if (median) {
            YamlNode everyNode = node.child("every") == null ? firstNode : node.child("every");
            long every = everyNode.whole(1);
            if ((most - first) / every >= MOST_RUNGS) {
                throw everyNode.complaint("expected at most " + MOST_RUNGS + " steps to judge at, got " + ((most - first) / every + 1));
            }
            for (long left = most - first; left > 0; left -= every) {
                rungs.add(most - left);
            }
        } else {
            int reduction = ((SuccessiveHalving) rule).reduction();
            for (long rung = first; rung < most; rung = rung > most / reduction ? most : rung * reduction) {
                rungs.add(rung);
            }
        }
        requireRows(node, rungs, configs);
        return Optional.of(new Pruning(rule, rungs));
    }

    private static PruningRule rule(YamlNode node) {
        YamlNode name = node.child("rule");
        if (!RULES.contains(name.text())) {
            throw name.complaint("expected one of " + String.join(", ", RULES) + ", got " + name.shown()
                    + "; did you mean " + NearestName.of(name.text(), RULES) + "?");
        }
        if (name.text().equals("median")) {
            return new MedianRule();
        }
        YamlNode reduction = node.child("reduction");
        return new SuccessiveHalving(reduction == null ? 3 : reduction.count(2), name.text().equals("asha"));
    }

    private static void requireOnly(YamlNode node, String mine, String other) {
        if (node.child(other) != null) {
            throw node.child(other).complaint("the rule " + node.child("rule").text() + " has no such key; it has '" + mine
                    + "'");
        }
    }

    /** Scores are compared at equal steps, so every trial needs a row at every rung. */
    private static void requireRows(YamlNode node, List<Long> rungs, Collection<RunConfig> configs) {
        for (RunConfig config : configs) {
            for (long rung : rungs) {
                if (rung % config.log().every() != 0) {
                    throw node.complaint("would judge at step " + rung + ", where there is no row: expected multiples of "
                            + "log.every (" + config.log().every() + ")");
                }
            }
        }
    }
}
