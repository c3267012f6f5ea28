package topspin.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import topspin.env.EnvironmentRegistry;
import topspin.file.FileProblem;
import topspin.interop.gym.GymServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** {@code topspin serve}: lets programs in other languages play in our worlds. */
@Command(name = "serve", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Serve every environment over the protocol of openai/gym-http-api.", "",
            "A client asks for one by the id that ./topspin envs lists, such as pong, or with options, such as "
                + "pong?observation=features&frame-skip=2. Ends with Ctrl-C, or when a client asks for it. There is no "
                + "password: whoever reaches the address may play, and end it."},
        footerHeading = "%nExamples:%n", footer = {
            "  ./topspin serve",
            "  ./topspin serve --port 5001 --seed 7"})
final class ServeCommand implements Callable<Integer> {
    private static final int LARGEST_PORT = 65535;

    @Option(names = "--host", paramLabel = "NAME", defaultValue = GymServer.DEFAULT_HOST,
            description = "Address to listen at; default ${DEFAULT-VALUE}, which only this machine reaches.")
    private String host;

    @Option(names = "--port", paramLabel = "N", defaultValue = "" + GymServer.DEFAULT_PORT,
            description = "Default ${DEFAULT-VALUE}; 0 takes any that is free.")
    private int port;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1",
            description = "Of environments that are made without a seed of their own; default ${DEFAULT-VALUE}.")
    private long seed;

    private final Console console;
    private final Supplier<EnvironmentRegistry> environments;

    ServeCommand(Console console, Supplier<EnvironmentRegistry> environments) {
        this.console = console;
        this.environments = environments;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (port < 0 || port > LARGEST_PORT) {
            throw new InputException("--port " + port + ": expected a whole number from 0 to " + LARGEST_PORT);
        }
        if (seed < 0) {
            throw new InputException("--seed " + seed + ": expected a whole number, at least 0");
        }
        EnvironmentRegistry registry = environments.get();
        try (GymServer server = open(registry)) {
            server.start();
            console.err().println("serving " + String.join(", ", registry.ids()) + " at " + server.url()
                    + "; Ctrl-C ends it");
            server.await();
        }
        return Main.DONE;
    }

    private GymServer open(EnvironmentRegistry registry) {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new InputException("--host " + host + ": is not known; expected a name or an address of this machine");
        }
        try {
            return new GymServer(address, registry, seed);
        } catch (IOException e) {
            throw new InputException("--host " + host + " --port " + port + ": cannot be listened at ("
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
