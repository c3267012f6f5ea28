package topspin.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import topspin.config.InputException;
import topspin.env.EnvironmentRegistry;
import topspin.interop.gym.GymServer;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** {@code topspin serve}: lets other programs play in our environments. */
@Command(name = "serve", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Serve every environment over the protocol of openai/gym-http-api.", "",
            "Clients name an environment by the id that ./topspin envs lists, such as pong, or with options, such as "
                + "pong?observation=features&frame-skip=2. The server ends with Ctrl-C, or when a client stops it.", "",
            "There is no password: every program that reaches the address may play and may stop the server. Web pages may "
                + "not: a request with an Origin of another site is refused, and so is one whose Host is neither "
                + "localhost, nor an address in digits, nor a name given with --host or --allow-host."},
        footerHeading = "%nExamples:%n", footer = {
            "  ./topspin serve",
            "  ./topspin serve --port 5001 --seed 7",
            "  ./topspin serve --host 0.0.0.0 --allow-host atlas.example.org"})
final class ServeCommand implements Callable<Integer> {
    /** A year. */
    private static final int LONGEST_EXPIRY = 365 * 24 * 60;

    @Option(names = "--port", paramLabel = "N", defaultValue = "" + GymServer.DEFAULT_PORT,
            description = "Default ${DEFAULT-VALUE}; 0 takes any free port.")
    private int port;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1",
            description = "Seed of environments that are made without one; default ${DEFAULT-VALUE}.")
    private long seed;

    @Mixin
    private Listening listening;

    @Option(names = "--instances", paramLabel = "N", defaultValue = "" + GymServer.Settings.DEFAULT_INSTANCES,
            description = "How many environments may be open at once; default ${DEFAULT-VALUE}.")
    private int instances;

    @Option(names = "--expire", paramLabel = "MINUTES", defaultValue = "" + GymServer.Settings.DEFAULT_EXPIRY_MINUTES,
            description = "An environment without requests for so long is closed; default ${DEFAULT-VALUE}.")
    private int expiry;

    private final Console console;
    private final Supplier<EnvironmentRegistry> environments;

    ServeCommand(Console console, Supplier<EnvironmentRegistry> environments) {
        this.console = console;
        this.environments = environments;
    }

    @Override
    public Integer call() throws InterruptedException {
        Listening.requirePort(port);
        if (seed < 0) {
            throw new InputException("--seed " + seed + ": expected a whole number, at least 0");
        }
        requireWithin("--instances", instances, 1, Integer.MAX_VALUE);
        requireWithin("--expire", expiry, 1, LONGEST_EXPIRY);
        try (GymServer server = listening.open(port, (address, names) -> new GymServer(address, environments.get(), seed,
                new GymServer.Settings(names, instances, Duration.ofMinutes(expiry))))) {
            server.start();
            console.err().println("serving " + EnvironmentRegistry.summary(server.ids()) + " at " + server.url()
                    + "; Ctrl-C ends it");
            server.await();
        }
        return Main.DONE;
    }

    private static void requireWithin(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new InputException(option + " " + value + ": expected a whole number from " + least + " to " + most);
        }
    }
}
