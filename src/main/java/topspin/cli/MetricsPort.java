package topspin.cli;

import topspin.config.InputException;
import topspin.file.FileProblem;
import topspin.interop.http.AllowedHosts;
import topspin.interop.tracker.MetricsServer;
import topspin.text.Excerpt;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The option {@code --metrics-port}: a port of this machine, or an address and a port. */
final class MetricsPort {
    static final String OPTION = "--metrics-port";
    private static final Pattern ADDRESS = Pattern.compile("(?:(.+):)?(\\d{1,5})");
    private static final int LARGEST = 65535;
    /** Which only this machine reaches. */
    private static final String LOOPBACK = "127.0.0.1";

    private MetricsPort() {
    }

    /**
     * Takes the port.
     *
     * @throws InputException if it is no port, or cannot be used
     */
    static MetricsServer open(String text) {
        Matcher address = ADDRESS.matcher(text);
        if (!address.matches() || Integer.parseInt(address.group(2)) > LARGEST) {
            throw new InputException(OPTION + " " + Excerpt.of(text) + ": expected a port from 0 to " + LARGEST
                    + ", such as 9100, or an address and a port, such as 0.0.0.0:9100");
        }
        String host = address.group(1) == null ? LOOPBACK : address.group(1);
        InetSocketAddress place = new InetSocketAddress(host, Integer.parseInt(address.group(2)));
        if (place.isUnresolved()) {
            throw new InputException(OPTION + " " + Excerpt.of(text) + ": the name " + Excerpt.of(host)
                    + " is not known; expected a name or an address of this machine");
        }
        try {
            return new MetricsServer(place, new AllowedHosts(List.of(host)));
        } catch (IOException e) {
            throw new InputException(OPTION + " " + Excerpt.of(text) + " cannot be used (" + FileProblem.reason(e)
                    + "); choose another port, or 0 for any", e);
        }
    }
}
