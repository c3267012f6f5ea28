package topspin.cli;

import picocli.CommandLine.Option;
import topspin.config.InputException;
import topspin.file.FileProblem;
import topspin.text.Excerpt;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.LinkedHashSet;
import java.util.Set;

/** Where a server listens, and under which names it may be called: the options that servers share. */
final class Listening {
    /** What only this machine reaches. */
    static final String DEFAULT_HOST = "127.0.0.1";
    private static final int LARGEST_PORT = 65535;

    @Option(names = "--host", paramLabel = "NAME", defaultValue = DEFAULT_HOST,
            description = "Address to listen at; default ${DEFAULT-VALUE}, which only this machine reaches.")
    private String host;

    @Option(names = "--allow-host", paramLabel = "NAME", description =
            "Another name by which clients may call this server. Can be repeated.")
    private Set<String> allowedHosts = new LinkedHashSet<>();

    /** Makes a server, which takes its port. */
    interface Opening<S> {
        S open(InetSocketAddress address, Set<String> names) throws IOException;
    }

    static void requirePort(int port) {
        if (port < 0 || port > LARGEST_PORT) {
            throw new InputException("--port " + port + ": expected a whole number from 0 to " + LARGEST_PORT);
        }
    }

    /**
     * On this machine alone.
     *
     * @throws InputException if it cannot be listened there
     */
    static <S> S here(int port, Opening<S> opening) {
        Listening here = new Listening();
        here.host = DEFAULT_HOST;
        return here.open(port, opening);
    }

    /** @throws InputException if it cannot be listened there */
    <S> S open(int port, Opening<S> opening) {
        requirePort(port);
        for (String name : allowedHosts) {
            if (name.indexOf(':') >= 0 || name.indexOf('/') >= 0) {
                throw new InputException("--allow-host " + Excerpt.of(name)
                        + ": expected a name alone, such as atlas.example.org");
            }
        }
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new InputException("--host " + host + ": is not known; expected a name or an address of this machine");
        }
        Set<String> names = new LinkedHashSet<>(allowedHosts);
        names.add(host);
        try {
            return opening.open(address, names);
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
