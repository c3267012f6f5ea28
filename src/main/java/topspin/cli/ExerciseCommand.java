package topspin.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import topspin.config.InputException;
import topspin.env.EnvironmentRegistry;
import topspin.experiment.Assignment;
import topspin.experiment.ConfigYaml;
import topspin.experiment.TextFile;
import topspin.experiment.YamlAssignments;
import topspin.lab.Exercise;
import topspin.lab.LabConfig;
import topspin.lab.LabFile;
import topspin.lab.LabRun;
import topspin.lab.Task;
import topspin.metric.MetricSink;
import topspin.metric.ProgressLine;
import topspin.run.Checkpoint;
import topspin.run.RunDirectory;
import topspin.text.Columns;
import topspin.text.Count;
import topspin.text.Decimal;
import topspin.text.Excerpt;
import topspin.train.StopSignal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** {@code topspin lab NAME}: a lab whose model learns. */
@Command(mixinStandardHelpOptions = true, sortOptions = false)
final class ExerciseCommand implements Callable<Integer>, Suggestions.Source {
    @Spec
    private CommandSpec spec;

    @Option(names = "--cell", paramLabel = "NAME", description = "The recurrent cell: lstm, gru, rnn, mingru, lru or none, with "
            + "options after commas: gru,reset=before.")
    private String cell;

    @Option(names = "--layers", paramLabel = "N", description = "Recurrent layers on top of each other.")
    private String layers;

    @Option(names = "--units", paramLabel = "N", description = "Width of a recurrent layer.")
    private String units;

    @Option(names = "--epochs", paramLabel = "N", description = "Passes over all examples.")
    private String epochs;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Sets any key, such as optimiser.learning-rate=0.01. Can be "
            + "repeated. config.yaml of a run has them all.")
    private List<String> sets = new ArrayList<>();

    @Option(names = "--seed", paramLabel = "N", description = "Seed of the run, or of the first one. Default: 1.")
    private String seed;

    @Option(names = "--seeds", paramLabel = "N", description = "How many runs, each with the next seed.")
    private Integer given;

    @Option(names = "--out", paramLabel = "DIR", description = "Where runs go, each into seed-N. Default: results/labs/NAME.")
    private Path out;

    @Option(names = "--workers", paramLabel = "N", description = "Threads. Default: one per core. Never changes a result.")
    private String workers;

    @Option(names = "--summary", description = "Print the layers, their outputs and parameters, and do nothing else.")
    private boolean summary;

    @Option(names = "--predict", paramLabel = "INPUT", description = "Ask the trained model of --run. Can be repeated.")
    private List<String> questions = new ArrayList<>();

    @Option(names = "--inspect", paramLabel = "TEXT", description = "Look inside the trained model of --run while it reads this: "
            + "gates and states as a picture in the run's directory, and the units that go with something. For counter, recall "
            + "and char-rnn.")
    private String inspected;

    @Option(names = "--run", paramLabel = "RUN_DIR", description = "The run that --predict asks. Default: seed 1 of --out.")
    private Path run;

    @Mixin
    private WeightOptions weights;

    @Option(names = "--resume", paramLabel = "RUN_DIR", description = "Goes on with a run that was stopped.")
    private Path resume;

    private final Exercise lab;
    private final Console console;
    private final Supplier<EnvironmentRegistry> registry;
    private final Suggestions suggestions = new Suggestions();
    /** The exit code of a run that was asked to stop; null if none was. */
    private Integer interrupted;

    ExerciseCommand(Exercise lab, Console console, Supplier<EnvironmentRegistry> registry) {
        this.registry = registry;
        this.lab = lab;
        this.console = console;
    }

    @Override
    public Suggestions suggestions() {
        return suggestions;
    }

    @Override
    public Integer call() throws IOException {
        registry.get(); // with it comes what JARs add
        int seeds = given == null ? lab.seeds() : given;
        if (seeds < 1) {
            throw new InputException("--seeds " + seeds + ": expected a whole number, at least 1");
        }
        weights.requireComplete(!questions.isEmpty());
        if (weights.given()) {
            return predictWithWeights();
        }
        if (!questions.isEmpty() || inspected != null) {
            return ask();
        }
        if (resume != null) {
            return resume();
        }
        LabFile file = new LabFile(lab, assignments());
        if (summary) {
            try (LabRun made = run(file)) {
                made.model().summary().forEach(console.out()::println);
            }
            return Main.DONE;
        }
        learnAll(file, seeds);
        return interrupted != null ? interrupted : Main.DONE;
    }

    private void learnAll(LabFile file, int seeds) throws IOException {
        StopSignal stop = new StopSignal();
        Ending ending = new Ending();
        long first = config(file).seed();
        try (Signals signals = new Signals(stop, this::say)) {
            for (long s = first; s < first + seeds; s++) {
                LabFile one = file.and(List.of(new Assignment("seed", Long.toString(s), "--seeds " + seeds)));
                if (seeds > 1 && isFinished(one, out().resolve("seed-" + s))) {
                    addFinished(s, one, ending);
                    continue;
                }
                try (RunDirectory directory = RunDirectory.create(out().resolve("seed-" + s), ConfigYaml.of(one.settings()),
                        LabFile.hash(config(one)), "./topspin lab " + lab.name()); LabRun made = run(one)) {
                    if (!learn(one, made, directory, stop)) {
                        interrupted = signals.exitCode();
                        return;
                    }
                    ending.add(s, made, directory.path());
                }
            }
        }
        ending.print(seeds);
        suggestions.or("plot", out()).or("stats", out());
    }

    /** Whether this very run was made before. */
    private static boolean isFinished(LabFile file, Path path) throws IOException {
        if (Files.notExists(path.resolve(RunDirectory.RECORD))) {
            return false;
        }
        RunDirectory before = RunDirectory.view(path);
        return before.status() == RunDirectory.Status.FINISHED && before.configHash().equals(LabFile.hash(config(file)));
    }

    private void addFinished(long seedOfRun, LabFile file, Ending ending) throws IOException {
        RunDirectory before = RunDirectory.view(out().resolve("seed-" + seedOfRun));
        try (LabRun made = run(file); Checkpoint last = before.latest(this::say).orElseThrow(() ->
                new InputException(before.path() + ": has no checkpoint; remove it to make the run anew"))) {
            made.restore(last);
            say("run: " + before.path() + " was finished before");
            ending.add(seedOfRun, made, before.path());
        }
    }

    /** How several runs ended. */
    private final class Ending {
        private final List<List<String>> rows = new ArrayList<>();
        private final List<Path> runs = new ArrayList<>();
        private int reached;
        private Optional<Task.Goal> goal = Optional.empty();

        void add(long seedOfRun, LabRun made, Path path) {
            if (rows.isEmpty()) {
                rows.add(List.of("seed", "loss", made.task().scoreName()));
            }
            rows.add(List.of(Long.toString(seedOfRun), Decimal.of(made.loss(), 6), Decimal.of(made.score(), 4)));
            runs.add(path);
            reached += made.isGoalReached() ? 1 : 0;
            goal = made.task().goal();
        }

        void print(int seeds) {
            if (seeds > 1) {
                Columns.lines("rrr", rows).forEach(console.out()::println);
                goal.ifPresent(what -> console.out().println(reached + " of " + Count.of(seeds, "seed") + " reached "
                        + what.text()));
            }
            lab.compare(runs, out()).forEach(console.out()::println);
        }
    }

    private static LabConfig config(LabFile file) {
        return (LabConfig) file.settings();
    }

    private Path out() {
        return out != null ? out : Path.of("results", "labs", lab.name());
    }

    private List<Assignment> assignments() {
        List<Assignment> all = new ArrayList<>();
        if (cell != null) {
            List<Assignment> core = CellText.assignments(cell, "core.");
            if (!core.get(0).value().equals(lab.defaults().core().type())) {
                all.add(new Assignment("core.forget-bias", "0", "--cell " + cell)); // the default's may be the LSTM's
            }
            all.addAll(core);
        }
        add(all, "core.layers", "--layers", layers);
        add(all, "core.units", "--units", units);
        add(all, "fit.epochs", "--epochs", epochs);
        add(all, "seed", "--seed", seed);
        all.addAll(LabKeys.given(spec, lab));
        sets.forEach(set -> all.addAll(YamlAssignments.ofSet(set)));
        add(all, "workers", "--workers", workers);
        return all;
    }

    private static void add(List<Assignment> all, String key, String option, String value) {
        if (value != null) {
            all.add(new Assignment(key, value, option + " " + value));
        }
    }

    private LabRun run(LabFile file) {
        LabRun[] made = new LabRun[1];
        file.located(() -> made[0] = new LabRun(lab, config(file)));
        return made[0];
    }

    /** @return whether it came to its end */
    private boolean learn(LabFile file, LabRun made, RunDirectory directory, StopSignal stop) throws IOException {
        say("run: " + directory.path());
        if (made.epoch() == 0) {
            made.model().summary().forEach(this::say);
        }
        List<MetricSink> display = console.terminal() ? List.of(new ProgressLine(console.err(), lab.name(), made.epoch(),
                config(file).fit().epochs())) : List.of();
        Appendable table = console.terminal() ? ProgressLine.above(console.out(), console.err()) : console.out();
        if (!made.train(directory, spec.commandLine().getParseResult().originalArgs(), table, display, stop)) {
            console.err().println("interrupted; go on with " + Suggestions.command("lab", lab.name(), "--resume", directory.path()));
            return false;
        }
        made.report(directory).forEach(console.out()::println);
        console.err().println("finished: " + directory.path() + ", " + made.ending());
        return true;
    }

    private int resume() throws IOException {
        try (RunDirectory directory = RunDirectory.reopen(resume)) {
            if (directory.status() == RunDirectory.Status.FINISHED) {
                throw new InputException("--resume " + resume + ": this run is finished; for more epochs run it anew with --epochs N "
                        + "and another --out");
            }
            LabFile file = saved(directory);
            StopSignal stop = new StopSignal();
            try (Signals signals = new Signals(stop, this::say); LabRun made = run(file)) {
                Optional<Checkpoint> checkpoint = directory.latest(this::say);
                if (checkpoint.isPresent()) {
                    try (Checkpoint from = checkpoint.get()) {
                        made.restore(from);
                        say("going on from " + from.file());
                    }
                }
                return learn(file, made, directory, stop) ? Main.DONE : signals.exitCode();
            }
        }
    }

    /** The settings that a run was made with. */
    private LabFile saved(RunDirectory directory) {
        Path config = directory.file(RunDirectory.CONFIG);
        List<Assignment> all = new ArrayList<>(YamlAssignments.ofFile(config.toString(),
                TextFile.read(config, "a run of this lab")));
        add(all, "workers", "--workers", workers);
        LabFile file = new LabFile(lab, all);
        if (!LabFile.hash(config(file)).equals(directory.configHash())) {
            throw new InputException(config + ": was changed since the run began; restore it, or run the lab anew");
        }
        return file;
    }

    /** Asks a trained model, or looks inside. */
    private int ask() throws IOException {
        String option = questions.isEmpty() ? "--inspect" : "--predict";
        Path path = run != null ? run : out().resolve("seed-" + (seed == null ? "1" : seed));
        if (!Files.exists(path)) {
            throw new InputException(option + ": " + path + " does not exist; train first with "
                    + Suggestions.command("lab", lab.name()) + ", or name a run with --run");
        }
        RunDirectory directory = RunDirectory.view(path);
        // options of the line win: the temperature of samples, for instance
        try (LabRun made = run(saved(directory).and(assignments())); Checkpoint checkpoint = directory.latest(this::say).orElseThrow(() ->
                new InputException(option + ": " + path + " has no checkpoint yet; wait for its end"))) {
            made.restore(checkpoint);
            if (!questions.isEmpty()) {
                made.predict(questions).forEach(console.out()::println);
            }
            if (inspected != null) {
                made.inspect(inspected, path).orElseThrow(() -> new InputException("--inspect: " + lab.name() + " has no such view; "
                        + "counter, recall and char-rnn have")).forEach(console.out()::println);
            }
        }
        return Main.DONE;
    }

    private int predictWithWeights() throws IOException {
        try (LabRun made = run(run != null ? saved(RunDirectory.view(run)) : new LabFile(lab, assignments()))) {
            weights.putInto(made);
            made.predict(questions).forEach(console.out()::println);
        }
        return Main.DONE;
    }

    private void say(String text) {
        String notice = Excerpt.printable(text);
        if (console.terminal()) {
            ProgressLine.print(console.err(), console.err(), notice + "\n");
        } else {
            console.err().println(notice);
        }
    }
}
