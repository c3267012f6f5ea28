package topspin.cli;

import topspin.config.InputException;
import topspin.env.EnvironmentRegistry;
import topspin.experiment.Assignment;
import topspin.experiment.ConfigSchema;
import topspin.experiment.ConfigYaml;
import topspin.experiment.ExperimentFile;
import topspin.experiment.TextFile;
import topspin.experiment.YamlAssignments;
import topspin.experiment.YamlNode;
import topspin.run.ConfigHash;
import topspin.run.Footprint;
import topspin.run.RunConfig;
import topspin.sweep.SweepPlan;
import topspin.sweep.Trial;
import topspin.text.Decimal;
import topspin.text.Excerpt;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A sweep's YAML, resolved to a plan in which every trial has a checked config. Later values override earlier ones, in
 * this order: the base, {@code set}, the variant, the grid's and the search's values, and the seed.
 */
final class SweepFile {
    /** More than this is taken for a typing error. */
    private static final int MOST_TRIALS = 100_000;
    private static final double GIB = 1L << 30;
    private static final String EXAMPLE = "a sweep such as experiments/nine-runs.yaml";

    private final Path file;
    private final YamlNode root;
    private final EnvironmentRegistry registry;
    private final List<Assignment> base = new ArrayList<>();
    private String baseSource;

    private SweepFile(Path file, EnvironmentRegistry registry) {
        this.file = file;
        this.registry = registry;
        YamlNode written = YamlNode.read(file.toString(), TextFile.read(file, EXAMPLE), "base: pong.yaml");
        if (written.child("base") == null && written.child("env") != null) {
            throw new InputException(file + ": is an experiment, not a sweep; train it with ./topspin train " + file);
        }
        root = written.requireKeys("name", "about", "base", "set", "variants", "list", "grid", "search", "seeds",
                "common-random-numbers", "parallel", "retry", "prune");
        readBase();
    }

    /**
     * Reads, multiplies, resolves and checks.
     *
     * @param out     the sweep's directory; null for {@code results/NAME}
     * @param workers threads of each trial; null for a fair share of the cores
     * @param cores   of this machine
     * @throws InputException with the one line to print
     * @throws IOException    if the runs that are there already cannot be read
     */
    static SweepPlan read(Path file, Path out, Integer workers, int cores, EnvironmentRegistry registry)
            throws IOException {
        return new SweepFile(file, registry).plan(out, workers, cores);
    }

    private SweepPlan plan(Path out, Integer workers, int cores) throws IOException {
        YamlNode written = root.child("name");
        String name = written == null ? file.getFileName().toString().replaceFirst("\\.ya?ml$", "") : written.text();
        String origin = written == null ? file + ": name" : written.origin();
        Path directory = out != null ? out : Path.of("results", name);
        List<SweepVariant> variants = SweepVariants.of(root, this::isWhole, SweepGrowth.namesIn(directory));
        List<List<Long>> seeds = seeds(variants.size());
        Map<List<Object>, SweepVariant> bySettings = new HashMap<>();
        Map<Trial, RunConfig> trials = new LinkedHashMap<>();
        double smallest = Double.MAX_VALUE;
        // seed by seed, so that a sweep that is stopped or inspected early compares all variants
        for (int i = 0; i < seeds.get(0).size(); i++) {
            for (int v = 0; v < variants.size(); v++) {
                SweepVariant variant = variants.get(v);
                ExperimentFile experiment = resolve(variant, seeds.get(v).get(i), new Assignment("name", name, origin));
                experiment.requireRoom();
                smallest = Math.min(smallest, experiment.footprint().bytes());
                RunConfig config = experiment.config();
                if (i == 0) {
                    requireNew(bySettings, variant, config);
                }
                Path run = variant.directory(directory).resolve("seed-" + config.seed());
                trials.put(new Trial(variant.name(), config.seed(), run, variant.settings(), ConfigYaml.of(config),
                        ConfigHash.of(config), config.totalSteps(), SweepGrowth.shorter(run, config, registry)), config);
            }
        }
        YamlNode parallelNode = root.child("parallel");
        int parallel = parallelNode != null ? parallelNode.count(1) : Math.max(1, cores / (workers == null ? 1 : workers));
        requireRoom(parallelNode, Math.min(parallel, trials.size()), smallest);
        YamlNode retry = root.child("retry");
        YamlNode about = root.child("about");
        return new SweepPlan(name, about == null ? "" : about.text().strip(), directory, List.copyOf(trials.keySet()),
                parallel, workers != null ? workers : Math.max(1, cores / parallel),
                retry == null ? 1 : retry.count(0),
                SweepPruning.of(root.child("prune"), trials.values(), seeds.get(0).size()));
    }

    /** Whether a key takes whole numbers, in the environments that have it. */
    private boolean isWhole(String key) {
        return registry.providers().values().stream().anyMatch(provider -> new ConfigSchema(provider).isWhole(key));
    }

    private static void requireFew(int variants, int seeds, YamlNode node) {
        if ((long) variants * seeds > MOST_TRIALS) {
            throw node.complaint("expected at most " + MOST_TRIALS + " trials, got " + variants
                    + " variants with " + seeds + " seeds each");
        }
    }

    /**
     * Refuses equal settings written in two ways, such as 1e-4 and 0.0001, which would be trained twice under two
     * names. Variants that the author named, and numbered draws, may be equal.
     */
    private void requireNew(Map<List<Object>, SweepVariant> bySettings, SweepVariant variant, RunConfig config) {
        SweepVariant same = bySettings.putIfAbsent(List.of(variant.label(), config.with().seed(0).build()), variant);
        if (same != null) {
            throw root.child(root.child("grid") != null ? "grid" : "list").complaint(Excerpt.quoted(same.name()) + " and "
                    + Excerpt.quoted(variant.name()) + " are the same settings; remove one");
        }
    }

    /** @param smallest bytes that a trial occupies at least */
    private void requireRoom(YamlNode parallel, int atOnce, double smallest) {
        long memory = Footprint.Room.here().machine();
        if (atOnce * smallest > memory) {
            String expected = String.format(Locale.ROOT, "expected at most %d trials at once, since each needs at least %s GiB "
                    + "of memory and this machine has %s GiB, got %d", (long) (memory / smallest), Decimal.of(smallest / GIB, 1),
                    Decimal.of(memory / GIB, 1), atOnce);
            throw parallel != null ? parallel.complaint(expected) : new InputException(file + ": parallel: " + expected);
        }
    }

    private void readBase() {
        YamlNode node = root.child("base");
        if (node == null) {
            throw new InputException(file + ": base: is missing; expected an experiment, such as 'base: pong.yaml'");
        }
        if (node.kind() == YamlNode.Kind.MAPPING) {
            base.addAll(node.assignments());
            baseSource = node.origin();
        } else {
            Path experiment;
            try {
                experiment = file.toAbsolutePath().getParent().resolve(node.text());
            } catch (InvalidPathException e) {
                throw node.complaint(node.shown() + " is not a file name: " + e.getReason());
            }
            Path shown = file.getParent() == null ? Path.of(node.text()) : file.getParent().resolve(node.text());
            try {
                base.addAll(YamlAssignments.ofFile(shown.toString(), TextFile.read(experiment, "an experiment")));
            } catch (InputException e) {
                throw e.getMessage().startsWith(experiment + ": no such file") ? node.complaint("there is no " + shown
                        + "; expected an experiment's path, relative to the sweep's file") : e;
            }
            baseSource = shown.toString();
        }
        if (root.child("set") != null) {
            base.addAll(SweepVariants.settings(root.child("set")));
        }
    }

    private ExperimentFile resolve(SweepVariant variant, Long seed, Assignment name) {
        List<Assignment> written = new ArrayList<>(base);
        written.addAll(variant.assignments());
        written.add(name);
        if (seed != null) {
            written.add(new Assignment("seed", seed.toString(), root.child("seeds").origin()));
        }
        return ExperimentFile.of(baseSource, written, registry);
    }

    /** Per variant, the seeds in order; a null seed is the base's own. */
    private List<List<Long>> seeds(int variants) {
        YamlNode node = root.child("seeds");
        boolean common = root.child("common-random-numbers") == null || root.child("common-random-numbers").truth();
        List<List<Long>> seeds = new ArrayList<>();
        if (node == null || node.kind() != YamlNode.Kind.MAPPING) {
            if (!common) {
                throw root.child("common-random-numbers").complaint("expected 'seeds: {first: 1, count: 5}' with it: "
                        + "then the first variant takes seeds 1 to 5, the next 6 to 10");
            }
            List<Long> listed = node == null ? new ArrayList<>() : listed(node);
            if (node == null) {
                listed.add(null);
            } else {
                requireFew(variants, listed.size(), node);
            }
            for (int v = 0; v < variants; v++) {
                seeds.add(listed);
            }
            return seeds;
        }
        node.requireKeys("first", "count");
        if (node.child("count") == null) {
            throw node.complaint("needs 'count', as in {first: 1, count: 5}");
        }
        long first = node.child("first") == null ? 1 : node.child("first").whole(0);
        int count = node.child("count").count(1);
        requireFew(variants, count, node.child("count"));
        if (first > Long.MAX_VALUE - MOST_TRIALS) {
            throw node.child("first").complaint("expected at most " + (Long.MAX_VALUE - MOST_TRIALS) + ", got " + first);
        }
        for (int v = 0; v < variants; v++) {
            List<Long> own = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                own.add(first + i + (common ? 0 : (long) v * count));
            }
            seeds.add(own);
        }
        return seeds;
    }

    private static List<Long> listed(YamlNode node) {
        Set<Long> seeds = new LinkedHashSet<>();
        for (YamlNode item : node.requireSome(YamlNode.Kind.LIST, "[1, 2, 3] or {first: 1, count: 5}").items()) {
            if (!seeds.add(item.whole(0))) {
                throw item.complaint("seed " + item.value() + " is listed twice; remove one");
            }
        }
        return List.copyOf(seeds);
    }
}
