package topspin.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import topspin.cli.watch.PolicyGames;
import topspin.config.InputException;
import topspin.env.EnvironmentRegistry;
import topspin.page.PageServer;
import topspin.page.RunControl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/** {@code topspin watch}: a page over all runs, live while they write. */
@Command(name = "watch", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Look at runs in a browser: curves, verdicts, states, live while they train; and let their policies play in it, with the core laid open.", "",
            "The page is a reader. It can be started and stopped at any time, twice, or on another machine that sees the same "
                + "directory, and no run ever waits for it. With --allow-control it can also stop runs (after their update; they can "
                + "be resumed), resume them, and play evaluation games.", "",
            "There is no password, so it listens to this machine alone unless --host says otherwise; pages of other sites are "
                + "refused. To look at a run on another machine: ssh -L 6600:127.0.0.1:6600 MACHINE, with the page started there."},
        footerHeading = "%nExamples:%n", footer = {
            "  ./topspin watch",
            "  ./topspin watch results/pong results/recall --open",
            "  ./topspin watch --allow-control --port 0",
            "  ./topspin train experiments/pong.yaml --watch"})
final class WatchCommand implements Callable<Integer> {
    private static final List<Path> DEFAULT = List.of(Path.of("results"));

    @Parameters(arity = "0..*", paramLabel = "DIR", description = "Directories of runs, at any depth. Default: results.")
    private List<Path> directories = new ArrayList<>();

    @Option(names = "--port", paramLabel = "N", defaultValue = "" + PageServer.DEFAULT_PORT,
            description = "Default ${DEFAULT-VALUE}; 0 takes any free port.")
    private int port;

    @Option(names = "--open", description = "Opens the page in the browser.")
    private boolean open;

    @Option(names = "--allow-control", description = "Lets the page stop, resume and evaluate runs.")
    private boolean control;

    @Mixin
    private Listening listening;

    private final Console console;
    private final Supplier<EnvironmentRegistry> environments;

    WatchCommand(Console console, Supplier<EnvironmentRegistry> environments) {
        this.console = console;
        this.environments = environments;
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        List<Path> roots = directories.isEmpty() ? DEFAULT : directories;
        for (Path root : roots) {
            if (Files.exists(root) && !Files.isDirectory(root)) {
                throw new InputException(root + " is a file: expected a directory of runs, such as results");
            }
            if (!Files.exists(root)) {
                console.err().println(root + " does not exist yet; the page shows what will be there");
            }
        }
        Optional<RunControl> allowed = control ? Optional.of(new RunControl(Program.commandLine())) : Optional.empty();
        try (PageServer server = listening.open(port, (address, names) -> new PageServer(address, names, roots, allowed))) {
            server.play(new PolicyGames(environments));
            server.start();
            console.err().println("watching " + String.join(", ", roots.stream().map(Path::toString).toList()) + " at " + server.url()
                    + "; Ctrl-C ends the page and no run");
            if (open) {
                show(server.url());
            }
            new CountDownLatch(1).await();
        }
        return Main.DONE;
    }

    private void show(String url) {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        List<String> command = system.contains("win") ? List.of("rundll32", "url.dll,FileProtocolHandler", url)
                : system.contains("mac") ? List.of("open", url) : List.of("xdg-open", url);
        try {
            new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        } catch (IOException e) {
            console.err().println("no browser could be opened (" + command.get(0) + "): open " + url);
        }
    }
}
