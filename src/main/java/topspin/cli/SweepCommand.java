package topspin.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import topspin.config.InputException;
import topspin.env.EnvironmentRegistry;
import topspin.file.FileProblem;
import topspin.file.ProcessLock;
import topspin.interop.tracker.MlflowAddress;
import topspin.run.RunDirectory;
import topspin.run.RunFailedException;
import topspin.sweep.ProcessExecutor;
import topspin.sweep.SweepListener;
import topspin.sweep.SweepPlan;
import topspin.sweep.SweepRecord;
import topspin.sweep.SweepRunner;
import topspin.sweep.Trial;
import topspin.sweep.TrialState;
import topspin.sweep.TrialStatus;
import topspin.text.Count;
import topspin.text.Excerpt;
import topspin.text.WallTime;
import topspin.train.StopSignal;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** {@code topspin sweep}: many runs from one file, several at once. */
@Command(name = "sweep", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Train every variant of an experiment with every seed.", "",
            "Each trial is a process of its own and a run like any other, in results/NAME/VARIANT/seed-N. Ctrl-C stops all "
                + "trials after a checkpoint. The same command again keeps finished trials and goes on with the others; if "
                + "the file now has more seeds, variants or total-steps, it trains what is missing. A trial that dies is "
                + "started again from its checkpoint, up to 'retry' times; the other trials go on."},
        footerHeading = "%nExamples:%n", footer = {
            "  ./topspin sweep experiments/nine-runs.yaml --dry-run",
            "  ./topspin sweep experiments/nine-runs-paired.yaml",
            "  ./topspin sweep FILE --workers 2 --out /tmp/try",
            "",
            "A sweep file (docs/sweeps.md shows every form):",
            "  base: ../experiments/pong.yaml  # or the keys of an experiment",
            "  set: {total-steps: 400000}      # for all trials",
            "  variants:",
            "    small: {policy.core.units: 64}",
            "    large: {policy.core.units: 512}",
            "  grid:                           # every combination",
            "    ppo.clip: [0.1, 0.2]",
            "  search:                         # 20 random draws",
            "    random: 20",
            "    seed: 1",
            "    keys:",
            "      optimiser.learning-rate: {log-uniform: [1e-4, 1e-2]}",
            "      gamma: {uniform: [0.97, 0.999]}",
            "      ppo.epochs: {choice: [2, 4]}",
            "      steps: {uniform: [32, 256]} # whole numbers: the key is one",
            "  seeds: {first: 1, count: 5}     # or [1, 2, 3]",
            "  parallel: 2                     # trials at once; default: cores",
            "  retry: 1                        # per trial that dies",
            "  prune: {rule: halving, first: 80000, reduction: 3}"})
final class SweepCommand implements Callable<Integer>, Suggestions.Source {
    private static final String DRY_RUN = "--dry-run";
    private static final String LOCK = ".sweep-lock";
    /** How long a sweep that was asked to stop waits for its trials to save. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SWEEP.yaml", description = "What to train, such as experiments/nine-runs.yaml.")
    private Path file;

    @Option(names = "--workers", paramLabel = "N",
            description = "Threads of each trial. Default: an equal share of the cores. Never changes a result.")
    private Integer workers;

    @Option(names = "--allow-other-rounding", description =
            "Goes on with trials even if the engine, its version or the instruction set has "
            + "changed. Later results differ in their last bits.")
    private boolean anyRounding;

    @Option(names = DRY_RUN, description = "Prints the trials and starts none.")
    private boolean dryRun;

    @Option(names = "--out", paramLabel = "DIR", description = "Directory of the sweep. Default: results/NAME.")
    private Path out;

    @Mixin
    private Watching watching;

    @Option(names = MlflowAddress.OPTION, paramLabel = "URL", description = {
        "Sends every trial while it is trained, named VARIANT/seed-N. " + MlflowOption.DESCRIPTION})
    private String mlflow;

    private final Console console;
    private final Supplier<EnvironmentRegistry> environments;
    private final Suggestions suggestions = new Suggestions();

    SweepCommand(Console console, Supplier<EnvironmentRegistry> environments) {
        this.console = console;
        this.environments = environments;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (workers != null && workers < 1) {
            throw new InputException("--workers " + workers + ": expected a whole number, at least 1");
        }
        if (mlflow != null) {
            MlflowOption.address(mlflow);
        }
        SweepPlan plan =
                SweepFile.read(file, out, workers, Runtime.getRuntime().availableProcessors(), environments.get());
        requireNames(plan);
        if (dryRun) {
            console.out().print(listing(plan));
            suggestions.or(again().stream().filter(word -> !word.equals(DRY_RUN)).toArray());
            return Main.DONE;
        }
        // reads every run directory, and refuses those of other configs, before anything is written
        listing(plan);
        OutputFile.directory(plan.directory());
        Optional<ProcessLock> lock = ProcessLock.acquire(plan.directory().resolve(LOCK), PATIENCE);
        try (ProcessLock held = lock.orElseThrow(() -> new InputException(plan.directory() + ": another sweep is running there; "
                + "wait for it, stop it, or choose another directory with --out"))) {
            return run(plan);
        }
    }

    /**
     * Tries every name that the trials will write, since file systems have different limits.
     *
     * @throws InputException if one of them is too long
     */
    private static void requireNames(SweepPlan plan) {
        Path ground = plan.directory().toAbsolutePath();
        while (ground.getParent() != null && !Files.exists(ground)) {
            ground = ground.getParent();
        }
        if (problem(ground.resolve("x")).isPresent()) {
            // not a problem of names: writing will report it
            return;
        }
        for (Trial trial : plan.trials()) {
            Path longest = trial.directory().resolve(RunDirectory.LONGEST_PATH);
            // names below missing directories cannot be tried: the variant's name is tried in the nearest existing one
            problem(ground.resolve(trial.variant())).or(() -> problem(longest)).ifPresent(reason -> {
                throw new InputException(Excerpt.of(trial.name()) + " cannot be written: " + reason + " (" + longest.toString().length()
                        + " letters): name its settings under 'variants', or give a shorter --out");
            });
        }
    }

    /** Why a file of that path is impossible; empty if it is possible, or unknown. */
    private static Optional<String> problem(Path path) {
        try {
            Files.readAttributes(path, BasicFileAttributes.class);
            return Optional.empty();
        } catch (NoSuchFileException | AccessDeniedException e) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(FileProblem.reason(e));
        }
    }

    private int run(SweepPlan plan) throws IOException, InterruptedException {
        SweepDisplay display = new SweepDisplay(console, plan);
        StopSignal stop = new StopSignal();
        stop.heed();
        SweepRecord record = new SweepRecord(plan, again());
        SweepRunner runner = new SweepRunner(plan, new ProcessExecutor(Program.attended(), options(plan)),
                SweepListener.all(display, record));
        console.err().println("sweep: " + plan.directory() + ": " + summary(plan));
        reportStrangers(plan, display);
        try (Signals signals = new Signals(stop, display::say); Watching.Page page = watching.open(plan.directory(), display::say)) {
            try {
                runner.run(stop);
            } finally {
                display.close();
                console.out().print(SweepDisplay.result(runner.trials()));
            }
            console.out().print(Leaderboard.of(plan.directory()));
            List<TrialStatus> failed = with(runner, TrialState.FAILED);
            int stopped = with(runner, TrialState.STOPPED).size();
            boolean unfinished = stopped > 0 || !with(runner, TrialState.WAITING).isEmpty()
                    || !with(runner, TrialState.PAUSED).isEmpty();
            if (unfinished && stop.requested()) {
                console.err().println("interrupted; go on with " + Suggestions.command(again().toArray()));
                return signals.exitCode();
            }
            if (!failed.isEmpty()) {
                throw new RunFailedException(failed.size() + " of " + runner.trials().size() + " trials died, the first: "
                        + failed.get(0).trial().name() + ": " + failed.get(0).problem()
                        + "; fix that, then go on with " + Suggestions.command(again().toArray()));
            }
            if (stopped > 0) {
                console.err().println(Count.of(stopped, "trial") + " stopped from outside; go on with "
                        + Suggestions.command(again().toArray()));
                return Main.DONE;
            }
            if (record.problem().isPresent()) {
                throw new RunFailedException("all trials are finished, but " + record.problem().get());
            }
            console.err().println("finished: " + plan.directory() + ", " + WallTime.of(record.seconds()) + " of wall time");
            suggestions.or("stats", plan.directory()).or("plot", plan.directory()).or("report", plan.directory());
            return Main.DONE;
        }
    }

    @Override
    public Suggestions suggestions() {
        return suggestions;
    }

    /** The words that this command was given with. */
    private List<String> again() {
        return spec.commandLine().getParseResult().originalArgs();
    }

    private static String summary(SweepPlan plan) {
        return Count.of(plan.trials().size(), "trial") + ", " + plan.atOnce() + " at once with "
                + Count.of(plan.workers(), "worker") + " each";
    }

    private List<String> options(SweepPlan plan) {
        List<String> options = new ArrayList<>(List.of("--workers", Integer.toString(plan.workers())));
        if (anyRounding) {
            options.add("--allow-other-rounding");
        }
        if (mlflow != null) {
            options.addAll(List.of(MlflowAddress.OPTION, mlflow));
        }
        // the trials inherit the other JARs
        options.addAll(JarOption.words(spec));
        return options;
    }

    private static List<TrialStatus> with(SweepRunner runner, TrialState state) {
        return runner.trials().stream().filter(trial -> trial.state() == state).toList();
    }

    /** The trials, where they stand, and what the sweep sets for them. */
    private static String listing(SweepPlan plan) throws IOException {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"variant", "seed", "steps", "state", "settings"});
        for (var trial : plan.trials()) {
            TrialStatus status = TrialStatus.onDisk(trial);
            String state = switch (status.state()) {
                case WAITING -> "new";
                case PAUSED -> "at step " + status.step();
                default -> SweepDisplay.word(status.state());
            };
            rows.add(new String[] {trial.variant(), Long.toString(trial.seed()), Long.toString(trial.totalSteps()), state,
                trial.settings()});
        }
        return SweepDisplay.aligned(rows) + plan.directory() + ": " + summary(plan) + "\n";
    }

    /** Statistics over the directory would include them. */
    private static void reportStrangers(SweepPlan plan, SweepDisplay display) throws IOException {
        for (Path path : directories(plan.directory())) {
            if (plan.trials().stream().noneMatch(trial -> trial.directory().startsWith(path))) {
                display.say(path + " is no variant of this sweep: statistics of " + plan.directory()
                        + " would count its runs in");
                continue;
            }
            for (Path run : directories(path)) {
                if (Files.exists(run.resolve(RunDirectory.RECORD))
                        && plan.trials().stream().noneMatch(trial -> trial.directory().equals(run))) {
                    display.say(run + " is no trial of this sweep: statistics of " + plan.directory() + " would count it in");
                }
            }
        }
    }

    private static List<Path> directories(Path parent) throws IOException {
        try (var files = Files.list(parent)) {
            return files.filter(Files::isDirectory).sorted().toList();
        }
    }
}
