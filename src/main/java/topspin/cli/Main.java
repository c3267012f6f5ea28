package topspin.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import topspin.config.InputException;
import topspin.config.InvalidConfigException;
import topspin.env.EnvironmentException;
import topspin.env.EnvironmentRegistry;
import topspin.file.FileProblem;
import topspin.plugin.PluginException;
import topspin.plugin.PluginJar;
import topspin.plugin.PluginPath;
import topspin.plugin.Plugins;
import topspin.run.Additions;
import topspin.run.CheckpointException;
import topspin.run.Provenance;
import topspin.run.RunDirectoryException;
import topspin.run.RunFailedException;
import topspin.text.Excerpt;
import topspin.train.Trainer;
import topspin.train.Training;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The entry point of the command line. Exit codes: 0 done, 1 the run failed or its output is lost, 2 the user's input
 * is wrong, 128 + n ended by signal n. Every failure is one line on standard error; {@code --debug} adds the stack
 * trace.
 */
@Command(name = "topspin", mixinStandardHelpOptions = true, versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Recurrent reinforcement learning on the JVM: fast, exact, honest.",
        footerHeading = "%nExamples:%n", footer = {
            "  ./topspin train experiments/pong.yaml",
            "  ./topspin train experiments/pong.yaml --seed 2 --set ppo.clip=0.2",
            "  ./topspin train --resume results/pong/seed-2",
            "  ./topspin eval results/pong/seed-2 --episodes 100",
            "  ./topspin play cart-pole",
            "  ./topspin splits --steps 128 --envs 8",
            "  ./topspin sweep experiments/nine-runs-paired.yaml",
            "  ./topspin lab",
            "  ./topspin envs",
            "  ./topspin audit",
            "  ./topspin watch",
            "  ./topspin serve",
            "  ./topspin bench",
            "",
            "'./topspin COMMAND --help' explains a command."})
public final class Main implements Runnable {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int WRONG_INPUT = 2;
    /** Longest error message; the longest ones list all known names. */
    private static final int LONGEST = 2000;

    @Spec
    private CommandSpec spec;

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Show the stack trace of a failure.")
    private boolean debug;

    private final Set<Path> jars = new LinkedHashSet<>();
    private final Console console;
    /** Made by the first command that needs it. */
    private Plugins plugins;
    private EnvironmentRegistry registry;

    private Main(Console console) {
        this.console = console;
    }

    public static void main(String[] args) {
        System.exit(run(Console.ofProcess(), EnvironmentRegistry::load, Trainer::new, args));
    }

    /**
     * Runs one command.
     *
     * @param worlds  loaded on demand, from the class path and the JARs that the user added
     * @param trainer built on demand
     * @return the exit code
     */
    static int run(Console console, Function<Plugins, EnvironmentRegistry> worlds,
                   Function<EnvironmentRegistry, Training> trainer, String... args) {
        Main main = new Main(console);
        Supplier<EnvironmentRegistry> environments = () -> main.registry(worlds);
        Supplier<Training> training = () -> trainer.apply(environments.get());
        CommandLine line = new CommandLine(main)
                .addSubcommand(new TrainCommand(console, environments, training))
                .addSubcommand(new EvalCommand(console, environments, training))
                .addSubcommand(new PlayCommand(console, environments))
                .addSubcommand(new InspectCommand(console, environments))
                .addSubcommand(new SplitsCommand(console, environments))
                .addSubcommand(new SweepCommand(console, environments))
                .addSubcommand(new StatsCommand())
                .addSubcommand(new PlotCommand())
                .addSubcommand(new ReportCommand())
                .addSubcommand(new ImportCommand(console))
                .addSubcommand(new ImportLogCommand())
                .addSubcommand(new SendCommand(console))
                .addSubcommand(new ExportCommand(console, environments, training))
                .addSubcommand(LabCommand.of(console, environments))
                .addSubcommand(new EnvsCommand(console, environments))
                .addSubcommand(new AuditCommand(console, environments))
                .addSubcommand(new WatchCommand(console, environments))
                .addSubcommand(new ServeCommand(console, environments))
                .addSubcommand(new BenchCommand(console))
                .addSubcommand(new BenchRowCommand(console, environments, training))
                .addSubcommand(new BenchPeakCommand(console))
                .addSubcommand(new BenchBusyCommand())
                .setOut(new PrintWriter(console.out(), true))
                .setErr(new PrintWriter(console.err(), true))
                .setParameterExceptionHandler((e, arguments) -> main.refuse(e))
                .setExecutionExceptionHandler((e, command, result) -> main.fail(e));
        HelpPage.install(line);
        int code = main.unlessLost(main.execute(line, args));
        if (code == DONE) {
            main.suggest(line.getParseResult());
        }
        main.close();
        return code;
    }

    /** Called once for those before the command's name and once for those after it; with null before either. */
    @Option(names = PluginPath.OPTION, paramLabel = "FILE", scope = ScopeType.INHERIT,
            description = "Adds what is in this JAR: environments, algorithms, cells, encoders, distributions. Can be repeated. "
            + "JARs in the folder plugins and in " + PluginPath.VARIABLE + " are added too.")
    private void add(List<Path> files) {
        if (files != null) {
            jars.addAll(files);
        }
    }

    /** The JARs that the user named. */
    List<Path> jars() {
        return List.copyOf(jars);
    }

    private EnvironmentRegistry registry(Function<Plugins, EnvironmentRegistry> worlds) {
        if (registry == null) {
            plugins = Plugins.open(
                    PluginPath.of(jars(), System.getenv(PluginPath.VARIABLE), Home.directory().orElse(null)));
            registry = worlds.apply(plugins);
            Additions.add(plugins);
        }
        return registry;
    }

    private void close() {
        if (plugins != null) {
            try {
                plugins.close();
            } catch (IOException e) {
                // nothing was written there
                console.err().println("cannot close the JARs: " + FileProblem.sentence(e));
            }
        }
    }

    private void suggest(CommandLine.ParseResult given) {
        CommandLine.ParseResult command = given;
        while (command.hasSubcommand()) {
            command = command.subcommand();
        }
        boolean done = !command.isUsageHelpRequested() && !command.isVersionHelpRequested();
        if (done && command.commandSpec().userObject() instanceof Suggestions.Source source) {
            source.suggestions().print(console.err());
        }
    }

    private int execute(CommandLine line, String... args) {
        try {
            return line.execute(args);
        } catch (OutOfMemoryError e) {
            return complain("out of memory: " + outOf(String.valueOf(e.getMessage())), e, FAILED);
        } catch (LinkageError e) {
            return complain(misfit(e).orElseThrow(() -> e), e, WRONG_INPUT);
        }
    }

    /**
     * Not every OutOfMemoryError is about the heap: threads, native memory and arrays beyond 2³¹ elements cause it,
     * too.
     */
    private static String outOf(String resource) {
        boolean heap = resource.contains("heap") || resource.contains("GC overhead");
        long megabytes = Runtime.getRuntime().maxMemory() >> 20;
        return heap ? String.format(Locale.ROOT, "the heap of %d MB is full; raise the limit with "
                + "TOPSPIN_JAVA_OPTS=-Xmx%dm", megabytes, 2 * megabytes) : lowerFirst(resource);
    }

    /** A command whose output was lost has failed. */
    private int unlessLost(int exitCode) {
        return console.out().loss().map(loss -> complain("standard output is lost: " + FileProblem.reason(loss), loss,
                exitCode == DONE ? FAILED : exitCode)).orElse(exitCode);
    }

    /** Without a command, prints the help. */
    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "expected a command");
    }

    private int refuse(CommandLine.ParameterException e) {
        CommandLine command = e.getCommandLine();
        String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        if (e instanceof CommandLine.UnmatchedArgumentException unmatched && !unmatched.getSuggestions().isEmpty()) {
            message += "; did you mean " + String.join(" or ", unmatched.getSuggestions()) + "?";
        }
        return complain(lowerFirst(message) + " (see ./" + command.getCommandSpec().qualifiedName() + " --help)", e,
                WRONG_INPUT);
    }

    private int fail(Exception e) {
        Optional<String> misfit = e instanceof PluginException ? Optional.empty() : misfit(e);
        if (misfit.isPresent()) {
            return complain(misfit.get(), e, WRONG_INPUT);
        }
        if (e instanceof InputException || e instanceof RunDirectoryException || e instanceof PluginException) {
            return complain(e.getMessage(), e, WRONG_INPUT);
        }
        if (e instanceof InvalidConfigException invalid) {
            return complain(invalid.keys().get(0) + ": " + e.getMessage(), e, WRONG_INPUT);
        }
        if (e instanceof CheckpointException checkpoint) {
            boolean written = checkpoint.kind() != CheckpointException.Kind.NOT_WRITTEN;
            return complain(e.getMessage(), e, written ? WRONG_INPUT : FAILED);
        }
        if (e instanceof UncheckedIOException unsaid && unsaid.getMessage().equals(unsaid.getCause().toString())) {
            return complain(FileProblem.sentence(unsaid.getCause()), e, FAILED);
        }
        if (e instanceof InvalidPathException path) {
            return complain(Excerpt.quoted(path.getInput()) + " is not a file name: " + path.getReason(), e, WRONG_INPUT);
        }
        if (e instanceof RunFailedException || e instanceof EnvironmentException || e instanceof UncheckedIOException) {
            return complain(e.getMessage(), e, FAILED);
        }
        if (e instanceof IOException problem) {
            return complain(FileProblem.sentence(problem), e, FAILED);
        }
        return complain(culprit(e).map(jar -> jar + " fails: ").orElse("internal error: ") + e + " (--debug shows where)", e,
                FAILED);
    }

    /** What is wrong with a JAR, if a JAR caused the failure. */
    private Optional<String> misfit(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof LinkageError linkage) {
                return culprit(linkage).map(jar -> jar + ": " + Plugins.misfit(linkage));
            }
        }
        return Optional.empty();
    }

    private Optional<PluginJar> culprit(Throwable failure) {
        return plugins == null ? Optional.empty() : plugins.culprit(failure);
    }

    private int complain(String message, Throwable cause, int exitCode) {
        console.err().println(oneLine(Invocation.typed(message)));
        if (debug) {
            StringWriter trace = new StringWriter();
            cause.printStackTrace(new PrintWriter(trace));
            trace.toString().lines().map(line -> Excerpt.printable(line.replace("\t", "    ")))
                    .forEach(console.err()::println);
        }
        return exitCode;
    }

    /** Shortens an error message to {@value #LONGEST} letters and removes control characters. */
    private static String oneLine(String message) {
        String line = message.lines().map(String::strip).filter(part -> !part.isEmpty()).collect(Collectors.joining(" "));
        return Excerpt.printable(line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…");
    }

    private static String lowerFirst(String text) {
        return text.isEmpty() ? text : Character.toLowerCase(text.charAt(0)) + text.substring(1);
    }

    /** The version, and what it runs on. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"topspin " + Provenance.version() + " (Java " + System.getProperty("java.version")
                    + ", " + System.getProperty("os.arch") + ")"};
        }
    }
}
