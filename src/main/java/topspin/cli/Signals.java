package topspin.cli;

import sun.misc.Signal;
import sun.misc.SignalHandler;
import topspin.train.StopSignal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Turns the first SIGINT, SIGTERM or SIGHUP into a {@link StopSignal}, and ends the program at once on the second. A
 * shutdown hook could not do this: during a shutdown the JVM ignores further signals. Signals that the parent process
 * ignores, as {@code nohup} does with SIGHUP, stay ignored. Closing puts the old handlers back.
 */
final class Signals implements AutoCloseable {
    /** Shells report a program ended by signal n as 128 + n. */
    private static final int SHELL_BASE = 128;

    private final StopSignal stop;
    private final Consumer<String> notices;
    private final Map<Signal, SignalHandler> before = new LinkedHashMap<>();
    private volatile int exitCode;

    Signals(StopSignal stop, Consumer<String> notices) {
        this.stop = stop;
        this.notices = notices;
        for (String name : new String[] {"INT", "TERM", "HUP"}) {
            try {
                Signal signal = new Signal(name);
                before.put(signal, Signal.handle(signal, this::received));
            } catch (IllegalArgumentException unknownHere) {
                // Windows has no HUP; the others still work
                continue;
            }
        }
    }

    /** The exit code that tells the shell which signal came: 130 for SIGINT, 143 for SIGTERM. */
    int exitCode() {
        return exitCode;
    }

    @Override
    public void close() {
        before.forEach(Signal::handle);
    }

    private void received(Signal signal) {
        int code = SHELL_BASE + signal.getNumber();
        if (stop.requested()) {
            Runtime.getRuntime().halt(code);
        }
        exitCode = code;
        stop.request();
        notices.accept("SIG" + signal.getName()
                + ": finishing this update and saving a checkpoint; once more ends at once");
    }
}
