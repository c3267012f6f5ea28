package topspin.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import topspin.config.InputException;
import topspin.env.EnvironmentRegistry;
import topspin.file.FileProblem;
import topspin.interop.gym.GymServer;
import topspin.text.Excerpt;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
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
    private static final int LARGEST_PORT = 65535;
    /** A year. */
    private static final int LONGEST_EXPIRY = 365 * 24 * 60;

    @Option(names = "--host", paramLabel = "NAME", defaultValue = GymServer.DEFAULT_HOST,
            description = "Address to listen at; default ${DEFAULT-VALUE}, which only this machine reaches.")
    private String host;

    @Option(names = "--port", paramLabel = "N", defaultValue = "" + GymServer.DEFAULT_PORT,
            description = "Default ${DEFAULT-VALUE}; 0 takes any free port.")
    private int port;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1",
            description = "Seed of environments that are made without one; default ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--allow-host", paramLabel = "NAME", description =
            "Another name by which clients may call this server. Can be repeated.")
    private Set<String> allowedHosts = new LinkedHashSet<>();

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
        requireWithin("--port", port, 0, LARGEST_PORT);
        if (seed < 0) {
            throw new InputException("--seed " + seed + ": expected a whole number, at least 0");
        }
        requireWithin("--instances", instances, 1, Integer.MAX_VALUE);
        requireWithin("--expire", expiry, 1, LONGEST_EXPIRY);
        for (String name : allowedHosts) {
            if (name.indexOf(':') >= 0 || name.indexOf('/') >= 0) {
                throw new InputException("--allow-host " + Excerpt.of(name)
                        + ": expected a name alone, such as atlas.example.org");
            }
        }
        try (GymServer server = open(environments.get())) {
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

    private GymServer open(EnvironmentRegistry registry) {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new InputException("--host " + host + ": is not known; expected a name or an address of this machine");
        }
        try {
            Set<String> names = new LinkedHashSet<>(allowedHosts);
            names.add(host);
            return new GymServer(address, registry, seed,
                    new GymServer.Settings(names, instances, Duration.ofMinutes(expiry)));
        } catch (IOException e) {
            throw new InputException("--host " + host + " --port " + port + " cannot be used ("
                    + FileProblem.reason(e) + "); choose " + (isOfThisMachine(address.getAddress())
                    ? "another --port, or 0 for any" : "a --host that is this machine's, such as 127.0.0.1"), e);
        }
    }

    private static boolean isOfThisMachine(InetAddress address) {
        try {
            return address.isAnyLocalAddress() || address.isLoopbackAddress()
                    || NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException unknown) {
            return true;
        }
    }
}
