package topspin.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import topspin.config.InputException;
import topspin.file.FileProblem;
import topspin.interop.tracker.ForeignImport;
import topspin.interop.tracker.ImportOptions;
import topspin.stats.UnusableDataException;
import topspin.text.Count;
import topspin.text.Excerpt;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code import PATHS}: turns runs of other programs into run directories. */
@Command(name = "import", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Turn runs of other programs into run directories.", "",
            "Then stats, plot and report compare them with ours. What a file is, is found out from it: TensorBoard event files, "
                + "as CleanRL, Stable-Baselines3 and many others write them; Stable-Baselines3's monitor.csv, one or several; a "
                + "table with commas and a header; a log kept by hand (./topspin import-log). In a directory, every directory with "
                + "such files is a run.", "",
            "Variant, seed and world are taken from names such as CartPole-v1__ppo__1__1690000000, ppo/seed-1 and PPO_1."},
        footerHeading = "%nExamples:%n", footer = {
            "  ./topspin import runs --out results/cleanrl",
            "  ./topspin import logs/ppo/CartPole-v1_1 --variant sb3",
            "  ./topspin import table.csv --step frames --score mean_return --seed 3",
            "  ./topspin stats results/cart-pole results/cleanrl"})
final class ImportCommand implements Callable<Integer>, Suggestions.Source {
    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "PATH", description = "Files or directories.")
    private List<Path> paths;

    @Option(names = "--out", paramLabel = "DIR", description =
            "Where VARIANT/seed-N are written; nothing there is overwritten. Default: results/ and the name of PATH.")
    private Path out;

    @Option(names = "--variant", paramLabel = "NAME", description = "The variant, if names do not say it.")
    private String variant;

    @Option(names = "--seed", paramLabel = "N", description = "The seed of one run, if names do not say it.")
    private Long seed;

    @Option(names = "--env", paramLabel = "ID", description =
            "The world, as ./topspin envs calls it. Scores of different worlds are not compared.")
    private String world;

    @Option(names = "--score", paramLabel = "NAME", description =
            "The column or tag with the scores. Default: charts/episodic_return, rollout/ep_rew_mean, score, return or another usual "
            + "name.")
    private String score;

    @Option(names = "--step", paramLabel = "NAME", description =
            "The column with the steps. Default: step, global_step, time/total_timesteps or another usual name.")
    private String step;

    @Option(names = "--seconds", paramLabel = "NAME", description = "The column with the time, in seconds.")
    private String seconds;

    @Option(names = "--episodes", description = "Every score is the return of one finished game, not a mean.")
    private boolean episodes;

    @Option(names = "--window", paramLabel = "N", defaultValue = "10",
            description = "Finished games that a row's score averages; default ${DEFAULT-VALUE}.")
    private int window;

    @Option(names = "--skip-broken", description = "Leave out broken rows, and what follows a damaged record. Without it, they are an error.")
    private boolean skipBroken;

    private final Console console;

    ImportCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (window < 1) {
            throw new InputException("--window " + window + ": expected a whole number, at least 1");
        }
        if (seed != null && seed < 0) {
            throw new InputException("--seed " + seed + ": expected a whole number, at least 0");
        }
        if (paths.size() > 1 && out == null) {
            throw new InputException("expected --out DIR, since there are " + paths.size() + " paths");
        }
        try {
            if (paths.size() == 1 && isLooseLog(paths.get(0))) {
                return importLog();
            }
            List<String> remarks = new ArrayList<>();
            ForeignImport foreign = new ForeignImport(new ImportOptions(step, score, seconds, episodes, skipBroken), remarks::add);
            paths.forEach(foreign::add);
            foreign.name(variant, seed, world);
            List<String> lines = foreign.write(home(), window);
            remarks.forEach(remark -> console.err().println("note: " + Excerpt.printable(remark)));
            lines.forEach(line -> console.out().println(Excerpt.printable(line)));
            console.out().println(Count.of(foreign.count(), "run") + " imported");
            return Main.DONE;
        } catch (UnusableDataException e) {
            throw new InputException(e.getMessage(), e);
        }
    }

    private static boolean isLooseLog(Path file) {
        try {
            return ForeignImport.isLooseLog(file);
        } catch (IOException e) {
            throw new InputException(file + " is of no known kind (" + FileProblem.reason(e) + "); expected TensorBoard's event files, "
                    + "which have 'tfevents' in their names, a monitor.csv, a table with commas, or a log", e);
        }
    }

    private int importLog() {
        List<String> words = new ArrayList<>(List.of(paths.get(0).toString()));
        if (out != null) {
            words.addAll(List.of("--out", out.toString()));
        }
        if (skipBroken) {
            words.add("--skip-broken");
        }
        return spec.parent().subcommands().get("import-log").execute(words.toArray(String[]::new));
    }

    @Override
    public Suggestions suggestions() {
        return new Suggestions().or("stats", home()).or("plot", home());
    }

    private Path home() {
        if (out != null) {
            return out;
        }
        Path path = paths.get(0).toAbsolutePath().normalize();
        return Path.of("results", ForeignImport.title(path));
    }
}
