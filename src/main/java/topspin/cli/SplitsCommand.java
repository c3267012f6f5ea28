package topspin.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import topspin.config.InputException;
import topspin.env.EnvironmentRegistry;
import topspin.experiment.ExperimentFile;
import topspin.nn.cell.CoreConfig;
import topspin.nn.engine.Engine;
import topspin.nn.engine.Engines;
import topspin.random.RandomStreams;
import topspin.run.RunFailedException;
import topspin.sequence.Problem;
import topspin.sequence.SequenceSplitter;
import topspin.sequence.SplitTrial;
import topspin.sequence.Variant;
import topspin.text.Count;
import topspin.text.Decimal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** {@code topspin splits}: which splitting variants are the same mathematics, and what each costs. */
@Command(name = "splits", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Compare the ways of splitting a batch into sequences, before anyone trains.", "",
            "Every variant gets the same rollout of a fresh policy, episode borders included. Its outputs, final state and "
            + "gradients are compared with those of 'fused': same bits, rounding, or other maths. A difference is rounding "
            + "up to 4·sqrt(n)·2^-24 of the tensor's largest element, where n is the number of additions behind an "
            + "element.", "",
            "Exit code 1 if a variant that claims the same mathematics does not keep it."},
        footerHeading = "%nExamples:%n", footer = {
            "  ./topspin splits",
            "  ./topspin splits experiments/splits-pong.yaml",
            "  ./topspin splits --units 256 --steps 128 --envs 8 --plot splits.svg",
            "  ./topspin splits --cell gru --layers 2",
            "  ./topspin splits --random --reset-rate 0.1 --variants fused,packed,padded",
            "  ./topspin splits --log-shapes",
            "  ./topspin splits --train experiments/splits-pong.yaml"})
final class SplitsCommand implements Callable<Integer> {
    /** Floats that an engine's matrix may have: Java sees it through a buffer of 2 GiB. */
    private static final int LARGEST_MATRIX = Integer.MAX_VALUE / Float.BYTES;

    @Parameters(arity = "0..1", paramLabel = "EXPERIMENT.yaml", description = "Take the shape of this experiment: env, steps, "
            + "environments, shards, encoder-units, core, seed and engine. Options of the line win.")
    private Path experiment;

    @Option(names = "--units", paramLabel = "N", description = "Width of the core; default 256.")
    private Integer units;

    @Option(names = "--inputs", paramLabel = "N", description = "Width of the features the core reads; default 256.")
    private Integer inputs;

    @Option(names = "--steps", paramLabel = "N", description = "Per environment; default 128.")
    private Integer steps;

    @Option(names = "--envs", paramLabel = "N", description = "Environments side by side; default 8.")
    private Integer environments;

    @Option(names = "--shards", paramLabel = "N",
            description = "Groups of environments that are computed apart, as training does; default 1.")
    private Integer shards;

    @Option(names = "--cell", paramLabel = "NAME", description = "lstm, gru, rnn, mingru or lru, with options of policy.core "
            + "after commas: gru,reset=before. Default lstm.")
    private String cell;

    @Option(names = "--layers", paramLabel = "N", description = "Cells on top of each other; default 1.")
    private Integer layers;

    @Option(names = "--env", paramLabel = "ID", description = "Where the rollout comes from; default pong.")
    private String environment;

    @Option(names = "--observation", paramLabel = "NAME",
            description = "The environment's option of that name, such as features.")
    private String observation;

    @Option(names = "--random", description = "Random inputs and resets instead of an environment's.")
    private boolean random;

    @Option(names = "--reset-rate", paramLabel = "P",
            description = "With --random: probability that an episode begins at a row; default 0.03.")
    private Double resetRate;

    @Option(names = "--variants", paramLabel = "A,B", split = ",",
            description = "Default: all; chunked and its kind with half of the steps.")
    private List<String> names = List.of();

    @Option(names = "--seed", paramLabel = "N", description = "Default 1.")
    private Long seed;

    @Option(names = "--engine", paramLabel = "NAME", description = "auto, onednn or nd4j; default auto.")
    private String engineName;

    @Option(names = "--repetitions", paramLabel = "N", defaultValue = "9",
            description = "Timed runs of each variant; default ${DEFAULT-VALUE}.")
    private int repetitions;

    @Option(names = "--json", description = "Print JSON instead of tables.")
    private boolean json;

    @Option(names = "--plot", paramLabel = "FILE.svg", description = "Write a bar chart of the times.")
    private Path plot;

    @Option(names = "--train", paramLabel = "EXPERIMENT.yaml", description =
            "Instead, train this PPO experiment through each same-maths variant, and through fused "
            + "with one weight changed by one unit in the last place. Shows when their weights part.")
    private Path training;

    @Option(names = "--out", paramLabel = "DIR", defaultValue = "results/splits",
            description = "With --train: where divergence.csv and divergence.svg go; default ${DEFAULT-VALUE}.")
    private Path out;

    @Option(names = "--log-shapes",
            description = "Go through the shapes of the experiment log: 256 units, batch 128, one environment.")
    private boolean logShapes;

    private final Console console;
    private final Supplier<EnvironmentRegistry> registry;

    SplitsCommand(Console console, Supplier<EnvironmentRegistry> registry) {
        this.console = console;
        this.registry = registry;
    }

    @Override
    public Integer call() {
        registry.get(); // with it comes what JARs add
        if (training != null) {
            if (experiment != null) {
                throw new InputException("--train " + training + ": expected one experiment, got " + experiment + " as well");
            }
            SplitsTraining.run(training, sameMaths(), out, registry.get(), console);
            return Main.DONE;
        }
        SplitsShape shape = shape();
        check(shape);
        try (Engine engine = open(shape.engine())) {
            List<SequenceSplitter> splitters = splitters(engine, shape);
            RandomStreams streams = new RandomStreams(shape.seed());
            SplitTrial trial = new SplitTrial(engine, problem(shape, engine, streams), streams);
            if (logShapes && !json) {
                LogShapes.walk(trial).forEach(console.out()::println);
                console.out().println();
            }
            List<SplitTrial.Result> results = trial.measure(splitters, repetitions);
            print(trial, shape, engine, results);
            return verdict(results, console);
        }
    }

    /** Taken from the command line, else the experiment, else defaults; {@code --log-shapes} fixes the sizes. */
    private SplitsShape shape() {
        SplitsShape from = logShapes ? SplitsShape.LOG : experiment == null ? SplitsShape.USUAL
                : SplitsShape.of(ExperimentFile.read(experiment, List.of(), registry.get()));
        Map<String, Object> options = new LinkedHashMap<>(environment == null ? from.options() : Map.of());
        if (observation != null) {
            options.put("observation", observation);
        }
        return new SplitsShape(core(from.core()), size(inputs, from.inputs()), from.previous(),
                size(steps, from.steps()), size(environments, from.environments()), size(shards, from.shards()),
                environment == null ? from.environment() : environment, options, seed == null ? from.seed() : seed,
                engineName == null ? from.engine() : engineName);
    }

    private CoreConfig core(CoreConfig from) {
        CoreConfig core = cell == null || logShapes ? from : CellText.read(cell);
        return core.withUnits(size(units, from.units())).withLayers(size(layers, cell == null ? from.layers() : core.layers()));
    }

    private int size(Integer ofTheLine, int otherwise) {
        return ofTheLine == null || logShapes ? otherwise : ofTheLine;
    }

    private void check(SplitsShape shape) {
        int width = shape.core().units();
        atLeastOne("--units", width);
        atLeastOne("--layers", shape.core().layers());
        atLeastOne("--inputs", shape.inputs());
        atLeastOne("--steps", shape.steps());
        atLeastOne("--envs", shape.environments());
        atLeastOne("--shards", shape.shards());
        atLeastOne("--repetitions", repetitions);
        if (shape.environments() % shape.shards() != 0) {
            throw new InputException("--shards " + shape.shards() + ": expected a divisor of --envs " + shape.environments());
        }
        if (resetRate != null && !random) {
            throw new InputException("--reset-rate " + resetRate + ": needs --random, since an environment resets itself");
        }
        if (resetRate != null && !(resetRate >= 0 && resetRate <= 1)) {
            throw new InputException("--reset-rate " + resetRate + ": expected a probability from 0 to 1");
        }
        double floats = (double) shape.environments() * shape.steps() * Math.max(4.0 * width, shape.inputs());
        if (floats > LARGEST_MATRIX) {
            throw new InputException(String.format(Locale.ROOT, "--steps %d: expected steps × envs × the larger of 4·units and "
                    + "inputs to be at most %d, got %s", shape.steps(), LARGEST_MATRIX, Decimal.of(floats, 0)));
        }
        double weights = Math.max(shape.inputs(), width) * 4.0 * width;
        if (weights > LARGEST_MATRIX) {
            throw new InputException(String.format(Locale.ROOT, "--units %d: expected 4·units × the larger of units and inputs "
                    + "to be at most %d, got %s", width, LARGEST_MATRIX, Decimal.of(weights, 0)));
        }
        if (!Engines.NAMES.contains(shape.engine())) {
            throw new InputException("--engine " + shape.engine() + ": expected one of " + String.join(", ", Engines.NAMES));
        }
    }

    private static void atLeastOne(String option, int value) {
        if (value < 1) {
            throw new InputException(option + " " + value + ": expected a whole number, at least 1");
        }
    }

    private static Engine open(String name) {
        try {
            return Engines.open(name);
        } catch (IllegalStateException e) {
            throw new RunFailedException("the engine " + name + " cannot be used: " + e.getMessage(), e);
        }
    }

    private List<SequenceSplitter> splitters(Engine engine, SplitsShape shape) {
        List<SequenceSplitter> splitters = new ArrayList<>();
        if (names.isEmpty()) {
            for (Variant variant : Variant.values()) {
                SequenceSplitter splitter =
                        new SequenceSplitter(variant, variant.hasSteps() ? Math.max(1, shape.steps() / 2) : 0);
                if (fits(splitter, engine, shape)) {
                    splitters.add(splitter);
                }
            }
        }
        for (String name : names) {
            try {
                SequenceSplitter splitter = SequenceSplitter.of(name);
                check(splitter, engine, shape);
                splitters.add(splitter);
            } catch (IllegalArgumentException e) {
                throw new InputException("--variants " + name + ": " + e.getMessage(), e);
            }
        }
        return splitters;
    }

    private static boolean fits(SequenceSplitter splitter, Engine engine, SplitsShape shape) {
        try {
            check(splitter, engine, shape);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static void check(SequenceSplitter splitter, Engine engine, SplitsShape shape) {
        splitter.checkSteps(shape.steps());
        splitter.checkEngine(engine.name());
        splitter.checkCore(shape.core());
    }

    /** The variants besides {@code fused}; all, unless some are named. */
    private List<String> sameMaths() {
        return names.isEmpty() ? Arrays.stream(Variant.values()).filter(variant -> variant != Variant.FUSED
                && variant.maths() == Variant.Maths.SAME).map(Variant::label).toList() : names;
    }

    private Problem problem(SplitsShape shape, Engine engine, RandomStreams streams) {
        if (random) {
            return Problem.random(shape.batch(), RolloutProblem.inputs(registry.get(), shape, streams), shape.core(),
                    resetRate == null ? 0.03 : resetRate, streams);
        }
        return RolloutProblem.collect(registry.get(), shape, engine, streams);
    }

    private void print(SplitTrial trial, SplitsShape shape, Engine engine, List<SplitTrial.Result> results) {
        Problem problem = trial.problem();
        String title = String.join(", ", shape.core().description(), Count.of(shape.steps(), "step") + " × "
                + Count.of(shape.environments(), "environment"), Count.of(problem.inputs(), "input"),
                Count.of(shape.core().units(), "unit"), Count.of(problem.bordersInside(), "episode border"),
                random ? "random" : shape.environment());
        if (json) {
            console.out().println(SplitsTable.json(problem, engine.description(), results));
        } else {
            console.err().println(title);
            console.err().println(engine.description());
            SplitsTable.lines(results).forEach(console.out()::println);
            if (logShapes) {
                console.out().println();
                LogShapes.statement(results).forEach(console.out()::println);
            }
        }
        if (plot != null) {
            OutputFile.write(plot, SplitsChart.svg(title, results));
            console.err().println("chart: " + plot);
        }
    }

    /** Exit code 1, and a line for each, if variants break their claims. */
    static int verdict(List<SplitTrial.Result> results, Console console) {
        int code = Main.DONE;
        for (SplitTrial.Result result : results) {
            if (!result.keepsItsClaim()) {
                console.err().println(result.splitter() + " is not what it claims to be ("
                        + result.splitter().variant().description() + "): " + result.worst());
                code = Main.FAILED;
            }
        }
        return code;
    }
}
